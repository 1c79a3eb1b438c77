"""Numbers about people: who returned, what they have paid, where they stand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connections
from django.db.models import Aggregate, Count, F, FloatField, Func, Q, QuerySet, Sum, Value
from django.db.models.expressions import Case, CombinedExpression, RawSQL, When
from django.db.models.functions import Coalesce, Greatest, Least

from journeys.rules.rhythm import ACTIVE, AT_RISK, LONGEST, SHORTEST, USUAL, Standing
from metrics.models import Daily, Gap, Person, Visit
from metrics.queries.scope import Scope
from metrics.rules.contributions import RETURN_DAYS
from metrics.rules.periods import Period, last_ripe_day
from metrics.rules.shares import Share
from metrics.rules.survival import Step, kaplan_meier
from practices.models import Practice
from practices.replica import reading_from

# People with a visit that, at a moment, still lay ahead and stood: their ids, and the ids they were merged into.
BOOKED = """
WITH RECURSIVE booked(id) AS (
    SELECT client_id FROM bookings_appointment
    WHERE practice_id = %s AND starts_at > %s AND booked_at <= %s AND (cancelled_at IS NULL OR cancelled_at > %s)
    UNION
    SELECT c.merged_into_id FROM booked
    JOIN clients_client c ON c.practice_id = %s AND c.id = booked.id AND c.merged_into_id IS NOT NULL
)
SELECT id FROM booked
"""
# The next moment at which somebody else may be booked although nobody does anything.
NEXT_TURN = """
SELECT least(min(starts_at), min(booked_at) FILTER (WHERE booked_at > %(at)s),
    min(cancelled_at) FILTER (WHERE cancelled_at > %(at)s))
FROM bookings_appointment WHERE practice_id = %(practice)s AND starts_at > %(at)s
"""
# Payments less refunds from a local day on, of people (the ones all merges lead to) who had been here before it.
# Only hours near the border of the day depend on the place.
NET_SINCE = """
WITH RECURSIVE since AS (
    SELECT p.client_id, sum(CASE p.kind WHEN 'refund' THEN -p.amount ELSE p.amount END) AS net
    FROM bookings_payment p
    WHERE p.practice_id = %(practice)s AND p.taken_at >= (%(day)s::timestamp AT TIME ZONE 'UTC') - interval '14 hours'
        AND (p.taken_at >= (%(day)s::timestamp AT TIME ZONE 'UTC') + interval '14 hours' OR %(day)s::date <= (
            SELECT (p.taken_at AT TIME ZONE a.time_zone)::date FROM bookings_appointment a
            WHERE a.practice_id = %(practice)s AND a.id = p.appointment_id))
    GROUP BY p.client_id
), up(id, client_id) AS (
    SELECT client_id, client_id FROM since
    UNION ALL
    SELECT c.merged_into_id, up.client_id FROM up
    JOIN clients_client c ON c.practice_id = %(practice)s AND c.id = up.id AND c.merged_into_id IS NOT NULL
)
SELECT coalesce(sum(since.net), 0)::bigint FROM since JOIN up USING (client_id)
JOIN metrics_person who
    ON who.practice_id = %(practice)s AND who.client_id = up.id AND who.first_day < %(day)s::date
"""


class Median(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Returns:
    """Newcomers who came again, of first visits that are ripe.

    period      of the first visits counted: the page's, or the latest ripe one as long when it has none
    unripe      newcomers of the page's period whose 90 days are not over
    """

    share: Share
    before: Share
    period: Period
    unripe: int


def ripe_period(scope: Scope) -> Period:
    """The part of the page's period whose 90 days are over; when there is none, the latest such days."""
    ripe = scope.period.ripe(RETURN_DAYS, today=scope.today)
    if ripe.days:
        return ripe
    end = last_ripe_day(RETURN_DAYS, today=scope.today) + timedelta(days=1)
    return Period(end - timedelta(days=scope.period.days), end)


def returns(scope: Scope) -> Returns:
    ripe = ripe_period(scope)
    first_unripe = last_ripe_day(RETURN_DAYS, today=scope.today) + timedelta(days=1)
    now, before = _within(ripe), _within(ripe.before())
    unripe = _within(Period(max(scope.period.start, first_unripe), scope.period.end))
    n = Daily.objects.filter(**scope.place()).aggregate(
        back=Coalesce(Sum("returned_90", filter=now), 0),
        new=Coalesce(Sum("newcomers", filter=now), 0),
        back_before=Coalesce(Sum("returned_90", filter=before), 0),
        new_before=Coalesce(Sum("newcomers", filter=before), 0),
        unripe=Coalesce(Sum("newcomers", filter=unripe), 0),
    )
    return Returns(Share(n["back"], n["new"]), Share(n["back_before"], n["new_before"]), ripe, n["unripe"])


def _within(period: Period) -> Q:
    return Q(day__gte=period.start, day__lt=period.end)


@dataclass(frozen=True)
class Lifetime:
    """Minor units. The average as it stood when the period began; None when it cannot be told."""

    people: int
    total: int
    median: float | None
    mean_before: float | None

    @property
    def mean(self) -> float | None:
        return self.total / self.people if self.people else None


