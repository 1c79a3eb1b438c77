"""Moving a visit at the desk: asked about, refused in words, and taken back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions
from bookings.actions.length import LengthIsFixed, change_length
from bookings.models import Ability, Occupancy, Segment, Service
from practices.models import Event
from tests.factories import NOON, TEN, book, make_client

PART = {"HX-Request": "true"}


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


@pytest.fixture
def ten():
    """Ten in New York on a Monday that is still to come (winter time)."""
    today = timezone.now()
    return today.replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=14 - today.weekday())


@pytest.fixture
def visit(willow, ten):
    found = book(willow, starts_at=ten)
    actions.confirm(found, by=willow.desk, at=NOON)
    found.refresh_from_db()
    return found


def path(visit, what="move"):
    return f"/p/willow/visits/{visit.public_id}/{what}/"


def dropped(visit, clock="11:30", **more):
    """What the dialog sends after a card was dropped."""
    day = visit.starts_local.date().isoformat()
    return {
        "day": day,
        "time": clock,
        "slot": "own",
        "seen": "1.confirmed",
        "position": 0,
        "tell": "yes",
        **more,
    }


def undo_in(answer):
    return re.search(r'action="([^"]+/move-back/[^"]+)"', answer.content.decode())[1]


def test_a_drop_is_asked_about_before_anything_moves(willow, desk, visit):
    day = visit.starts_local.date()
    asked = f"{path(visit)}?at={day}T11:30&with={willow.ana.public_id}&minutes=60&position=0"

    page = desk.get(asked, headers=PART).content.decode()

    assert "Move this visit?" in page
    assert "11:30 AM – 12:30 PM" in page
    assert "with Ana" in page
    visit.refresh_from_db()
    assert visit.version == 1


@pytest.mark.parametrize(("tell", "quiet"), [("yes", False), ("no", True)])
def test_a_move_tells_the_client_or_keeps_still(desk, visit, ten, tell, quiet):
    answer = desk.post(path(visit), dropped(visit, tell=tell), headers=PART)

    visit.refresh_from_db()
    assert visit.starts_at == ten + timedelta(hours=1.5)
    assert "visit:moved" in answer["HX-Trigger"]
    assert Event.objects.get(kind="appointment.moved").payload["is_quiet"] is quiet


def test_undo_brings_back_time_person_and_confirmation_and_says_nothing(willow, desk, visit, ten):
    answer = desk.post(path(visit), dropped(visit, **{"with": willow.ana.public_id}), headers=PART)
    assert Segment.objects.get().practitioner == willow.ana

    desk.post(undo_in(answer), headers=PART)

    visit.refresh_from_db()
    assert (visit.starts_at, visit.status) == (ten, "confirmed")
    assert Segment.objects.get().practitioner == willow.petra
    assert Event.objects.filter(kind="appointment.moved").last().payload["is_quiet"] is True


def test_a_forged_undo_is_nothing(desk, visit):
    assert desk.post(f"/p/willow/visits/{visit.public_id}/move-back/forged/").status_code == 404


def test_a_time_that_cannot_be_had_is_refused_with_others_and_may_be_insisted_on(willow, desk, visit, ten):
    book(willow, make_client(willow, "Liam Ortega"), ten + timedelta(hours=1.5))

    answer = desk.post(path(visit), dropped(visit), headers=PART)
    assert answer.status_code == 422
    assert b"Petra is already taken" in answer.content
    assert answer.content.count(b'name="take"') == 3

    assert desk.post(path(visit), dropped(visit, insist="overlap"), headers=PART).status_code == 200


def test_a_move_over_somebody_elses_change_is_refused(willow, desk, visit, ten):
    actions.reschedule(visit, starts_at=ten + timedelta(hours=5), by=willow.owner, at=NOON)

    answer = desk.post(path(visit), dropped(visit), headers=PART)

    assert answer.status_code == 422
    assert b"Ana changed this a moment ago" in answer.content


def test_without_dragging_the_same_is_done_by_choosing_a_time(desk, visit, ten):
    page = desk.get(path(visit)).content.decode()
    slot = re.findall(r'name="slot" value="([^"]+\|\d+)"', page)[0]

    answer = desk.post(
        path(visit), {"day": visit.starts_local.date(), "slot": slot, "seen": "1.confirmed", "tell": "no"}
    )

    assert answer.status_code == 302
    visit.refresh_from_db()
    assert visit.starts_at != ten


def test_a_stretched_card_makes_the_visit_longer_and_undo_shortens_it_again(desk, visit, ten):
    answer = desk.post(path(visit), dropped(visit, "10:00", minutes=90), headers=PART)

    visit.refresh_from_db()
    assert (visit.starts_at, visit.ends_at, visit.status) == (ten, ten + timedelta(minutes=90), "confirmed")
    assert (
        Occupancy.objects.filter(resource=Segment.objects.get().practitioner).get().ends_at == visit.ends_at
    )

    desk.post(undo_in(answer), headers=PART)
    visit.refresh_from_db()
    assert visit.ends_at == ten + timedelta(hours=1)


def test_what_keeps_its_start_is_not_said_to_be_told(willow, desk, visit):
    at = f"at={visit.starts_local.date()}T10:00&position=0"
    longer = desk.get(f"{path(visit)}?{at}&minutes=90", headers=PART).content.decode()
    elsewhere = desk.get(f"{path(visit)}?{at}&with={willow.ana.public_id}", headers=PART).content.decode()
    later = desk.get(f"{path(visit)}?{at.replace('10', '11')}", headers=PART).content.decode()

    for page in (longer, elsewhere):
        assert "tell them" not in page
        assert "gets no message" in page
    assert "Move and tell them" in later
    assert "gets no message" not in later


def test_a_longer_visit_never_runs_into_the_next(willow, desk, visit, ten):
    book(willow, make_client(willow, "Liam Ortega"), ten + timedelta(hours=1.5))

    answer = desk.post(path(visit), dropped(visit, "10:00", minutes=105), headers=PART)

    assert answer.status_code == 422
    visit.refresh_from_db()
    assert visit.ends_at == ten + timedelta(hours=1)


def test_a_visit_in_several_parts_keeps_its_length(willow):
    needling = Service.objects.get(name="Needling with rest")
    visit = book(willow, service=needling, starts_at=TEN)

    with pytest.raises(LengthIsFixed):
        change_length(visit, minutes=90, by=willow.desk, at=NOON)


@pytest.fixture
def double(willow, ten):
    """The first assessment and after it the follow-up, both with Petra."""
    second = Service.objects.get(name="Follow-up treatment")
    asked = [
        actions.Asked(service=willow.service, practitioner=willow.petra, starts_at=ten),
        actions.Asked(service=second, practitioner=willow.petra, starts_at=ten + timedelta(hours=1)),
    ]
    return actions.book_visit(
        make_client(willow), asked=asked, location=willow.location, by=willow.desk, at=NOON
    )


def people_of(visit):
    return list(visit.segments.order_by("position").values_list("practitioner__name", flat=True))


def test_one_service_of_a_visit_dropped_in_another_column_is_done_by_that_person(willow, desk, double, ten):
    where = dropped(double, "11:30", seen="1.booked", position=1, **{"with": willow.ana.public_id})
    asked = desk.get(
        f"{path(double)}?at={double.starts_local.date()}T11:30&position=1&with={willow.ana.public_id}",
        headers=PART,
    )
    assert "with Ana" in asked.content.decode()
    answer = desk.post(path(double), where, headers=PART)

    double.refresh_from_db()
    assert (double.starts_at, people_of(double)) == (ten + timedelta(minutes=30), ["Petra", "Ana"])
    desk.post(undo_in(answer), headers=PART)
    double.refresh_from_db()
    assert (double.starts_at, people_of(double)) == (ten, ["Petra", "Petra"])


def test_a_service_dropped_on_somebody_who_does_not_do_it_says_that_it_stays(willow, desk, double):
    Ability.objects.filter(practitioner=willow.ana, service__name="Follow-up treatment").delete()
    address = f"{path(double)}?at={double.starts_local.date()}T11:30&with={willow.ana.public_id}"

    second, first = (desk.get(f"{address}&position={n}", headers=PART).content.decode() for n in (1, 0))

    assert "Ana does not do Follow-up treatment here, so it stays with Petra." in second
    assert "does not do" not in first


def test_only_a_visit_of_one_service_can_be_stretched(willow, desk, double, ten):
    visit = book(willow, make_client(willow, "Liam Ortega"), ten + timedelta(hours=4))
    day = visit.starts_local.date()
    events = desk.get(f"/p/willow/calendar/feed/?day={day}").json()["events"]
    stretched = {e["title"]: e["durationEditable"] for e in events if e["extendedProps"]["kind"] == "visit"}
    assert stretched == {visit.client.name: True, double.client.name: False}
