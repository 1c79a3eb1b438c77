"""What a process keeps of the numbers is never older than what was counted, and never somebody else's."""

from datetime import timedelta

import pytest
from django.db import transaction

from metrics.models import Active, Cohort, Counted, Daily, Gap, Outcome, Person, Takings, Visit
from metrics.queries.counted import Counted as Reading
from metrics.queries.days import days_of
from metrics.queries.numbers import numbers_of
from metrics.queries.scope import scope_of
from practices.kept import Shelf
from practices.tenancy import inside
from tests.factories import NOON

DAY = NOON.date()
A_DAY = {"day": DAY, "location_id": 1}
DAILY = dict.fromkeys(
    ("visits", "minutes", "newcomers", "returned_90", "closed", "rebooked", "still_standing"), 1
)
COUNTS = {
    Active: {"span": 90, "day": DAY, "delta": 1},
    Cohort: {"month": DAY, "k": 0, "location_id": 1, "clients": 1},
    Daily: A_DAY | DAILY,
    Gap: {"days": 9, "times": 1},
    Outcome: A_DAY
    | dict.fromkeys(
        ("attended", "no_show", "late_cancel", "early_cancel", "practice_cancel", "unresolved"), 1
    ),
    Person: {
        "client_id": 1, "visits": 1, "first_day": DAY, "last_day": DAY, "first_location_id": 1, "net": 1,
    },
    Takings: A_DAY | {"paid": 1, "refunded": 0, "entries": 1},
    Visit: A_DAY | {
        "client_id": 1, "appointments": 1, "minutes": 1, "is_person": True, "is_newcomer": True,
        "first_day": DAY, "first_location_id": 1,
    },
}  # fmt: skip


def version(world):
    return Counted.objects.filter(practice=world.practice).values_list("version", flat=True).first()


def count(world, **figures):
    row = A_DAY | DAILY | {"location_id": world.location.pk} | figures
    return Daily.objects.create(practice=world.practice, **row)


def scope_at(world, **more):
    return scope_of(world.practice, [world.location], at=NOON, **more)


def visits(world, **more):
    return numbers_of(scope_at(world, **more)).by_id["visits"].amount


@pytest.mark.parametrize("model", COUNTS)
def test_every_change_of_what_was_counted_gives_it_a_new_version(willow, model):
    seen = {version(willow)}
    row = model.objects.create(practice=willow.practice, **COUNTS[model])
    seen.add(version(willow))
    model.objects.filter(pk=row.pk).update(**COUNTS[model])
    seen.add(version(willow))
    model.objects.all().delete()

    assert version(willow) not in seen
    assert len(seen) == 3


def test_a_number_follows_the_next_count(willow):
    assert visits(willow) == 0
    row = count(willow)
    assert visits(willow) == 1
    Daily.objects.filter(pk=row.pk).update(visits=5)
    assert visits(willow) == 5
    row.delete()
    assert visits(willow) == 0


def test_a_count_that_was_taken_back_is_forgotten_with_what_was_read_meanwhile(willow):
    count(willow)
    assert visits(willow) == 1
    with transaction.atomic():
        count(willow, location_id=willow.location.pk + 1)
        assert visits(willow) == 2
        transaction.set_rollback(True)

    assert visits(willow) == 1


def test_other_days_other_hands_and_another_today_are_other_numbers(willow):
    count(willow, practitioner_id=willow.petra.pk)

    assert visits(willow) == 1
    assert visits(willow, practitioner_id=willow.petra.pk + 1) == 0
    assert visits(willow, end=DAY - timedelta(days=1)) == 0
    tomorrow = scope_of(willow.practice, [willow.location], at=NOON + timedelta(days=40))
    assert numbers_of(tomorrow).by_id["visits"].amount == 0


def test_a_neighbour_is_told_nothing_of_ours_and_moves_nothing(willow, cedar):
    count(willow)
    ours = version(willow)
    assert visits(willow) == 1
    with inside(cedar.practice):
        assert visits(cedar) == 0
        count(cedar, visits=7)
        assert visits(cedar) == 7

    assert version(willow) == ours
    assert visits(willow) == 1


def test_what_is_kept_is_not_asked_for_again(willow, django_assert_num_queries):
    count(willow)
    scope = scope_at(willow)
    Reading(scope).of(days_of)

    with django_assert_num_queries(1):
        Reading(scope).of(days_of)


def test_no_more_is_kept_than_the_shelf_holds():
    shelf = Shelf("metrics_counted", most=2)
    for key in "abc":
        shelf.find(key, 1, lambda: "first")

    assert [shelf.find(key, 1, lambda: "again") for key in "cba"] == ["first", "first", "again"]
    assert shelf.find("b", None, lambda: "unknown") == "unknown"
