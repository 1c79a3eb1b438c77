"""What the page says that changes without a count: with each closing and answer, and with the hour.

Frozen and hashable: what is drawn of it is kept under it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connections

from metrics.queries import people
from metrics.queries.counted import Counted
from metrics.queries.scope import Scope
from metrics.rules.periods import DAY
from metrics.rules.satisfaction import CONTENT, DETRACTOR, PROMOTER, Nps
from metrics.rules.shares import Share
from practices.replica import reading_from

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Live:
    """Pairs are of the page's days and of those before.

    undecided   visits whose 24 hours are not over
    called_off  appointments cancelled late whose time has not come
    standings   (where, how many people) at the last day's end
    """

    undecided: int
    called_off: int
    content: tuple[Share, Share]
    recommendation: tuple[Nps, Nps]
    standings: tuple[Counts, Counts]


# In one question, because the page asks it at every look. The rows it counts are those of days.undecided_visits,
# answers.answers and answers.latest_recommendations, which open behind the numbers; what is called off late is what
# recipes.days calls so.
ASKED = """
WITH given AS (
    SELECT f.id, f.kind, f.score, f.client_id, f.given_at, f.given_at >= %(start)s AS is_now
    FROM followups_feedback f
    LEFT JOIN clients_client c ON c.practice_id = %(practice)s AND c.id = f.client_id
    WHERE f.practice_id = %(practice)s AND f.given_at >= %(before)s AND f.given_at < %(end)s
        AND c.erased_at IS NULL
        AND (%(location)s IS NULL OR EXISTS (
            SELECT FROM bookings_appointment a
            WHERE a.practice_id = %(practice)s AND a.id = f.appointment_id AND a.location_id = %(location)s
        ))
        AND (%(practitioner)s IS NULL OR EXISTS (
            SELECT FROM bookings_segment s
            WHERE s.practice_id = %(practice)s AND s.appointment_id = f.appointment_id AND s.position = 0
                AND s.practitioner_id = %(practitioner)s
        ))
), content AS (
    SELECT count(*) FILTER (WHERE is_now AND score >= %(content)s), count(*) FILTER (WHERE is_now),
        count(*) FILTER (WHERE NOT is_now AND score >= %(content)s), count(*) FILTER (WHERE NOT is_now)
    FROM given WHERE kind = 'csat'
), latest AS (
    SELECT DISTINCT ON (is_now, client_id) is_now, score FROM given WHERE kind = 'nps'
    ORDER BY is_now, client_id, given_at DESC, id DESC
), recommendation AS (
    SELECT count(*) FILTER (WHERE is_now AND score >= %(promoter)s),
        count(*) FILTER (WHERE is_now AND score <= %(detractor)s), count(*) FILTER (WHERE is_now),
        count(*) FILTER (WHERE NOT is_now AND score >= %(promoter)s),
        count(*) FILTER (WHERE NOT is_now AND score <= %(detractor)s), count(*) FILTER (WHERE NOT is_now)
    FROM latest
), undecided AS (
    SELECT DISTINCT f.client_id, f.day FROM metrics_visitfact f
    JOIN clients_client c ON c.practice_id = %(practice)s AND c.id = f.client_id AND c.erased_at IS NULL
    WHERE f.practice_id = %(practice)s AND f.rebooked_24h IS NULL AND f.voided_at IS NULL
        AND f.day >= %(first)s AND f.day < %(after)s
        AND (%(location)s IS NULL OR f.location_id = %(location)s)
        AND (%(practitioner)s IS NULL OR f.practitioner_id = %(practitioner)s)
), called_off AS (
    SELECT a.id FROM bookings_appointment a
    WHERE a.practice_id = %(practice)s AND a.status IN ('cancelled_by_client', 'cancelled_late')
        AND a.starts_at > %(now)s AND a.starts_at < %(farthest)s
        AND (a.starts_at AT TIME ZONE a.time_zone)::date >= %(first)s
        AND (a.starts_at AT TIME ZONE a.time_zone)::date < %(after)s
        AND coalesce(a.starts_at - a.cancelled_at < make_interval(hours => a.late_notice_hours),
            a.status = 'cancelled_late')
        AND (%(location)s IS NULL OR a.location_id = %(location)s)
        AND (%(practitioner)s IS NULL OR EXISTS (
            SELECT FROM bookings_segment s
            WHERE s.practice_id = %(practice)s AND s.appointment_id = a.id AND s.position = 0
                AND s.practitioner_id = %(practitioner)s
        ))
)
SELECT *, (SELECT count(*) FROM undecided), (SELECT count(*) FROM called_off) FROM content, recommendation
"""


def live_of(counted: Counted) -> Live:
    now = counted.scope.period
    *answered, undecided, called_off = _asked(counted.scope)
    good, given, good_before, given_before = answered[:4]
    return Live(
        undecided=undecided,
        called_off=called_off,
        content=(Share(good, given), Share(good_before, given_before)),
        recommendation=(_nps(*answered[4:7]), _nps(*answered[7:])),
        standings=(_standings(counted, now.end), _standings(counted, now.start)),
    )


def _asked(scope: Scope) -> tuple[int, ...]:
    now, before = scope.period, scope.period.before()
    midnights = {
        name: datetime.combine(day, time(), scope.zone)
        for name, day in (("before", before.start), ("start", now.start), ("end", now.end))
    }
    with connections[reading_from()].cursor() as cursor:
        cursor.execute(
            ASKED,
            {
                **midnights,
                "practice": scope.practice.pk,
                "now": scope.now,
                "farthest": midnights["end"]
                + 2 * DAY,  # where a day ends last, 26 hours later than where first
                "first": now.start,
                "after": now.end,
                "location": scope.location_id,
                "practitioner": scope.practitioner_id,
                "content": CONTENT,
                "promoter": PROMOTER,
                "detractor": DETRACTOR,
            },
        )
        found: tuple[int, ...] = cursor.fetchone()
    return found


def _nps(promoters: int, detractors: int, given: int) -> Nps:
    return Nps(promoters, given - promoters - detractors, detractors)


@dataclass(frozen=True)
class Stood:
    """Where people stood at a moment, which is where they stand until the next visit begins.

    until       None: no visit lies ahead
    """

    counts: Counts
    at: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.at <= at and (self.until is None or at < self.until)


def _standings(counted: Counted, end: date) -> Counts:
    """Bookings, moves, cancellations and imports leave marks, so between two counts only the hour changes who is
    booked; and of a day that is over, nothing does."""
    scope, last = counted.scope, end - DAY
    at = scope.end_of(last)
    is_over = at < scope.now

    def stand() -> Stood:
        until = None if is_over else people.next_turn(scope.practice, at)
        return Stood(tuple(people.standings(scope, last, usual=counted.of(usual)).items()), at, until)

    kept = counted.known(("standings", at if is_over else last), stand, lambda stood: stood.holds(at))
    return kept.counts


def usual(scope: Scope) -> float | None:
    return people.usual_gap()
