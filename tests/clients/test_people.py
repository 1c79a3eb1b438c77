import pytest

from clients import actions
from clients.models import Client, SearchWord, WordShape
from clients.tellings import with_names
from practices.models import Event
from tests.factories import NOON, make_client


def last_event():
    return Event.objects.filter(kind__startswith="client.").order_by("-id").first()


def words():
    return set(SearchWord.objects.values_list("word", flat=True))


def test_a_new_client_is_kept_in_normal_form_and_on_record(willow):
    zoe = make_client(
        willow, "  Zoë   Baker ", phone="(212) 555-0147", email="ZOE@Example.org", source="Friend"
    )

    assert (zoe.name, zoe.phone, zoe.email) == ("Zoë Baker", "+12125550147", "zoe@example.org")
    assert (zoe.sort_name, zoe.search_text) == ("baker zoe", "zoe baker 12125550147 zoe@example.org")
    event = last_event()
    assert (event.kind, event.client_id, event.actor) == ("client.registered", zoe.pk, willow.owner)


def test_a_client_needs_a_name(willow):
    with pytest.raises(actions.NameMissing):
        make_client(willow, "  ")


@pytest.mark.parametrize(("field", "value"), [("phone", "12345"), ("email", "zoe@")])
def test_a_contact_nobody_can_reach_is_refused_with_its_field(willow, field, value):
    with pytest.raises(actions.ContactUnreadable) as refused:
        make_client(willow, **{field: value})
    assert refused.value.facts["field"] == field
    assert value in str(refused.value)


def test_a_client_is_found_by_words_of_the_name_mail_and_number(willow):
    make_client(willow, "Zoë Baker", preferred_name="Zee", phone="212 555 0147", email="zoe@example.org")

    assert words() == {"zoe", "baker", "zee", "zoe@example.org", "12125550147", "2125550147", "~74105552121"}
    assert set(WordShape.objects.values_list("word", flat=True)) == {"baker"}


def test_a_change_says_from_what_to_what_and_is_found_by_its_new_words(willow):
    zoe = make_client(willow)
    actions.change_details(zoe, changes={"name": "Zoe Smith", "city": ""}, by=willow.desk, at=NOON, version=1)

    zoe.refresh_from_db()
    assert (zoe.name, zoe.version, zoe.sort_name) == ("Zoe Smith", 2, "smith zoe")
    assert last_event().payload["changes"] == {"name": ["Zoe Baker", "Zoe Smith"]}
    assert words() == {"zoe", "smith"}
    assert set(WordShape.objects.values_list("word", flat=True)) == {"smith"}


def test_a_tag_is_a_word_too_and_goes_with_the_tag(willow):
    zoe = make_client(willow, tags=["VIP"])
    assert words() == {"zoe", "baker", "#vip"}

    actions.tag(zoe, add="Keen walker", remove="VIP", by=willow.desk, at=NOON)
    assert words() == {"zoe", "baker", "#keen walker"}


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"email": "z@new.example"}, False),
        ({"phone": "(303) 555-0199"}, False),
        ({"email": ""}, False),
        ({"name": "Zoe Miller", "email": "zoe@example.org"}, True),
    ],
)
def test_another_address_is_not_proven(willow, changes, stays):
    zoe = make_client(willow, email="zoe@example.org", phone="(303) 555-0142", is_verified=True)

    changed = actions.change_details(zoe, changes=changes, by=willow.desk, at=NOON)

    assert changed.is_verified is stays
    said = Event.objects.get(kind="client.changed").payload["changes"]
    assert said.get("is_verified") == (None if stays else [True, False])


def test_a_first_number_beside_a_proven_address_takes_nothing_away(willow):
    zoe = make_client(willow, email="zoe@example.org", is_verified=True)

    assert actions.change_details(
        zoe, changes={"phone": "(303) 555-0142"}, by=willow.desk, at=NOON
    ).is_verified


def test_a_name_two_people_bear_is_still_known_when_one_changes_it(willow):
    zoe, _ = make_client(willow), make_client(willow, "Ben Baker")
    actions.change_details(zoe, changes={"name": "Zoe Smith"}, by=willow.desk, at=NOON)

    assert set(WordShape.objects.values_list("word", flat=True)) == {"baker", "smith"}


