"""Every number opens the list behind it, and the list is as long as the number says."""

from datetime import timedelta
from statistics import median

import pytest
from django.db import transaction

from bookings.models import Payment
from journeys.rules.rhythm import Standing
from metrics import actions
from metrics.definitions import DEFINITIONS
from metrics.definitions.definition import Kind
from metrics.models import Gap, Person
from metrics.queries.charts import buckets, cohorts
from metrics.queries.numbers import numbers_of
from metrics.queries.people import usual_gap, waiting_curve
from metrics.queries.rows import BEHIND, Asked, behind, named
from practices.tenancy import inside
from tests.factories import make_practice
from tests.metrics.busy import busy_practice
from tests.metrics.scopes import FILTERS, scope_for


@pytest.fixture(scope="module")
def lived(django_db_setup, django_db_blocker):
    """One half-year for all tests of this file, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
        with inside(world.practice):
            history = busy_practice(world.practice)
        yield history
        transaction.set_rollback(True)


@pytest.fixture
def history(lived, db):
    with inside(lived.practice):
        yield lived


def count(metric, scope, part="", **more):
    return behind(metric, Asked(scope, part, **more)).rows.count()


@pytest.mark.parametrize("which", FILTERS)
def test_a_share_opens_as_many_rows_as_its_numerator_and_its_denominator(history, which):
    scope = scope_for(history, which)
    for metric, number in numbers_of(scope).by_id.items():
        if number.share:
            assert count(metric, scope) == number.share.denominator, metric
            assert count(metric, scope, "numerator") == number.share.numerator, metric


@pytest.mark.parametrize("which", FILTERS)
def test_a_count_opens_as_many_rows(history, which):
    scope = scope_for(history, which)
    found = numbers_of(scope).by_id
    for metric in ("visits", "new_clients", "active_90", "unresolved"):
        assert count(metric, scope) == found[metric].amount, metric
    for metric in ("revenue", "ltv_mean", "ltv_median", "nps"):
        assert count(metric, scope) == found[metric].counted, metric


@pytest.mark.parametrize("which", FILTERS)
def test_revenue_is_the_sum_of_the_payments_it_opens(history, which):
    scope = scope_for(history, which)
    rows = behind("revenue", Asked(scope))
    assert sum(line.amount for line in rows.lines(rows.rows)) == numbers_of(scope).by_id["revenue"].amount


@pytest.mark.parametrize("which", FILTERS)
def test_the_net_promoter_score_can_be_told_from_the_answers_it_opens(history, which):
    scope = scope_for(history, which)
    rows = behind("nps", Asked(scope))
    said = [str(line.what) for line in rows.lines(rows.rows)]
    promoters, detractors = (
        [name in words for words in said].count(True) for name in ("promoter", "detractor")
    )
    assert said
    score = numbers_of(scope).by_id["nps"].amount
    assert score == (pytest.approx(100 * (promoters - detractors) / len(said)) if len(said) >= 10 else None)


def test_a_score_has_no_numerator_to_be_listed_apart(history):
    rows = behind("nps", Asked(scope_for(history), "numerator"))
    assert not rows.has_parts
    assert rows.rows.count() == numbers_of(scope_for(history)).by_id["nps"].counted


@pytest.mark.parametrize("which", FILTERS)
def test_each_standing_opens_its_own_people(history, which):
    scope = scope_for(history, which)
    standings = numbers_of(scope).standings
    assert set(standings) == set(Standing)
    for standing, people in standings.items():
        assert count("standing", scope, standing) == people, standing


@pytest.mark.parametrize("place", [None, 0, 1])
@pytest.mark.parametrize("hand", [None, 0, 1])
@pytest.mark.parametrize(("days", "ended"), [(1, 0), (200, 0), (7, 50), (30, 400)])
def test_whatever_is_chosen_the_list_is_as_long_as_the_number(history, place, hand, days, ended):
    """ended        days ago; the last one lies before the first appointment of all"""
    last = (history.now - timedelta(days=ended)).date()
    scope = scope_for(
        history,
        start=last - timedelta(days=days - 1),
        end=last,
        location=None if place is None else history.places[place],
        practitioner_id=None if hand is None else history.hands[hand].pk,
    )
    found = numbers_of(scope)
    for metric, number in found.by_id.items():
        assert count(metric, scope) == number.counted, metric
        if number.share:
            assert count(metric, scope, "numerator") == number.share.numerator, metric
    for standing, people in found.standings.items():
        assert count("standing", scope, standing) == people, standing


@pytest.mark.parametrize("which", FILTERS)
def test_each_cell_of_the_cohorts_opens_its_own_people(history, which):
    scope = scope_for(history, which)
    rows = cohorts(scope)
    assert rows
    for row in rows:
        for k, share in enumerate(row.came):
            assert count("retention_cohorts", scope, month=row.month, k=k) == share.numerator


def test_the_world_of_these_tests_has_something_of_everything(history):
    scope = scope_for(history, "everything", days=200)
    found = numbers_of(scope)
    for metric, number in found.by_id.items():
        assert number.amount or number.share.numerator, metric
    assert all(found.standings[name] for name in ("scheduled", "active", "lapsed"))
    assert found.by_id["new_client_return_90"].unripe


def test_every_definition_but_none_other_has_a_list():
    assert set(BEHIND) == set(DEFINITIONS)


def test_lifetime_value_is_what_people_paid(history):
    scope = scope_for(history)
    lifetime = numbers_of(scope).by_id
    rows = behind("ltv_mean", Asked(scope))
    paid = sorted(line.amount for line in rows.lines(rows.rows))
    assert lifetime["ltv_mean"].amount == pytest.approx(sum(paid) / len(paid))
    middle = len(paid) // 2
    assert lifetime["ltv_median"].amount == (paid[middle] + paid[~middle]) / 2


@pytest.mark.parametrize("days", [30, 90])
def test_lifetime_value_before_is_what_the_people_seen_by_then_had_paid_by_then(history, days):
    scope = scope_for(history, days=days)
    start = scope.period.start
    seen = set(Person.objects.filter(first_day__lt=start).values_list("client_id", flat=True))
    newcomer = history.book(history.register(), history.now)
    history.now, now = newcomer.starts_at - timedelta(days=days + 5), history.now
    history.pay(newcomer, 500_000)
    history.now = now
    paid = 0
    for payment in Payment.objects.select_related("appointment", "client"):
        who = payment.client.merged_into_id or payment.client_id
        if who in seen and payment.taken_at.astimezone(payment.appointment.zone).date() < start:
            paid += payment.amount if payment.kind == "payment" else -payment.amount
    actions.refresh(history.practice)
    assert numbers_of(scope).by_id["ltv_mean"].before == pytest.approx(paid / len(seen))


def test_the_numbers_of_an_earlier_period_are_what_was_shown_then(history):
    """The comparison of the later page and the page of the earlier days say the same."""
    late = scope_for(history, days=60)
    before = late.period.before()
    early = scope_for(history, start=before.start, end=before.end - timedelta(days=1))
    now, then = numbers_of(late).by_id, numbers_of(early).by_id
    for metric in ("visits", "new_clients", "revenue", "active_90"):
        assert now[metric].before == then[metric].amount, metric
    for metric in ("rebooking_24h", "no_show_rate", "broken_rate", "csat"):
        assert now[metric].share_before == then[metric].share, metric


def test_newcomers_whose_90_days_are_not_over_are_left_out_and_counted_beside(history):
    scope = scope_for(history, days=200)
    number = numbers_of(scope).by_id["new_client_return_90"]
    assert number.share.denominator + number.unripe == count("new_clients", scope)


def test_a_period_with_no_ripe_day_shows_the_latest_ripe_one_instead(history):
    scope = scope_for(history, days=30)
    number = numbers_of(scope).by_id["new_client_return_90"]
    assert number.period.days == 30
    assert number.period.end == scope.today - timedelta(days=90)


@pytest.mark.parametrize("gaps", [[], [30], [20, 30], [7, 7, 40], [10, 20, 30, 90], [5, 5, 9, 9]])
def test_the_usual_gap_is_the_median_of_all_gaps(history, gaps):
    Gap.objects.all().delete()
    for days in set(gaps):
        Gap.objects.create(practice=history.practice, days=days, times=gaps.count(days))
    assert usual_gap() == (median(gaps) if gaps else None)


def test_buckets_add_up_to_the_page(history):
    for days in (7, 31, 32, 190, 199):
        scope = scope_for(history, days=days)
        found = numbers_of(scope)
        cut = buckets(scope, found.days)
        assert sum(bucket.visits for bucket in cut) == found.by_id["visits"].amount
        assert sum(bucket.revenue for bucket in cut) == found.by_id["revenue"].amount
        assert sum(bucket.period.days for bucket in cut) == days


def test_the_waiting_curve_counts_all_newcomers_of_the_year(history):
    steps = waiting_curve(scope_for(history)).steps
    assert 0 < steps[-1].survival < 1
    assert steps[0].at_risk <= 30


def test_lines_carry_names_and_the_erased_carry_none(history):
    rows = behind("visits", Asked(scope_for(history, days=200)))
    lines = named(rows.lines(rows.rows))
    assert any(line.client is None for line in lines)
    assert {line.practitioner for line in lines} == {"Petra", "Paul"}


def test_counting_as_at_a_day_uses_only_what_was_known_then(history):
    scope = scope_for(history, "an earlier quarter")
    before = numbers_of(scope).standings
    for client in history.clients[10:20]:
        history.complete(history.book(client, history.now))
    actions.refresh(history.practice)
    assert sum(numbers_of(scope).standings.values()) == sum(before.values())


def test_the_kinds_of_numbers_are_all_there(history):
    found = numbers_of(scope_for(history)).by_id.values()
    assert {number.definition.kind for number in found} == set(Kind)
    assert Payment.objects.filter(kind="refund").exists()
