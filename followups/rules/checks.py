"""May this message go out now? Asked at planning, and again at every claim.

The order is fixed: suppression, consent, address, hour, cap, and last whether what it says is still true.
Source      features.md §4.9
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from followups.rules.purposes import Purpose
from followups.rules.quiet import Window, is_quiet, next_allowed

# Source: features.md §4.9.
WEEK = timedelta(days=7)
WEEKLY_CAP = 2
# Source: features.md F61; within twelve hours of the visit a word about it may come at night.
NEAR = timedelta(hours=12)


class Step(Enum):
    SEND = "send"
    WAIT = "wait"  # until an hour or the cap allows it
    WITHHOLD = "withhold"  # the client, or the lack of an address, says no
    WITHDRAW = "withdraw"  # no longer true
    EXPIRE = "expire"  # too late


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """reason      a code of `why.REASONS`
    until       for WAIT only
    """

    step: Step
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class World:
    """What is true at the moment of asking.

    is_released       False for an imported client nobody has released yet
    is_suppressed     this address said stop to this sender
    consent           True: said yes; False: said no; None: never asked
    has_address       an address of this channel that can be written to
    zones             the clocks to respect
    sent_lately       when the client's counted messages of the last 7 days went out
    visit_starts_at   when the message is about a visit
    is_still_true     the visit stands, nothing was booked meanwhile, the question is still open
    gives_up_at       after this nobody wants it any more
    """

    zones: tuple[str, ...]
    window: Window
    gives_up_at: datetime
    is_released: bool = True
    is_suppressed: bool = False
    consent: bool | None = None
    has_address: bool = True
    sent_lately: tuple[datetime, ...] = ()
    visit_starts_at: datetime | None = None
    is_still_true: bool = True
    cap: int = WEEKLY_CAP


def decide(purpose: Purpose, world: World, *, at: datetime) -> Verdict:
    """The one answer to "may this go out now", with its reason."""
    if at >= world.gives_up_at:
        return Verdict(step=Step.EXPIRE, reason="too_late")
    if refused := _refused(purpose, world):
        return Verdict(step=Step.WITHHOLD, reason=refused)
    if not world.is_still_true:
        # Waiting for morning with something untrue helps nobody, so this answer overrules a wait.
        return Verdict(step=Step.WITHDRAW, reason="no_longer_true")
    until, reason = _held(purpose, world, at=at)
    if until is None:
        return Verdict(step=Step.SEND, reason="clear")
    if until < world.gives_up_at:
        return Verdict(step=Step.WAIT, reason=reason, until=until)
    # The morning comes too late: better at night, from the hour at which that is allowed, than never.
    near = _near_from(purpose, world)
    if near and at < near < world.gives_up_at:
        return Verdict(step=Step.WAIT, reason=reason, until=near)
    return Verdict(step=Step.EXPIRE, reason=reason)


def _refused(purpose: Purpose, world: World) -> str:
    """Why the client, or the lack of an address, forbids it for good; empty when nothing does."""
    if not world.is_released:
        return "not_released"
    # One confirmation of a stop is allowed, and the answers to START and HELP are asked for.
    if world.is_suppressed and not purpose.is_reply:
        return "suppressed"
    if world.consent is False and not purpose.is_reply:
        return "consent_withdrawn"
    if world.consent is None and purpose.needs_opt_in:
        return "consent_missing"
    return "" if world.has_address else "no_address"


def _held(purpose: Purpose, world: World, *, at: datetime) -> tuple[datetime | None, str]:
    """Until when it has to wait, and why; (None, "") when it may go at once."""
    until, reason = at, ""
    if not _ignores_the_hour(purpose, world, at=at) and is_quiet(at, zones=world.zones, window=world.window):
        allowed = next_allowed(at, zones=world.zones, window=world.window)
        if allowed is None:
            return world.gives_up_at, "never_awake"
        until, reason = allowed, "quiet_hours"
    if purpose.counts and (freed := cap_frees(world.sent_lately, at=at, cap=world.cap)) and freed > until:
        until, reason = (
            next_allowed(freed, zones=world.zones, window=world.window) or world.gives_up_at,
            "weekly_cap",
        )
    return (until, reason) if until > at else (None, "")


def _ignores_the_hour(purpose: Purpose, world: World, *, at: datetime) -> bool:
    near = _near_from(purpose, world)
    return purpose.is_reply or bool(near and near <= at < near + NEAR)


def _near_from(purpose: Purpose, world: World) -> datetime | None:
    """From when on a word about a visit may come at night; None when it never may."""
    if purpose.counts or purpose.needs_opt_in or world.visit_starts_at is None:
        return None
    return world.visit_starts_at - NEAR


def cap_frees(sent: tuple[datetime, ...], *, at: datetime, cap: int) -> datetime | None:
    """When the next counted message may go out; None when it may now."""
    recent = sorted((moment for moment in sent if moment > at - WEEK), reverse=True)
    if len(recent) < cap:
        return None
    return recent[cap - 1] + WEEK if cap else at + WEEK
