"""What comes next for a client: the one line a card says."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bookings.models import Segment
from journeys.models import Journey, Stage


@dataclass(frozen=True, slots=True)
class Next:
    """What is planned, or what somebody here should do.

    at, zone    when, on the wall clock of the place
    is_today    there, so the hour says it all
    what        service and person
    """

    label: str | Promise
    at: datetime | None = None
    zone: str = ""
    is_today: bool = False
    what: str = ""
    day: date | None = None
    is_planned: bool = False

    @property
    def bare(self) -> "Next":
        """Without when and what."""
        return replace(self, at=None, zone="", is_today=False, what="", day=None)


def next_step(journey: Journey, visit: Segment | None, *, at: datetime) -> Next:
    """The planned visit if there is one, else what somebody here should do."""
    if journey.stage == Stage.PAYMENT:
        return Next(_("Take the payment"))
    if visit is not None:
        return _visit(journey, visit, at=at)
    if journey.stage in {Stage.AFTERCARE, Stage.REBOOKING}:
        return _return(journey, today=at.date())
    if journey.stage == Stage.LAPSED:
        return Next(_("Last here"), day=journey.last_visit_on)
    labels: dict[str, str | Promise] = {
        Stage.AWARENESS: _("Offer a first visit"),
        Stage.BOOKING: _("Agree on a time"),
    }
    return Next(labels.get(journey.stage, _("Look at the calendar")))


def _visit(journey: Journey, visit: Segment, *, at: datetime) -> Next:
    label = {
        Stage.BOOKING: _("First visit"),
        Stage.ARRIVAL: _("Booked for"),
        Stage.SERVICE: _("Began at"),
    }.get(Stage(journey.stage), _("Next visit"))
    zone, starts_at = visit.appointment.time_zone, visit.appointment.starts_at
    is_today = at.astimezone(ZoneInfo(zone)).date() == starts_at.astimezone(ZoneInfo(zone)).date()
    what = f"{visit.service.name} · {visit.practitioner.name}"
    return Next(label, at=starts_at, zone=zone, is_today=is_today, what=what, is_planned=True)


def _return(journey: Journey, *, today: date) -> Next:
    if journey.nudge_on is None:
        return Next(_("Book the next visit"))
    if journey.nudge_on <= today:
        return Next(_("Propose the next visit"))
    if journey.stage == Stage.AFTERCARE:
        return Next(_("Hear how it was"))
    return Next(_("Propose a visit from"), day=journey.nudge_on)


def spoken(lasted: timedelta) -> str:
    """How long, in the largest unit that fits: "40 min", "3 h", "12 days"."""
    minutes = max(0, int(lasted.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d h", "%(n)d h", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
