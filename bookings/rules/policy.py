"""What was agreed at booking: notice, horizon, cut-offs, moves.

Source      features.md F22, §4.7; metrics.md §0.5 (exactly 24 hours is early)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

HOLD_MINUTES = 10
HOLD_KNOWN_HOURS = 24
NO_SHOW_AFTER_MINUTES = 15
MAX_OPEN_UNVERIFIED = 3


@dataclass(frozen=True, slots=True)
class Policy:
    """The practice's rules, as they are kept on an appointment when it is booked."""

    notice_minutes: int = 120
    horizon_days: int = 90
    cancel_hours: int = 24
    move_hours: int = 24
    max_moves: int = 3


def is_late_cancellation(*, starts_at: datetime, cancelled_at: datetime, hours: int = 24) -> bool:
    """A cancellation is late when less than the agreed notice remains.

    Exactly the agreed notice is still in time. Elapsed hours, never the wall clock's.
    """
    return starts_at - cancelled_at < timedelta(hours=hours)


def is_too_soon(*, starts_at: datetime, at: datetime, notice_minutes: int) -> bool:
    """Less notice than the practice asks for online; staff are exempt."""
    return starts_at - at < timedelta(minutes=notice_minutes)


def is_too_far(*, starts_at: datetime, at: datetime, horizon_days: int) -> bool:
    """Further ahead than the practice books online."""
    return starts_at - at > timedelta(days=horizon_days)


def may_move(*, starts_at: datetime, at: datetime, moves: int, policy: Policy) -> bool:
    """A client may move a visit up to the cut-off, and not for ever."""
    in_time = starts_at - at >= timedelta(hours=policy.move_hours)
    return in_time and moves < policy.max_moves


def may_be_no_show(*, starts_at: datetime, at: datetime, after_minutes: int = NO_SHOW_AFTER_MINUTES) -> bool:
    """Nobody is a no-show before their time plus a quarter of an hour."""
    return at >= starts_at + timedelta(minutes=after_minutes)


def link_expires_at(ends_at: datetime) -> datetime:
    """A manage link lives until a day after the visit."""
    return ends_at + timedelta(days=1)
