"""What clients are asked and invited to once a visit has begun, is over, or was missed."""

from datetime import timedelta

from bookings import actions as bookings
from clients import actions as clients
from followups.actions.planning import plan
from followups.models import Message
from followups.rules.purposes import WIN_BACK
from followups.rules.timing import UNDO
from tests.factories import NOON, book
from tests.followups.worlds import DAY, HOUR, IN_A_WEEK, MAIL, MORNING, make_reachable, planned, the

Status = Message.Status


def test_a_visit_that_began_is_reminded_of_no_more_and_asked_about_after(willow, visit):
    bookings.mark_arrived(visit, by=willow.desk, at=IN_A_WEEK)
    assert planned() == []

    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    check_in = the("check_in")
    assert check_in.due_at == visit.ends_at + timedelta(hours=3)
    assert "rebook" in planned()


def test_a_completion_taken_back_takes_the_question_back(willow, visit):
    bookings.complete(visit, by=willow.desk, at=IN_A_WEEK + timedelta(hours=1))
    bookings.undo(visit, by=willow.desk, at=IN_A_WEEK + timedelta(hours=1))

    assert "check_in" not in planned()
    bookings.complete(visit, by=willow.desk, at=IN_A_WEEK + timedelta(hours=2))
    assert "check_in" in planned()


def test_nobody_is_asked_twice_in_a_fortnight(willow, zoe):
    for days in (0, 7, 14):
        visit = book(willow, zoe, starts_at=IN_A_WEEK + days * DAY, at=NOON)
        bookings.complete(visit, by=willow.desk, at=visit.ends_at)

    asked = [m.subject_id for m in Message.objects.filter(purpose="check_in")]
    assert len(asked) == 2


def test_a_client_who_did_not_come_is_not_asked_how_it_was(willow, visit):
    bookings.mark_no_show(visit, by=willow.desk, at=IN_A_WEEK + timedelta(minutes=20))

    assert planned() == []


def test_the_next_visit_is_proposed_by_the_clients_rhythm_and_not_once_it_is_booked(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    nudge = the("rebook")
    assert nudge.why["inputs"]["last_visit_on"] == "2026-03-09"
    assert nudge.due_at > visit.ends_at + 5 * DAY

    book(willow, zoe, starts_at=IN_A_WEEK + 30 * DAY, at=visit.ends_at + DAY)
    nudge.refresh_from_db()
    assert (nudge.status, nudge.withheld_because) == (Status.WITHDRAWN, "booked_again")


def test_a_cancelled_rebooking_brings_the_nudge_back(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    again = book(willow, zoe, starts_at=IN_A_WEEK + 30 * DAY, at=visit.ends_at + DAY)
    bookings.cancel(again, party="client", by=None, at=visit.ends_at + DAY)

    assert planned(purpose="rebook") == ["rebook"]


def test_a_client_is_invited_once_though_another_channel_came_in_between(willow):
    zoe = make_reachable(willow, email="")
    once = {
        "about": ("journey", 1),
        "occurrence": "2026-03-09",
        "due_at": MORNING,
        "give_up_at": MORNING + DAY,
    }
    told = plan(WIN_BACK, client=zoe, at=NOON, **once)
    clients.change_details(zoe, changes={"email": MAIL}, by=willow.desk, at=NOON)
    zoe.refresh_from_db()

    again = plan(WIN_BACK, client=zoe, at=NOON, **once)

    assert (again, again.channel) == (told, "sms")


def test_a_missed_rebooking_brings_the_nudge_back_and_its_undo_takes_it_away(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    again = book(willow, zoe, starts_at=the("rebook").due_at + HOUR, at=visit.ends_at + DAY)
    missed_at = again.starts_at + HOUR
    bookings.mark_no_show(again, by=willow.desk, at=missed_at)

    assert planned(purpose="rebook") == ["rebook"]
    assert the("rebook").due_at == missed_at + UNDO

    bookings.undo(again, by=willow.desk, at=missed_at)
    assert planned(purpose="rebook") == []