def lifetime(scope: Scope) -> Lifetime:
    here, were_here = Person.objects.filter(**scope.place("first_")), Q(first_day__lt=scope.period.start)
    n = here.aggregate(
        people=Count("id"),
        total=Coalesce(Sum("net"), 0),
        median=Median("net"),
        people_before=Count("id", filter=were_here),
        total_before=Coalesce(Sum("net", filter=were_here), 0),
    )
    before = None
    if not scope.is_filtered and n["people_before"]:
        before = (n["total_before"] - _net_since(scope)) / n["people_before"]
    return Lifetime(n["people"], n["total"], n["median"], before)


def _net_since(scope: Scope) -> int:
    """What those who had been here before the period have paid since it began."""
    with connections[reading_from()].cursor() as cursor:
        cursor.execute(NET_SINCE, {"practice": scope.practice.pk, "day": scope.period.start})
        return int(cursor.fetchone()[0])


def usual_gap() -> float | None:
    """The practice's median gap between two visits, from the histogram."""
    gaps = list(Gap.objects.order_by("days").values_list("days", "times"))
    half, seen = sum(times for _, times in gaps) / 2, 0
    for position, (days, times) in enumerate(gaps):
        seen += times
        if seen > half:
            return float(days)
        if seen == half:
            return (days + gaps[position + 1][0]) / 2
    return None


def last_visits(scope: Scope, on: date) -> QuerySet[Visit]:
    """Each person's latest visit up to and including a day."""
    until = Q(next_day=None) | Q(next_day__gt=on)
    return Visit.objects.filter(until, is_person=True, day__lte=on, **scope.place())


def with_standing(
    visits: QuerySet[Visit], *, on: date, booked: RawSQL, usual: float | None
) -> QuerySet[Visit]:
    """Say of each last visit where its person stands on a day, by their rhythm as it was known then."""
    rhythm = Coalesce(F("own_gap"), Value(USUAL if usual is None else usual), output_field=FloatField())
    cadence = Least(Greatest(rhythm, Value(float(SHORTEST))), Value(float(LONGEST)))
    since = Func(Value(on), F("day"), template="(%(expressions)s)", arg_joiner="::date - ")
    ratio = CombinedExpression(since, "/", cadence, output_field=FloatField())
    return visits.alias(ratio=ratio).annotate(
        standing=Case(
            When(client_id__in=booked, then=Value(Standing.SCHEDULED.value)),
            When(ratio__lte=ACTIVE, then=Value(Standing.ACTIVE.value)),
            When(ratio__lte=AT_RISK, then=Value(Standing.AT_RISK.value)),
            default=Value(Standing.LAPSED.value),
        )
    )


def people_standing(scope: Scope, on: date, *, usual: float | None) -> QuerySet[Visit]:
    """Each person's latest visit, and where the person stood at the end of that day.

    usual       the practice's rhythm, for people who have none of their own yet
    """
    booked = booked_people(scope.practice, scope.end_of(on))
    return with_standing(last_visits(scope, on), on=on, booked=booked, usual=usual)


def standings(scope: Scope, on: date, *, usual: float | None) -> dict[str, int]:
    """How many people stood where at the end of a day."""
    counted = (
        people_standing(scope, on, usual=usual)
        .values("standing")
        .annotate(people=Count("id"))
        .values_list("standing", "people")
    )
    return {standing.value: 0 for standing in Standing} | dict(counted)


def booked_people(practice: Practice, at: datetime) -> RawSQL:
    """The ids of those with a visit that, at this moment, still lay ahead and stood."""
    return RawSQL(BOOKED, [practice.pk, at, at, at, practice.pk])  # noqa: S611  our own SQL


def next_turn(practice: Practice, at: datetime) -> datetime | None:
    """Until when those booked at this moment stay so by themselves; None when no visit lies ahead."""
    with connections[reading_from()].cursor() as cursor:
        cursor.execute(NEXT_TURN, {"practice": practice.pk, "at": at})
        found: datetime | None = cursor.fetchone()[0]
    return found


@dataclass(frozen=True)
class Curve:
    """followed     days for which anybody was followed; beyond them the curve says nothing
    people      how many were followed at all
    """

    steps: list[Step]
    followed: int
    people: int


def waiting_curve(scope: Scope) -> Curve:
    """Days from the first visit to the second, of the last year's newcomers; those still waiting count as such."""
    last_day = scope.today - timedelta(days=1)
    first_visits = Visit.objects.filter(
        is_person=True,
        is_newcomer=True,
        prev_day=None,
        first_day__gt=scope.today - timedelta(days=366),
        first_day__lt=last_day,
        **scope.place(),
    ).values_list("day", "next_day")
    waits = []
    for day, back in first_visits:
        came = back is not None and back <= last_day
        waits.append((((back if came else last_day) - day).days, came))
    return Curve(kaplan_meier(waits), max((days for days, _ in waits), default=0), len(waits))
