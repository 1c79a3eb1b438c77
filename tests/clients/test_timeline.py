"""One timeline of all apps, the header's slots, and what each role sees of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bookings import tellings as bookings
from bookings.models import Appointment
from clients import actions, queries
from clients.models import Client
from practices.models import Member
from tests.bookings.past import brought_in
from tests.factories import NOON, make_client, make_member, make_user

LATE = datetime(2100, 1, 1, tzinfo=UTC)
VISITS = "Client ID,Service,Staff,Date,Time,Price\n7,Bath,Olga,2024-03-01,10:00,80\n7,Bath,Olga,2024-03-08,10:00,80\n"


@pytest.fixture
def zoe(willow):
    zoe = make_client(willow, "Zoe Baker", external_id="7")
    actions.note_fact(zoe, kind="allergy", value="Nut oil", by=willow.owner, at=NOON)
    actions.note_fact(zoe, kind="preference", value="Mornings", by=willow.owner, at=NOON)
    brought_in(willow, VISITS)
    zoe.refresh_from_db()
    return zoe


def lines(zoe, member, group=""):
    return [str(line.title) for line in queries.timeline(zoe, member=member, group=group, before=LATE).lines]


def test_facts_visits_and_changes_stand_on_one_line_newest_first(zoe, willow):
    told = queries.timeline(zoe, member=willow.owner, before=LATE).lines

    assert [line.at for line in told] == sorted((line.at for line in told), reverse=True)
    titles = [str(line.title) for line in told]
    assert titles.count("Visit completed") == 2
    assert {"Allergy noted", "Preference noted", "Became a client"} <= set(titles)
    texts = {str(line.title): str(line.text) for line in told}
    assert texts["Preference noted"] == "Mornings"
    assert texts["Allergy noted"] == ""
    assert texts["Visit completed"] == "Bath · Olga · $80.00 · from the old system"


def test_the_timeline_is_filtered_by_group(zoe, willow):
    assert lines(zoe, willow.owner, "facts") == ["Preference noted", "Allergy noted"]
    assert lines(zoe, willow.owner, "visits") == ["Visit completed", "Visit completed"]


def test_who_looked_is_shown_when_asked_for_and_only_to_leads(zoe, willow):
    actions.read_sensitive(zoe, facts=[], where="profile", by=willow.practitioner, at=NOON)

    assert "Read health facts" not in lines(zoe, willow.owner)
    assert lines(zoe, willow.owner, "reads") == ["Read health facts"]
    assert lines(zoe, willow.desk, "reads") == []
    assert "reads" not in queries.groups_for(willow.desk)


def test_the_timeline_turns_page_by_page(willow):
    zoe = make_client(willow)
    for day in range(45):
        actions.change_details(
            zoe, changes={"city": f"Troy {day}"}, by=willow.desk, at=NOON + timedelta(days=day + 1)
        )
    seen, before = [], LATE
    for _ in range(10):
        page = queries.timeline(zoe, member=willow.owner, before=before)
        seen += page.lines
        if not page.before:
            break
        before = datetime.fromisoformat(page.before)
    assert len([line for line in seen if str(line.title) == "Details changed"]) == 45


def test_a_bulk_of_one_instant_is_never_cut_in_two(willow):
    zoe = make_client(willow)
    for number in range(25):
        actions.note_fact(zoe, kind="note", value=str(number), by=willow.owner, at=NOON + timedelta(days=1))
    page = queries.timeline(zoe, member=willow.owner, group="facts", before=LATE)

    assert (len(page.lines), page.before) == (25, "")


def test_the_header_tells_the_last_visit_and_the_stage(zoe, willow, settings):
    settings.ROOT_URLCONF = settings.PRACTICE_URLCONF
    slots = {str(slot.label): slot for slot in queries.slots_of(zoe, willow.owner)}

    assert slots["Last visit"].at == datetime(2024, 3, 8, 15, tzinfo=UTC)
    assert str(slots["Next visit"].value) == "none booked"
    assert slots["Visits"].value == "2"
    assert "Stage" in slots


def test_a_marketer_sees_no_visits(zoe, willow):
    mara = make_member(willow.practice, make_user("Mara", "willow"), Member.Role.MARKETER)

    assert bookings.imported_visits(zoe, mara, LATE, 10) == []
    assert bookings.visit_slots(zoe, mara) == []


def test_the_list_tells_the_last_visit_in_one_query(zoe, django_assert_num_queries):
    with django_assert_num_queries(1):
        last, following = bookings.visit_columns([zoe.pk])
    assert (last.values, following.values) == ({zoe.pk: date(2024, 3, 8)}, {})


def test_facts_of_bookings_read_as_sentences():
    assert bookings.cancelled({"by": "practice"}) == "Cancelled by us"
    assert bookings.cancelled({"by": "client", "is_late": True}) == "Cancelled late"
    assert bookings.cancelled({"by": "client"}) == "Cancelled"
    assert bookings.sum_of({"amount": 8000, "currency": "USD", "method": "card"}) == "$80.00 · Card"
    assert bookings.undone({"was": "arrived", "now": "booked"}) == "Arrived → Booked"
    assert bookings.undone({}) == bookings.day_of({}) == ""


def test_visits_of_an_erased_client_stay_counted_without_a_word(zoe, willow):
    Appointment.objects.update(request="Window, please", contact_given="zoe@b.org", cancel_reason="flu")
    actions.erase(zoe, reason="", by=willow.owner, at=NOON)

    assert Appointment.objects.filter(client=zoe).count() == 2
    words = Appointment.objects.values_list("request", "contact_given", "cancel_reason", "external_id")
    assert set(words) == {("", "", "", "")}
    assert Client.objects.get(pk=zoe.pk).erased_at == NOON


def test_coming_visits_of_an_erased_client_are_called_off(willow):
    from bookings.actions import booking
    from practices.events import coming_from

    zoe = make_client(willow)
    starts_at = NOON + timedelta(days=1, hours=3)
    with coming_from("page"):
        visit = booking.book(
            zoe, service=willow.service, practitioner=willow.petra, starts_at=starts_at, location=willow.location,
            by=willow.desk, at=NOON,
        )  # fmt: skip
    actions.erase(zoe, reason="", by=willow.owner, at=NOON + timedelta(hours=1))

    visit.refresh_from_db()
    assert visit.status == "cancelled_by_practice"


def test_an_export_tells_visits_payments_and_messages(zoe):
    from clients.exporting import clients_part
    from config.exports import EXPORTS

    parts = {name: rows for part in EXPORTS for name, rows in part(zoe, with_health=True).items()}
    assert EXPORTS[0] is clients_part
    assert [row["price"] for row in parts["visits"]] == [8000, 8000]
    assert [row["practitioner"] for row in parts["services"]] == ["Olga", "Olga"]
    assert {"payments", "visit_notes", "messages", "messages_from_client", "feedback"} <= set(parts)
