"""Pages of clients, as a browser asks for them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients import actions
from clients.models import Client, Consent, ProfileFact
from practices.models import Event, Member
from tests.factories import NOON, make_client, make_member, make_user

HERE = "/p/willow/clients/"


def test_the_list_shows_current_clients_with_a_count(browser, willow):
    make_client(willow, "Zoë Baker", tags=["VIP"])
    actions.archive(make_client(willow, "Old Adler"), by=willow.owner, at=NOON)
    page = browser.get(HERE).content.decode()

    assert "Zoë Baker" in page
    assert "Old Adler" not in page
    assert "1 in all" in page


def test_since_when_somebody_is_a_client_is_told_by_the_clock_here(browser, willow):
    """At two in the morning of the second in Greenwich it is nine in the evening of the first."""
    zoe = make_client(willow, at=datetime(2026, 3, 2, 2, tzinfo=UTC))

    assert "1 March 2026" in browser.get(f"{HERE}{zoe.pk}/").content.decode()
    assert "2026-03-01" in browser.get(f"{HERE}list.csv").content.decode()


def test_the_empty_list_says_what_will_be_here(browser):
    assert "No patients yet" in browser.get(HERE).content.decode()
    assert "Nobody found" in browser.get(HERE + "?q=nobody").content.decode()


@pytest.mark.parametrize("address", ["", "?q=baker", "?q=bakre", "?tag=VIP&state=held", "?sort=newest"])
def test_the_list_asks_few_questions_however_many_clients(browser, willow, address):
    for number in range(12):
        zoe = make_client(willow, f"Zoe Baker{number}", practitioner=willow.practitioner, tags=["VIP"])
        actions.note_fact(zoe, kind="allergy", value="x", severity="stop", by=willow.owner, at=NOON)
    browser.get(HERE)
    with CaptureQueriesContext(connection) as asked:
        browser.get(HERE + address)

    # Who asks is found out before (the last of that is the member); the switcher asks for other practices.
    questions = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    entered = next(place for place, sql in enumerate(questions) if 'FROM "practices_member"' in sql)
    own = [
        sql
        for sql in questions[entered + 1 :]
        if "memberships_of" not in sql and "practices_practice" not in sql
    ]
    assert len(own) <= 6


def test_a_client_is_added_and_shown(browser, willow):
    answer = browser.post(HERE + "new/", {"name": "Zoë Baker", "phone": "212 555 0147", "tags": "VIP, new"})
    zoe = Client.objects.get()

    assert answer.status_code == 302
    assert (zoe.phone, zoe.tags) == ("+12125550147", ["VIP", "new"])
    assert "Zoë Baker" in browser.get(answer.url).content.decode()


def test_what_is_wrong_is_said_at_its_field_and_the_entry_kept(browser):
    answer = browser.post(
        HERE + "new/", {"name": "Zoë", "phone": "12345", "tags": "x" * 50, "referrer": "Nobody"}
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Nobody among the clients is called" in page
    answer = browser.post(HERE + "new/", {"name": "Zoë", "phone": "12345"})
    assert answer.status_code == 422
    assert "is not a telephone number" in answer.content.decode()
    assert 'value="12345"' in answer.content.decode()


def test_a_referrer_is_named_and_must_be_one_person(browser, willow):
    grace = make_client(willow, "Grace Kim")
    browser.post(HERE + "new/", {"name": "Zoë", "referrer": "grace kim"})
    assert Client.objects.get(name="Zoë").referrer == grace

    make_client(willow, "Grace Kim")
    answer = browser.post(HERE + "new/", {"name": "Ben", "referrer": "Grace Kim"})
    assert "Several clients" in answer.content.decode()


def test_a_change_is_saved_and_a_stale_one_refused(browser, willow):
    zoe = make_client(willow)
    given = {"name": "Zoe Smith", "version": 1}
    assert browser.post(f"{HERE}{zoe.pk}/edit/", given).status_code == 302

    answer = browser.post(f"{HERE}{zoe.pk}/edit/", {**given, "name": "Zoe Jones"})
    assert answer.status_code == 422
    assert "Somebody else changed" in answer.content.decode()
    assert "Zoe Jones" in answer.content.decode()


def test_a_client_is_added_in_three_fields_from_another_page(desk, willow):
    made = desk.post(HERE + "quick/", {"name": "Zoe Baker"}, headers={"Accept": "application/json"})
    assert (made.status_code, made.json()["name"]) == (201, "Zoe Baker")
    assert desk.post(HERE + "quick/", {"name": ""}).status_code == 422
    assert 'data-name="Ben"' in desk.post(HERE + "quick/", {"name": "Ben"}).content.decode()
    assert 'data-name="Zoe Baker"' in desk.get(HERE + "pick/?q=zoe").content.decode()


def test_health_text_is_read_by_those_who_care_and_each_reading_recorded(browser, willow):
    zoe = make_client(willow)
    actions.note_fact(zoe, kind="allergy", value="Nut oil", severity="stop", by=willow.owner, at=NOON)
    actions.note_fact(zoe, kind="preference", value="Window seat", by=willow.owner, at=NOON)

    assert "Nut oil" in browser.get(f"{HERE}{zoe.pk}/").content.decode()
    assert Event.objects.filter(kind="client.sensitive_read").count() == 1

    browser.force_login(willow.desk.user, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(f"{HERE}{zoe.pk}/").content.decode()
    assert "Nut oil" not in page
    assert "Window seat" in page
    assert "1 entry, for those who care" in page
    assert Event.objects.filter(kind="client.sensitive_read").count() == 1


@pytest.mark.parametrize("role", ["front_desk", "read_only"])
def test_who_may_not_read_an_alert_sees_that_there_is_one(client, willow, role):
    zoe = make_client(willow)
    for value, severity in (("Mild asthma", "info"), ("Nut oil", "stop")):
        actions.note_fact(zoe, kind="allergy", value=value, severity=severity, by=willow.owner, at=NOON)
    ended = actions.note_fact(
        zoe, kind="sensitivity", value="Cast", severity="stop", by=willow.owner, at=NOON
    )
    actions.end_fact(ended, by=willow.owner, at=NOON)
    member = make_member(willow.practice, make_user("Rea", "willow"), role)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"{HERE}{zoe.pk}/").content.decode()

    stop, known = "<b>Stop · Allergy</b>: ask the practitioner", "<b>Good to know · Allergy</b>: ask the"
    assert 0 < page.index(stop) < page.index(known)
    assert "Stop · Sensitivity" not in page
    assert "Nut oil" not in page
    assert "asthma" not in page
    assert not Event.objects.filter(kind="client.sensitive_read").exists()


def test_the_desk_cannot_write_or_change_health_text(desk, willow):
    zoe = make_client(willow)
    fact = actions.note_fact(zoe, kind="allergy", value="Nut oil", by=willow.owner, at=NOON)

    assert desk.post(f"{HERE}{zoe.pk}/facts/", {"kind": "allergy", "value": "x"}).status_code == 422
    assert desk.get(f"{HERE}{zoe.pk}/facts/{fact.pk}/").status_code == 404
    assert desk.post(f"{HERE}{zoe.pk}/facts/{fact.pk}/end/").status_code == 404


def test_a_fact_is_noted_changed_and_ended_on_the_profile(browser, willow):
    zoe = make_client(willow)
    given = {
        "kind": "allergy",
        "value": "Nut oil",
        "severity": "stop",
        "source": "client",
        "review_on": "2027-01-01",
    }
    browser.post(f"{HERE}{zoe.pk}/facts/", given)
    fact = ProfileFact.objects.get()
    assert (fact.value, fact.severity, fact.source, fact.author) == (
        "Nut oil",
        "stop",
        "client",
        willow.owner,
    )
    assert "Nut oil" in browser.get(f"{HERE}{zoe.pk}/facts/{fact.pk}/").content.decode()

    browser.post(f"{HERE}{zoe.pk}/facts/{fact.pk}/", {**given, "value": "Sesame too"})
    newest = ProfileFact.objects.get(ended_at=None)
    assert newest.value == "Sesame too"
    browser.post(f"{HERE}{zoe.pk}/facts/{newest.pk}/end/")
    browser.post(f"{HERE}{zoe.pk}/facts/{newest.pk}/end/")
    assert not ProfileFact.objects.filter(ended_at=None).exists()
    assert "2 earlier entries" in browser.get(f"{HERE}{zoe.pk}/").content.decode()
    assert browser.post(f"{HERE}{zoe.pk}/facts/", {**given, "value": "  "}).status_code == 422
    stale = browser.post(f"{HERE}{zoe.pk}/facts/{newest.pk}/", given)
    assert "changed or ended in the meantime" in stale.content.decode()


def test_consent_is_answered_on_its_page(browser, willow):
    zoe = make_client(willow)
    for answer in (
        "marketing sms yes",
        "marketing sms no",
        "spam sms yes",
        "marketing sms maybe",
        "marketing",
    ):
        browser.post(f"{HERE}{zoe.pk}/consents/", {"answer": answer, "source": "phone"})

    assert list(Consent.objects.order_by("id").values_list("is_given", "source")) == [
        (True, "phone"),
        (False, "phone"),
    ]
    assert "wording 2026-11" in browser.get(f"{HERE}{zoe.pk}/consents/").content.decode()


def test_a_reader_sees_consent_and_cannot_answer_for_the_client(browser, willow):
    zoe = make_client(willow)
    reader = make_member(willow.practice, make_user("Rea", "willow"), Member.Role.READ_ONLY)
    browser.force_login(reader.user, backend="django.contrib.auth.backends.ModelBackend")
    given = {"answer": "marketing sms yes", "source": "phone"}

    assert browser.post(f"{HERE}{zoe.pk}/consents/", given).status_code == 200
    assert not Consent.objects.exists()


def test_tags_archive_and_release_are_one_press_each(browser, willow):
    zoe = make_client(willow, is_released=False)
    assert "held back" in browser.get(f"{HERE}{zoe.pk}/").content.decode()
    for verb, given in (("tags", {"add": "VIP"}), ("release", {}), ("archive", {})):
        assert browser.post(f"{HERE}{zoe.pk}/{verb}/", given).status_code == 302
    zoe.refresh_from_db()
    assert (zoe.tags, zoe.is_released, zoe.archived_at is None) == (["VIP"], True, False)
    browser.post(f"{HERE}{zoe.pk}/restore/")
    zoe.refresh_from_db()
    assert zoe.archived_at is None
    assert browser.get(f"{HERE}{zoe.pk}/archive/").status_code == 405


def test_the_neighbour_s_client_looks_like_none(browser, cedar):
    theirs = make_client(cedar, "Paula Weber")
    for page in ("", "edit/", "timeline/", "consents/", "facts/", "export/", "erase/"):
        assert browser.get(f"{HERE}{theirs.pk}/{page}").status_code == 404
