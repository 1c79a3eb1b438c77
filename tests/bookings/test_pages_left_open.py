"""Two people at one page of the settings: the second to save keeps what the first one changed."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from bookings import actions, presets
from bookings.models import Ability, Requirement, Resource, ResourcePool, Service, Shift
from practices.actions.members import leave
from tests.bookings.worlds import answers, as_shown, facts
from tests.factories import NOON


@pytest.fixture
def ana(willow, client):
    client.force_login(willow.owner.user)
    return client


@pytest.fixture
def service_page(willow):
    return f"/p/willow/settings/services/{willow.service.public_id}/"


@pytest.fixture
def person_page(willow):
    return f"/p/willow/settings/hours/{willow.petra.public_id}/"


def without(sent, *names):
    return {name: value for name, value in sent.items() if name not in names}


def kept(willow):
    return Service.objects.get(pk=willow.service.pk)


def test_a_price_changed_meanwhile_stays_when_somebody_saves_another_name(ana, willow, service_page):
    older = as_shown(ana.get(service_page))
    assert ana.post(service_page, {**older, "price": "99.50"}).status_code == 302
    assert ana.post(service_page, {**older, "name": "First visit"}).status_code == 302

    assert (kept(willow).price, kept(willow).name) == (9950, "First visit")
    assert [set(fact.payload["changes"]) for fact in facts("service.changed")] == [{"price"}, {"name"}]


def test_what_both_changed_is_told_at_its_field_and_saving_again_means_it(ana, willow, service_page):
    older = as_shown(ana.get(service_page))
    ana.post(service_page, {**older, "price": "99.50", "rhythm_days": ""})
    refused = ana.post(service_page, {**older, "price": "80", "rhythm_days": "21", "category": "Start"})

    said = refused.content.decode()
    assert refused.status_code == 409
    assert ("Now: $99.50" in said, "Now: nothing" in said) == (True, True)
    assert kept(willow).price == 9950
    assert ana.post(service_page, as_shown(refused)).status_code == 302
    assert (kept(willow).price, kept(willow).rhythm_days, kept(willow).category) == (8000, 21, "Start")


def test_who_does_it_is_kept_for_each_person(ana, willow, service_page):
    older = as_shown(ana.get(service_page))
    own = f"minutes_{willow.petra.pk}"
    ana.post(service_page, without(older, f"does_{willow.ana.pk}"))
    assert ana.post(service_page, {**older, own: "75"}).status_code == 302

    [ability] = Ability.objects.filter(service=willow.service)
    assert (ability.practitioner, ability.hands_on_minutes) == (willow.petra, 75)
    refused = ana.post(service_page, {**older, own: "90"})
    assert (refused.status_code, "Now: 75 min" in refused.content.decode()) == (409, True)
    assert ana.post(service_page, as_shown(refused)).status_code == 302
    assert Ability.objects.get(service=willow.service).hands_on_minutes == 90


def test_somebody_who_came_while_the_page_was_open_still_does_it(ana, willow, service_page):
    older = as_shown(ana.get(service_page))
    ida = presets.add_practitioner(
        willow.practice, name="Ida", member=None, location=willow.location, at=NOON
    )
    assert ana.post(service_page, {**older, "name": "First visit"}).status_code == 302
    assert ida in [ability.practitioner for ability in Ability.objects.filter(service=willow.service)]


def test_terms_of_one_place_do_not_become_those_of_all(ana, willow, service_page):
    here = Ability.objects.create(
        practice=willow.practice,
        service=willow.service,
        practitioner=willow.petra,
        location=willow.location,
        price=1,
    )
    ana.post(service_page, {**as_shown(ana.get(service_page)), "name": "First visit"})
    prices = dict(
        Ability.objects.filter(practitioner=willow.petra, service=willow.service).values_list("pk", "price")
    )
    assert prices.pop(here.pk) == 1
    assert list(prices.values()) == [None]


def test_what_it_needs_is_told_by_name_when_both_changed_it(ana, willow, service_page):
    older = as_shown(ana.get(service_page))
    laser, lamp = (
        actions.add_pool(willow.practice, name=name, by=willow.owner, at=NOON) for name in ("Laser", "Lamp")
    )
    ana.post(service_page, {**older, "needs": [laser.pk, lamp.pk]})
    assert ana.post(service_page, {**older, "name": "First visit"}).status_code == 302
    refused = ana.post(service_page, {**older, "needs": [lamp.pk, *older["needs"]]})

    assert (refused.status_code, "Now: Lamp, Laser" in refused.content.decode()) == (409, True)
    assert sorted(as_shown(refused)["needs"]) == sorted(map(str, [lamp.pk, *older["needs"]]))
    needs = Requirement.objects.filter(service=willow.service).values_list("pool__name", flat=True)
    assert sorted(needs) == ["Lamp", "Laser"]
    assert ResourcePool.objects.filter(name="Lamp").exists()


def test_a_page_of_somebody_who_has_left_does_not_open_them_to_strangers_again(ana, willow, person_page):
    older = as_shown(ana.get(person_page))
    leave(willow.practitioner, by=willow.owner, at=NOON)
    assert ana.post(person_page, {**older, "hue": "rose"}).status_code == 302

    petra = Resource.objects.get(pk=willow.petra.pk)
    assert (petra.hue, petra.books_online) == ("rose", False)


def test_a_colour_both_changed_is_told_on_the_page_of_a_practitioner(ana, willow, person_page):
    older = as_shown(ana.get(person_page))
    ana.post(person_page, {**older, "hue": "rose"})
    refused = ana.post(person_page, {**older, "hue": "moss", "name": "Petra  K."})

    assert (refused.status_code, "Now: Rose" in refused.content.decode()) == (409, True)
    assert ana.post(person_page, as_shown(refused)).status_code == 302
    petra = Resource.objects.get(pk=willow.petra.pk)
    assert (petra.hue, petra.name) == ("moss", "Petra K.")


@pytest.fixture
def week_page(willow, person_page):
    return f"{person_page}week/{willow.location.pk}/"


def week_shown(response):
    [(_place, form)] = response.context["weeks"]
    return answers(form)


def hours_of(who):
    return [
        (shift.weekday, f"{shift.starts:%H:%M}", f"{shift.ends:%H:%M}")
        for shift in Shift.objects.filter(practitioner=who, until_on=None).order_by("weekday", "starts")
    ]


def test_a_week_changed_meanwhile_is_told_at_its_days(ana, willow, person_page, week_page):
    older = week_shown(ana.get(person_page))
    assert ana.post(week_page, {**older, "opens_0": "10:00"}).status_code == 302
    assert ana.post(week_page, older).status_code == 302  # nothing was changed on this page
    refused = ana.post(week_page, {**older, "closes_1": "17:00"})

    said = refused.content.decode()
    assert refused.status_code == 409
    assert "Now: 10:00–13:00, 14:00–18:00" in said
    assert hours_of(willow.petra)[0] == (0, "10:00", "13:00")
    mine = {**week_shown(refused), "opens_0": "10:00"}
    assert ana.post(week_page, mine).status_code == 302
    monday, tuesday = (
        [(0, "10:00", "13:00"), (0, "14:00", "18:00")],
        [(1, "09:00", "13:00"), (1, "14:00", "17:00")],
    )
    assert hours_of(willow.petra)[:4] == [*monday, *tuesday]


def test_hours_given_meanwhile_for_a_later_day_are_not_lost_with_a_page(ana, willow, person_page, week_page):
    older = week_shown(ana.get(person_page))
    later = timezone.now().date() + timedelta(days=40)
    actions.set_week(
        willow.petra,
        location=willow.location,
        week=[(4, time(9), time(12))],
        from_on=later,
        by=None,
        at=timezone.now(),
    )
    refused = ana.post(week_page, {**older, "opens_0": "10:00"})

    assert refused.status_code == 409
    assert "Now: other hours from" in refused.content.decode()
    assert hours_of(willow.petra) == [(4, "09:00", "12:00")]
    assert "Other weekly hours begin on a later day" in ana.get(person_page).content.decode()
    assert ana.post(week_page, week_shown(refused)).status_code == 302  # now it replaces them, knowingly
    assert hours_of(willow.petra)[0] == (0, "10:00", "13:00")


def test_a_week_without_days_from_some_day_on_is_told_as_a_change_ahead(ana, willow, person_page):
    later = timezone.now().date() + timedelta(days=40)
    actions.set_week(
        willow.petra, location=willow.location, week=[], from_on=later, by=None, at=timezone.now()
    )
    assert "Other weekly hours begin on a later day" in ana.get(person_page).content.decode()
