"""Services, rooms and hours as owners change them."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from bookings import actions
from bookings.models import (
    Ability,
    Appointment,
    Closure,
    Resource,
    ResourcePool,
    Service,
    Shift,
    ShiftException,
)
from bookings.queries import Wanted, free_days
from bookings.queries.offers import practitioners_of
from practices.actions.members import leave
from practices.actions.places import close_location, open_location
from tests.bookings.worlds import DAY, as_shown, facts
from tests.factories import NOON, TEN, book, make_client
from tests.followups.worlds import next_monday

MONDAY = date(2026, 3, 2)


@pytest.fixture
def ana(willow, client):
    client.force_login(willow.owner.user)
    return client


@pytest.fixture
def denver(willow):
    return open_location(willow.practice, name="Denver", time_zone="America/Denver", **how(willow))


def page(path):
    return f"/p/willow/settings/{path}"


def how(willow):
    return {"by": willow.owner, "at": NOON}


def test_a_changed_price_is_for_new_visits_only(willow, ana):
    before = book(willow)
    path = page(f"services/{willow.service.public_id}/")
    answer = ana.post(path, {**as_shown(ana.get(path)), "price": "99.50"})
    assert answer.status_code == 302
    before.refresh_from_db()
    assert before.price == 12000
    assert (
        book(
            willow,
            make_client(willow, "Ida Stone"),
            TEN + DAY,
            service=Service.objects.get(pk=willow.service.pk),
        ).price
        == 9950
    )
    [fact] = facts("service.changed")
    assert fact.payload["changes"] == {"price": [12000, 9950]}


def test_a_new_service_is_done_by_everybody_and_can_be_booked(willow, ana):
    sent = {
        **as_shown(ana.get(page("services/new/"))),
        "name": "Quick check",
        "price": "0",
        "hands_on_minutes": "15",
    }
    assert ana.post(page("services/new/"), sent).status_code == 302
    made = Service.objects.get(name="Quick check")
    assert {a.practitioner.name for a in made.abilities.select_related("practitioner")} == {"Ana", "Petra"}
    assert book(willow, service=made).price == 0


def test_one_person_may_take_longer_and_another_not_do_it(willow, ana):
    path = page(f"services/{willow.service.public_id}/")
    sent = {**as_shown(ana.get(path)), f"minutes_{willow.petra.pk}": "75", f"price_{willow.petra.pk}": "150"}
    sent.pop(f"does_{willow.ana.pk}")
    ana.post(path, sent)
    ability = Ability.objects.get(service=willow.service)
    assert (ability.practitioner, ability.hands_on_minutes, ability.price) == (willow.petra, 75, 15000)
    shown = ana.get(path).content.decode()
    assert 'value="75"' in shown
    assert 'value="150.00"' in shown


def test_finishing_without_processing_is_said_at_the_field(willow, ana):
    path = page(f"services/{willow.service.public_id}/")
    answer = ana.post(path, {**as_shown(ana.get(path)), "finishing_minutes": "10"})
    assert answer.status_code == 422
    assert b"Finishing follows processing" in answer.content
    with pytest.raises(actions.FinishingWithoutProcessing):
        actions.save_service(
            willow.service,
            practice=willow.practice,
            values={"finishing_minutes": 5},
            needs=[],
            doers=[],
            **how(willow),
        )


def test_the_list_of_services_shows_who_does_them_now_and_once(willow, ana):
    for who in (willow.petra, willow.ana):
        here = Ability(
            practice=willow.practice, service=willow.service, practitioner=who, location=willow.location
        )
        here.save()
    actions.retire(willow.petra, **how(willow))
    assert dict(ana.get(page("services/")).context["services"])[willow.service] == [willow.ana]
    actions.retire(willow.ana, **how(willow))
    assert b"Nobody yet" in ana.get(page("services/")).content


def test_a_service_goes_off_the_list_and_comes_back(willow, ana):
    path = page(f"services/{willow.service.public_id}/archive/")
    ana.post(path)
    assert b"off the list" in ana.get(page("services/")).content
    assert ana.get(f"/book/willow/service/{willow.service.public_id}/times/").status_code == 404
    ana.post(path)
    assert Service.objects.get(pk=willow.service.pk).archived_at is None


def test_rooms_are_added_and_retired_but_not_under_a_visit(willow, ana):
    ana.post(page("rooms/"), {"name": "Laser"})
    assert ana.post(page("rooms/"), {"name": "Laser"}).status_code == 422
    pool = ResourcePool.objects.get(name="Laser")
    ana.post(page(f"rooms/{pool.pk}/new/"), {"name": "Laser A", "kind": "equipment"})
    unit = Resource.objects.get(pool=pool)
    assert (unit.kind, unit.location) == ("equipment", willow.location)
    ana.post(page(f"resources/{unit.public_id}/retire/"))
    unit.refresh_from_db()
    assert unit.retired_at
    book(willow)
    with pytest.raises(actions.StillBooked, match="visits ahead: 1"):
        actions.retire(willow.petra, **how(willow))


def test_a_room_is_added_where_it_was_said_and_nowhere_else(willow, ana, denver):
    pool = ResourcePool.objects.first()
    sent = {"name": "Cabin", "kind": "room", "location": denver.pk}
    assert ana.post(page(f"rooms/{pool.pk}/new/"), sent).status_code == 302
    assert Resource.objects.get(name="Cabin").location == denver
    close_location(denver, by=willow.owner, at=NOON)
    open_location(willow.practice, name="Troy", time_zone="America/New_York", **how(willow))

    assert ana.post(page(f"rooms/{pool.pk}/new/"), {**sent, "name": "Late"}).status_code == 422
    assert not Resource.objects.filter(name="Late").exists()


def test_whoever_leaves_is_no_longer_booked_online_and_their_visits_stay(willow):
    visit = book(willow)

    leave(willow.practitioner, by=willow.owner, at=NOON)

    assert not Resource.objects.get(pk=willow.petra.pk).books_online
    assert facts("resource.changed")[-1].payload["changes"] == {"books_online": [True, False]}
    assert willow.petra not in practitioners_of(willow.service, willow.location)
    assert Appointment.objects.get(pk=visit.pk).status == "booked"
    leave(willow.desk, by=willow.owner, at=NOON)  # who treats nobody
    assert len(facts("resource.changed")) == 1


def test_before_somebody_goes_the_page_names_the_visits_that_are_still_theirs(willow, ana):
    at = timezone.now()
    visit = book(willow, starts_at=next_monday(at), at=at)
    leaving = page(f"members/{willow.practitioner.pk}/leaving/")

    said = ana.get(leaving).content.decode()
    assert "1 visit is ahead with Petra" in said
    assert f"/visits/{visit.public_id}/" in said
    assert f"/hours/{willow.petra.public_id}/" in said
    assert "Nobody can book them online" in said
    assert "ahead with" not in ana.get(page(f"hours/{willow.petra.public_id}/")).content.decode()
    assert ana.post(page(f"members/{willow.practitioner.pk}/remove/")).status_code == 302
    assert "1 visit is ahead with Petra" in ana.get(page(f"hours/{willow.petra.public_id}/")).content.decode()
    assert ana.get(leaving).status_code == 404
    assert ana.get(page(f"members/{willow.owner.pk}/leaving/")).status_code == 404


def test_somebody_new_works_the_usual_week_and_can_be_booked(willow, ana):
    answer = ana.post(page("hours/new/"), {"name": "Paul Reed", "hue": "moss"})
    paul = Resource.objects.get(name="Paul Reed")
    assert answer.url.endswith(f"/settings/hours/{paul.public_id}/")
    assert paul.shifts.count() == 10
    assert ana.post(page("hours/new/"), {"hue": "moss"}).status_code == 422
    ana.post(answer.url, {"name": "Paul Reed", "hue": "rose"})
    paul.refresh_from_db()
    assert (paul.hue, paul.books_online) == ("rose", False)
    assert len(facts("resource.changed")) == 2


def test_a_new_week_holds_from_its_day_and_the_old_one_until_then(willow):
    stranded = actions.set_week(
        willow.petra,
        location=willow.location,
        week=[(0, time(12), time(18))],
        from_on=MONDAY + timedelta(days=7),
        **how(willow),
    )
    assert stranded == []
    wanted = Wanted(service=willow.service, location=willow.location, practitioner=willow.petra)
    days = free_days(wanted, willow.practice, first=MONDAY, last=MONDAY + timedelta(days=13), at=NOON)
    assert len(days) == 6
    hours = {willow.location.local(slot.starts_at).hour for slot in days[MONDAY + timedelta(days=7)]}
    assert hours == {12, 13, 14, 15, 16, 17}


def test_changed_hours_name_the_visits_they_strand(willow, ana):
    visit = book(willow)
    stranded = actions.set_day(
        willow.petra, location=willow.location, first=MONDAY, last=MONDAY, hours=None, **how(willow)
    )
    assert stranded == [visit]
    assert facts("hours.changed")[0].payload["stranded_ids"] == [visit.pk]
    actions.drop_day(ShiftException.objects.get(), **how(willow))
    late = actions.set_day(
        willow.petra,
        location=willow.location,
        first=MONDAY,
        last=MONDAY,
        hours=(time(12), time(0)),
        **how(willow),
    )
    assert late == [visit]
    assert actions.close_days(willow.practice, location=None, first=MONDAY, last=MONDAY, **how(willow)) == [
        visit
    ]


def test_a_day_that_had_more_hours_than_usual_names_the_visits_it_strands(willow):
    actions.set_day(
        willow.petra,
        location=willow.location,
        first=MONDAY,
        last=MONDAY,
        hours=(time(9), time(18)),
        **how(willow),
    )
    visit = book(willow, starts_at=TEN + timedelta(hours=3))  # in the usual break
    assert actions.drop_day(ShiftException.objects.get(), **how(willow)) == [visit]
    assert facts("hours.changed")[-1].payload["stranded_ids"] == [visit.pk]


def test_days_that_run_backwards_are_refused(willow):
    first, last = MONDAY + DAY, MONDAY
    with pytest.raises(actions.DaysBackwards):
        actions.close_days(willow.practice, location=None, first=first, last=last, **how(willow))
    with pytest.raises(actions.DaysBackwards):
        actions.set_day(
            willow.petra, location=willow.location, first=first, last=last, hours=None, **how(willow)
        )
    with pytest.raises(actions.HoursBackwards):
        actions.set_day(
            willow.petra,
            location=willow.location,
            first=last,
            last=first,
            hours=(time(18), time(9)),
            **how(willow),
        )


def test_a_year_typed_wrongly_is_asked_about(willow, ana):
    first, last = MONDAY, MONDAY.replace(year=2206)
    with pytest.raises(actions.LongerThanAYear):
        actions.close_days(willow.practice, location=None, first=first, last=last, **how(willow))
    address = page(f"hours/{willow.petra.public_id}/days/{willow.location.pk}/")
    refused = ana.post(address, {"first": first, "last": last})
    assert (refused.status_code, b"Is the year right?" in refused.content) == (422, True)
    assert not ShiftException.objects.exists()


def test_other_hours_on_a_day_are_at_the_place_that_is_chosen(willow, ana, denver):
    person = page(f"hours/{willow.petra.public_id}/")
    shown = ana.get(person)
    assert shown.context["days_form"].initial["location"] == willow.location
    day = (timezone.now() + timedelta(days=9)).date()
    times = {"first": day, "starts": "10:00", "ends": "12:00", "location": denver.pk}

    assert ana.post(f"{person}days/{willow.location.pk}/", times).status_code == 302

    assert ShiftException.objects.get().location == denver
    assert "10:00–12:00 · Denver" in ana.get(person).content.decode()
    actions.set_week(willow.petra, location=willow.location, week=[], from_on=MONDAY, **how(willow))
    actions.set_week(
        willow.petra, location=denver, week=[(0, time(9), time(12))], from_on=MONDAY, **how(willow)
    )
    assert ana.get(person).context["days_form"].initial["location"] == denver


def test_a_day_off_names_the_visits_it_strands_at_every_place(willow, denver):
    visit = book(willow)
    assert actions.set_day(
        willow.petra, location=denver, first=MONDAY, last=MONDAY, hours=None, **how(willow)
    ) == [visit]
    assert facts("hours.changed")[-1].payload["location_id"] is None


def test_the_hours_pages_change_weeks_days_and_closures(willow, ana):
    person, place = page(f"hours/{willow.petra.public_id}/"), willow.location.pk
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()
    week = {"from_on": tomorrow, "opens_1": "10:00", "closes_1": "16:00"}
    assert ana.post(f"{person}week/{place}/", week).status_code == 302
    assert Shift.objects.filter(practitioner=willow.petra, until_on=None).count() == 1
    backwards = {"from_on": tomorrow, "opens_1": "16:00", "closes_1": "10:00"}
    assert ana.post(f"{person}week/{place}/", backwards).status_code == 422

    assert ana.post(f"{person}days/{place}/", {"first": tomorrow, "reason": "Course"}).status_code == 302
    assert ana.post(f"{person}days/{place}/", {"first": tomorrow, "starts": "09:00"}).status_code == 422
    assert b"Course" in ana.get(person).content
    ana.post(page(f"hours/days/{ShiftException.objects.get().pk}/drop/"))
    assert not ShiftException.objects.exists()

    assert ana.post(page("hours/"), {"first": tomorrow, "last": "2020-01-01"}).status_code == 422
    assert ana.post(page("hours/"), {"first": "9999-12-31"}).status_code == 422
    assert ana.post(page("hours/"), {"first": tomorrow, "reason": "Holiday"}).status_code == 302
    assert b"Holiday" in ana.get(page("hours/")).content
    ana.post(page(f"hours/closures/{Closure.objects.get().pk}/open/"))
    assert not Closure.objects.exists()


@pytest.mark.parametrize("path", ["services/", "rooms/", "hours/"])
def test_settings_ask_few_questions(willow, ana, path, django_assert_max_num_queries):
    ana.get(page(path))
    with django_assert_max_num_queries(21):
        ana.get(page(path))
