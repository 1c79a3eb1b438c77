import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from clients import actions, queries
from clients.models import Consent
from clients.rules.consent import Entry, answer, standing
from practices.models import Event
from tests.factories import NOON, make_client


def test_what_counts_is_the_newest_entry(willow):
    zoe = make_client(willow)
    assert queries.agrees(zoe, "marketing", "sms") is None

    actions.give_consent(zoe, purpose="marketing", channel="sms", source="desk", by=willow.desk, at=NOON)
    assert queries.agrees(zoe, "marketing", "sms") is True
    assert queries.agrees(zoe, "marketing", "email") is None

    actions.withdraw_consent(zoe, purpose="marketing", source="link", by=None, at=NOON)
    assert queries.agrees(zoe, "marketing", "sms") is False
    assert queries.agrees(zoe, "marketing", "email") is False
    assert Consent.objects.count() == 2


def test_each_entry_says_what_was_shown_where_and_by_whom(willow):
    zoe = make_client(willow)
    actions.give_consent(
        zoe, purpose="photos", source="desk", wording="2026-01", evidence={"form": 7}, by=willow.desk, at=NOON
    )

    entry = Consent.objects.get()
    assert (entry.purpose, entry.channel, entry.is_given, entry.wording) == ("photos", "any", True, "2026-01")
    assert (entry.source, entry.evidence, entry.noted_by, entry.noted_at) == (
        "desk",
        {"form": 7},
        willow.desk,
        NOON,
    )
    kinds = Event.objects.filter(client_id=zoe.pk, kind__startswith="consent.")
    assert list(kinds.values_list("kind", flat=True)) == ["consent.given"]


def test_the_ledger_is_never_rewritten(willow):
    actions.give_consent(make_client(willow), purpose="care", source="desk", by=willow.desk, at=NOON)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.update(is_given=False)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Consent.objects.all().delete()


def test_a_purpose_nobody_knows_is_a_bug(willow):
    with pytest.raises(ValueError, match="spam"):
        actions.give_consent(make_client(willow), purpose="spam", source="desk", by=None, at=NOON)


def test_many_clients_are_asked_for_in_one_query(willow, django_assert_num_queries):
    people = [make_client(willow, name) for name in ("Ana", "Ben")]
    actions.give_consent(people[0], purpose="care", source="desk", by=None, at=NOON)

    with django_assert_num_queries(1):
        assert queries.consents_of([one.pk for one in people]) == {people[0].pk: {("care", "any"): True}}


ENTRIES = st.lists(
    st.builds(
        Entry, st.sampled_from(["care", "marketing"]), st.sampled_from(["any", "sms", "email"]), st.booleans()
    )
)


@given(ENTRIES, st.sampled_from(["sms", "email"]))
def test_the_newest_word_for_a_channel_or_for_all_decides(ledger, channel):
    said = [one.is_given for one in ledger if one.purpose == "care" and one.channel in (channel, "any")]

    assert answer(standing(ledger), "care", channel) == (said[-1] if said else None)