def test_saving_what_stands_there_already_records_nothing(willow):
    zoe = make_client(willow, email="zoe@example.org")
    before = Event.objects.count()
    actions.change_details(
        zoe, changes={"name": "Zoe Baker", "email": "Zoe@example.org"}, by=willow.desk, at=NOON
    )

    assert Event.objects.count() == before


def test_nobody_overwrites_what_somebody_else_just_changed(willow):
    zoe = make_client(willow)
    actions.change_details(zoe, changes={"city": "Troy"}, by=willow.owner, at=NOON, version=1)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_details(zoe, changes={"city": "Utica"}, by=willow.desk, at=NOON, version=1)
    zoe.refresh_from_db()
    assert zoe.city == "Troy"


def test_a_name_cannot_be_taken_away(willow):
    with pytest.raises(actions.NameMissing):
        actions.change_details(make_client(willow), changes={"name": " "}, by=willow.desk, at=NOON)


def test_nobody_sends_themselves(willow):
    zoe = make_client(willow)

    with pytest.raises(actions.ReferredByThemselves):
        actions.change_details(zoe, changes={"referrer": zoe}, by=willow.desk, at=NOON)


def test_a_referrer_and_a_practitioner_are_on_record_by_number_and_told_by_name(willow):
    grace, zoe = make_client(willow, "Grace Kim"), make_client(willow)
    actions.change_details(
        zoe, changes={"referrer": grace, "practitioner": willow.practitioner}, by=willow.desk, at=NOON
    )

    kept = last_event().payload
    assert kept["changes"] == {"referrer": [None, grace.pk], "practitioner": [None, willow.practitioner.pk]}
    [told] = with_names([kept])
    assert told["changes"] == {"referrer": [None, "Grace Kim"], "practitioner": [None, "Petra"]}


def test_tags_are_put_on_once_and_taken_off(willow):
    zoe = actions.tag(make_client(willow), add=" VIP ", by=willow.desk, at=NOON)
    zoe = actions.tag(zoe, add="vip", by=willow.desk, at=NOON)
    assert zoe.tags == ["vip"]
    assert actions.tag(zoe, remove="VIP", by=willow.desk, at=NOON).tags == []


def test_a_tag_takes_off_no_other_that_was_put_on_meanwhile(willow):
    seen = make_client(willow)
    actions.tag(seen, add="VIP", by=willow.desk, at=NOON)

    assert actions.tag(seen, add="mornings", by=willow.desk, at=NOON).tags == ["VIP", "mornings"]


def test_an_archived_client_leaves_the_lists_and_comes_back(willow):
    zoe = make_client(willow)
    actions.archive(zoe, by=willow.desk, at=NOON)
    actions.archive(zoe, by=willow.desk, at=NOON)
    assert not Client.objects.current().exists()
    assert Event.objects.filter(kind="client.archived").count() == 1

    actions.restore(zoe, by=willow.desk, at=NOON)
    actions.restore(zoe, by=willow.desk, at=NOON)
    assert Client.objects.current().get() == zoe
    assert Event.objects.filter(kind="client.restored").count() == 1


def test_a_held_back_client_is_released_once(willow):
    zoe = make_client(willow, is_released=False)
    assert not Client.objects.reachable().exists()
    actions.release(zoe, by=willow.owner, at=NOON)
    actions.release(zoe, by=willow.owner, at=NOON)

    assert Client.objects.reachable().get() == zoe
    assert Event.objects.filter(kind="client.released").count() == 1


def test_an_external_id_names_one_client_of_a_practice(willow, cedar):
    zoe, theo = make_client(willow, external_id="K 7"), make_client(willow, "Theo Novak")
    make_client(cedar, external_id="K 7")

    with pytest.raises(actions.ExternalIdTaken) as refused:
        make_client(willow, "Bea Lund", external_id="K  7")
    with pytest.raises(actions.ExternalIdTaken):
        actions.change_details(theo, changes={"external_id": "K 7"}, by=willow.owner, at=NOON)

    assert refused.value.facts == {"external_id": "K 7", "client_id": zoe.pk, "field": "external_id"}
    assert set(Client.objects.values_list("name", "external_id")) == {
        ("Zoe Baker", "K 7"),
        ("Theo Novak", ""),
    }


def test_the_neighbour_s_client_cannot_be_changed(willow, cedar):
    theirs = make_client(cedar, "Paula Weber")
    with pytest.raises(Client.DoesNotExist):
        actions.change_details(theirs, changes={"city": "Troy"}, by=willow.owner, at=NOON)
