"""Booking: what is taken, what is refused, and what is on record."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings import actions
from bookings.models import Appointment, Occupancy, Requirement, Resource, Service
from bookings.rules import status
from clients.actions import prove_address
from practices.tenancy import inside
from tests.bookings.worlds import DAY, HOUR, facts, insist, online
from tests.factories import NOON, TEN, book, make_client


def test_booking_takes_the_practitioner_and_a_room_and_says_so(willow):
    appointment = book(willow)

    assert appointment.status == "booked"
    assert appointment.wall_starts == "2026-03-02T10:00"
    assert appointment.price == willow.service.price
    assert appointment.ends_at - appointment.starts_at == HOUR
    taken = Occupancy.objects.filter(segment__appointment=appointment)
    assert sorted(row.resource.kind for row in taken.select_related("resource")) == ["practitioner", "room"]
    [fact] = facts("appointment.booked")
    assert fact.payload["appointment_id"] == appointment.pk
    assert fact.payload["practitioner_ids"] == [willow.petra.pk]
    assert fact.actor == willow.desk


def test_a_practitioner_is_never_double_booked(willow):
    book(willow)

    with pytest.raises(actions.SlotTaken, match="Petra is already taken") as refused:
        book(willow, make_client(willow, "Ida Stone"), TEN + timedelta(minutes=30))

    assert refused.value.code == "slot_taken"
    assert [slot.practitioner_name for slot in refused.value.alternatives] == ["Ana", "Ana", "Ana"]
    assert Appointment.objects.count() == 1


def test_the_alternatives_can_be_booked(willow):
    book(willow)
    with pytest.raises(actions.SlotTaken) as refused:
        book(willow, make_client(willow, "Ida Stone"))

    for number, slot in enumerate(refused.value.alternatives):
        who = Resource.objects.get(pk=slot.practitioner_id)
        with transaction.atomic():
            assert book(willow, make_client(willow, f"Guest {number}"), slot.starts_at, practitioner=who)
            transaction.set_rollback(True)


def test_when_the_rooms_are_full_the_refusal_names_them_and_nothing_is_written(willow):
    for number, who in enumerate((willow.petra, willow.ana)):
        book(willow, make_client(willow, f"Guest {number}"), practitioner=who)
    paul = Resource.objects.create(practice=willow.practice, kind="practitioner", name="Paul")
    willow.petra.abilities.update(practitioner=paul)
    willow.petra.shifts.update(practitioner=paul)

    with pytest.raises(actions.SlotTaken, match="Treatment room 1, Treatment room 2"):
        book(willow, make_client(willow, "Ida Stone"), practitioner=paul)

    assert Appointment.objects.count() == 2
    assert Occupancy.objects.count() == 4


def test_anyone_is_whoever_is_free(willow):
    book(willow, practitioner=willow.ana)
    second = book(willow, make_client(willow, "Ida Stone"), practitioner=None)
    assert second.segments.get().practitioner == willow.petra

    with pytest.raises(actions.NobodyFree) as refused:
        book(willow, make_client(willow, "Max Hill"), practitioner=None)
    assert refused.value.code == "slot_taken"


def test_visits_that_touch_do_not_clash_when_rest_is_kept(willow):
    """The first assessment rests 15 minutes after and 5 before: the larger is enough."""
    book(willow)
    with pytest.raises(actions.RestTooShort):
        book(willow, make_client(willow, "Ida Stone"), TEN + HOUR)
    assert book(willow, make_client(willow, "Ida Stone"), TEN + HOUR + timedelta(minutes=15))


def test_a_member_may_book_in_spite_of_a_warning_and_it_is_on_record(willow):
    book(willow)
    book(willow, make_client(willow, "Ida Stone"), TEN + HOUR, **insist("rest"))
    assert facts("appointment.booked")[-1].payload["insisted"] == ["rest"]


def test_an_overlap_is_only_ever_booked_on_purpose(willow):
    book(willow)
    second = book(willow, make_client(willow, "Ida Stone"), **insist("overlap"))
    assert [
        o.overlap_ok for o in Occupancy.objects.filter(segment__appointment=second, resource=willow.petra)
    ] == [True]


@pytest.mark.parametrize("hours", [-2, 3, 5 * 24])
def test_nobody_is_booked_outside_their_hours(willow, hours):
    with pytest.raises(actions.OutsideHours, match="Petra does not work"):
        book(willow, starts_at=TEN + timedelta(hours=hours))
    assert book(willow, starts_at=TEN + timedelta(hours=hours), **insist("hours"))


def test_a_practitioner_who_cannot_do_a_service_is_not_booked_for_it(willow):
    willow.petra.abilities.filter(service=willow.service).delete()
    with pytest.raises(actions.NotOffered, match="Petra does not do First assessment"):
        book(willow)


def test_an_ability_may_end(willow):
    willow.petra.abilities.filter(service=willow.service).update(until_on=TEN.date() + DAY)
    assert book(willow)
    with pytest.raises(actions.NotOffered):
        book(willow, starts_at=TEN + DAY)


def test_a_practitioner_may_have_another_length_and_price(willow):
    willow.petra.abilities.filter(service=willow.service).update(hands_on_minutes=90, price=15000)
    appointment = book(willow)
    assert (appointment.ends_at - appointment.starts_at, appointment.price) == (1.5 * HOUR, 15000)


def test_a_client_is_not_in_two_places_unless_the_desk_says_so(willow):
    zoe = make_client(willow)
    book(willow, zoe)
    with pytest.raises(actions.ClientBusy, match="Zoe already has a visit"):
        book(willow, zoe, TEN + HOUR / 2, practitioner=willow.ana)
    assert book(willow, zoe, TEN + HOUR / 2, practitioner=willow.ana, **insist("client"))


def test_the_same_key_never_books_twice(willow):
    zoe, how = make_client(willow), {"details": actions.Details(idempotency_key="abc")}
    assert book(willow, zoe, **how) == book(willow, zoe, **how)
    assert Appointment.objects.count() == 1
    assert len(facts("appointment.booked")) == 1


def test_online_asks_for_notice_horizon_and_the_grid(willow):
    with pytest.raises(actions.TooSoon):
        book(willow, **online(), at=TEN - HOUR)
    with pytest.raises(actions.TooFar):
        book(willow, starts_at=TEN + 98 * DAY, **online())
    with pytest.raises(actions.OffGrid):
        book(willow, starts_at=TEN + timedelta(minutes=7), **online())
    assert book(willow, starts_at=TEN + timedelta(minutes=7)).source == "desk"


def test_what_is_not_offered_online_is_not_booked_online(willow):
    willow.service.books_online = False
    willow.service.save()
    with pytest.raises(actions.NotOnline):
        book(willow, **online())
    assert book(willow)


def test_somebody_unknown_may_have_three_visits_ahead(willow):
    zoe = make_client(willow)
    for day in range(3):
        book(willow, zoe, TEN + day * DAY, **online())
    with pytest.raises(actions.TooManyOpen, match="3 visits"):
        book(willow, zoe, TEN + 3 * DAY, **online())
    prove_address(zoe, at=NOON)
    zoe.refresh_from_db()
    assert book(willow, zoe, TEN + 3 * DAY, **online())


def test_visits_booked_at_the_desk_leave_somebody_unknown_their_three(willow):
    zoe = make_client(willow)
    for day in range(4):
        book(willow, zoe, TEN + day * DAY)
    assert book(willow, zoe, TEN + 7 * DAY, **online())


def test_some_services_want_days_in_between(willow):
    willow.service.min_interval_days = 7
    willow.service.save()
    zoe = make_client(willow)
    book(willow, zoe)
    with pytest.raises(actions.TooSoonAgain, match="7 days"):
        book(willow, zoe, TEN + 3 * DAY)
    assert book(willow, zoe, TEN + 3 * DAY, **insist("interval"))


def test_a_visit_of_two_services_is_booked_whole_or_not_at_all(willow):
    asked = [
        actions.Asked(service=willow.service, practitioner=willow.petra, starts_at=TEN),
        actions.Asked(service=willow.service, practitioner=willow.ana, starts_at=TEN + HOUR),
    ]
    book(willow, make_client(willow, "Ida Stone"), TEN + HOUR, practitioner=willow.ana)
    with pytest.raises(actions.SlotTaken, match="Ana"), transaction.atomic():
        actions.book_visit(
            make_client(willow), asked=asked, location=willow.location, by=willow.desk, at=NOON
        )
    assert Appointment.objects.count() == 1

    later = [
        actions.Asked(service=a.service, practitioner=a.practitioner, starts_at=a.starts_at + DAY)
        for a in asked
    ]
    visit = actions.book_visit(
        make_client(willow), asked=later, location=willow.location, by=willow.desk, at=NOON
    )
    assert visit.ends_at - visit.starts_at == 2 * HOUR
    assert visit.price == 2 * willow.service.price


def test_the_constraint_stands_even_where_the_check_is_passed_by(willow):
    row = Occupancy.objects.filter(segment__appointment=book(willow)).first()
    row.pk = None
    with pytest.raises(IntegrityError, match="no_double_booking"), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_and_the_rules_share_one_table_of_statuses(willow):
    appointment = book(willow)
    for old in status.Status:
        for new in status.Status:
            outcome = True
            try:
                with transaction.atomic():
                    Appointment.objects.filter(pk=appointment.pk).update(status="booked")
                    force(appointment, old)
                    Appointment.objects.filter(pk=appointment.pk).update(status=new)
                    transaction.set_rollback(True)
            except IntegrityError:
                outcome = False
            assert outcome == (old == new or status.may_become(old, new)), (old, new)


def force(appointment, to):
    """By the way the table allows: through booked, confirmed and arrived to anywhere."""
    path = {"completed": ["in_service"], "in_service": []}.get(to, [])
    for one in [*path, to]:
        Appointment.objects.filter(pk=appointment.pk).update(status=one)


def test_the_neighbours_rows_cannot_be_booked(willow, cedar):
    with inside(cedar.practice), pytest.raises(actions.NotOffered):
        book(cedar, service=cedar.service, practitioner=willow.petra)
    with inside(cedar.practice), pytest.raises(actions.NobodyFree):
        book(cedar, make_client(cedar), service=willow.service, practitioner=None)


def test_a_service_without_requirements_takes_no_room(willow):
    Requirement.objects.filter(service=willow.service).delete()
    appointment = book(willow)
    assert Occupancy.objects.filter(segment__appointment=appointment).count() == 1


def test_a_place_without_the_room_names_what_is_missing(willow):
    Resource.objects.filter(kind="room").update(retired_at=NOON)
    with pytest.raises(actions.SlotTaken, match="Treatment room is already taken"):
        book(willow)


def test_a_member_may_put_two_visits_into_one_room_on_purpose(willow):
    Resource.objects.filter(kind="room", name__endswith="2").update(retired_at=NOON)
    book(willow)
    with pytest.raises(actions.SlotTaken, match="Treatment room 1"):
        book(willow, make_client(willow, "Ida Stone"), practitioner=willow.ana, **insist("rest"))
    second = book(willow, make_client(willow, "Ida Stone"), practitioner=willow.ana, **insist("overlap"))
    claims = Occupancy.objects.filter(segment__appointment=second)
    assert {claim.resource.kind: claim.overlap_ok for claim in claims} == {
        "practitioner": False,
        "room": True,
    }


def test_a_room_without_time_to_be_cleaned_is_used_only_on_purpose(willow):
    Resource.objects.filter(kind="room", name__endswith="2").update(retired_at=NOON)
    book(willow)
    with pytest.raises(actions.SlotTaken):
        book(willow, make_client(willow, "Ida Stone"), TEN + HOUR, practitioner=willow.ana)
    assert book(
        willow, make_client(willow, "Ida Stone"), TEN + HOUR, practitioner=willow.ana, **insist("rest")
    )


def test_an_overlap_outside_hours_asks_about_the_hours_too(willow):
    late = TEN + 8 * HOUR
    book(willow, starts_at=late, **insist("hours"))
    with pytest.raises(actions.OutsideHours):
        book(willow, make_client(willow, "Ida Stone"), late, **insist("overlap"))
    assert book(willow, make_client(willow, "Ida Stone"), late, **insist("overlap", "hours"))


def test_what_the_search_cannot_see_the_constraint_still_stops(willow):
    """A claim longer than a week can only come from outside; the search does not read so far back."""
    Occupancy.objects.create(
        practice=willow.practice,
        resource=willow.petra,
        kind="block",
        starts_at=TEN - 9 * DAY,
        ends_at=TEN + DAY,
    )
    with pytest.raises(actions.SlotTaken, match="Petra"):
        book(willow)
    assert not Appointment.objects.exists()


def test_the_practices_own_rule_adds_rests_up(willow):
    willow.practice.adds_buffers = True
    willow.practice.save()
    book(willow)
    ida = make_client(willow, "Ida Stone")
    with pytest.raises(actions.RestTooShort):
        book(willow, ida, TEN + HOUR + timedelta(minutes=15))
    assert book(willow, ida, TEN + HOUR + timedelta(minutes=20))


def test_processing_lends_the_practitioner_to_somebody_else(willow):
    """Needling: 20 hands-on, 20 resting, 10 finishing. A short check fits into the rest, a longer one does not."""
    needling = Service.objects.get(name="Needling with rest")
    check = Service.objects.get(name="Follow-up treatment")
    check.hands_on_minutes, check.after_minutes = 15, 0
    check.save()
    book(willow, service=needling)
    within = TEN + timedelta(minutes=25)
    assert book(willow, make_client(willow, "Ida Stone"), within, service=check)
    check.hands_on_minutes = 25
    with pytest.raises(actions.SlotTaken):
        book(willow, make_client(willow, "Max Hill"), within, service=check)
