"""When each message is due, and when it is too late for it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Nothing is said for three minutes after a click at the desk, so undo sends nothing (features.md §0.1).
UNDO = timedelta(minutes=3)
# Source: features.md F54.
EMAIL_REMINDER_DAYS = 2
SMS_REMINDER_DAYS = 1
# Source: features.md F74, two to four hours after the visit.
CHECK_IN_AFTER = timedelta(hours=3)
CHECK_IN_LAPSES_AFTER = timedelta(days=3)
# Source: features.md F73, at most one question about a visit in a fortnight.
CHECK_IN_REST = timedelta(days=14)
# Source: features.md F56, about five days before the client becomes overdue.
NUDGE_AHEAD_DAYS = 5
NUDGE_LAPSES_AFTER = timedelta(days=14)
WIN_BACK_LAPSES_AFTER = timedelta(days=14)
# When a message is not tied to an hour: mid-morning, when the desk can answer.
MORNING = time(10)


def wall_time_before(starts_at: datetime, *, zone: str, days: int) -> datetime:
    """The same hour on the clock, some days earlier: 09:00 stays 09:00 when the clocks change in between.

    A wall time the spring change skips becomes the instant an hour later on the clock.
    """
    local = starts_at.astimezone(ZoneInfo(zone))
    return (local - timedelta(days=days)).replace(fold=0).astimezone(UTC)


def reminder_due(starts_at: datetime, *, zone: str, days: int, known_at: datetime) -> datetime | None:
    """When to remind; None for a visit booked or moved after its reminder would have gone out.

    zone        of the location
    known_at    when the visit got this time
    """
    due = wall_time_before(starts_at, zone=zone, days=days)
    return due if known_at < due else None


def check_in_due(ended_at: datetime) -> tuple[datetime, datetime]:
    """When to ask how the visit was, and when the question has grown stale."""
    due = ended_at + CHECK_IN_AFTER
    return due, due + CHECK_IN_LAPSES_AFTER


def answers_until(ended_at: datetime) -> datetime:
    """Until when a client may answer how the visit was: until the next question could come."""
    return ended_at + CHECK_IN_REST


def rebook_due(*, last_visit_on: date, rhythm_days: int, zone: str) -> tuple[datetime, datetime]:
    """When to propose the next visit: five days before the client's own rhythm says it is time.

    A rhythm shorter than ten days is nudged half-way, never on the day of the visit.
    """
    wait = max(rhythm_days - NUDGE_AHEAD_DAYS, (rhythm_days + 1) // 2, 1)
    due = morning_of(last_visit_on + timedelta(days=wait), zone=zone)
    return due, due + NUDGE_LAPSES_AFTER


def win_back_due(*, lapsed_on: date, zone: str) -> tuple[datetime, datetime]:
    """The morning after a client lapsed, for a fortnight at most."""
    due = morning_of(lapsed_on + timedelta(days=1), zone=zone)
    return due, due + WIN_BACK_LAPSES_AFTER


def morning_of(day: date, *, zone: str) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def day_of(instant: datetime, *, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
