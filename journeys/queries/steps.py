"""What comes next for a client: the one line a card says."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bookings.models import Segment
from journeys.models import Journey, Stage


@dataclass(frozen=True, slots=True)
class Next:
    """What is planned, or what somebody here should do.

    at, zone    when, on the wall clock of the place
    what        service and person
    """

    label: str | Promise
    at: datetime | None = None
    zone: str = ""
    what: str = ""
    day: date | None = None
    is_planned: bool = False


def next_step(journey: Journey, visit: Segment | None, *, at: datetime) -> Next:
    """The planned visit if there is one, else what somebody here should do."""
    if visit is not None:
        return _visit(journey, visit)
    if journey.stage in {Stage.AFTERCARE, Stage.REBOOKING}:
        return _return(journey, today=at.date())
    if journey.stage == Stage.LAPSED:
        return Next(_("Last here"), day=journey.last_visit_on)
    labels: dict[str, str | Promise] = {
        Stage.AWARENESS: _("Offer a first visit"),
        Stage.BOOKING: _("Agree on a time"),
        Stage.PAYMENT: _("Take the payment"),
    }
    return Next(labels.get(journey.stage, _("Look at the calendar")))


def _visit(journey: Journey, visit: Segment) -> Next:
    label = {
        Stage.BOOKING: _("First visit"),
        Stage.ARRIVAL: _("Waiting for"),
        Stage.SERVICE: _("In the room:"),
        Stage.PAYMENT: _("Take the payment"),
    }.get(Stage(journey.stage), _("Next visit"))
    zone = visit.appointment.time_zone
    what = f"{visit.service.name} · {visit.practitioner.name}"
    return Next(label, at=visit.appointment.starts_at, zone=zone, what=what, is_planned=True)


def _return(journey: Journey, *, today: date) -> Next:
    if journey.nudge_on is None:
        return Next(_("Book the next visit"))
    if journey.nudge_on <= today:
        return Next(_("Propose the next visit"))
    if journey.stage == Stage.AFTERCARE:
        return Next(_("Hear how it was"))
    return Next(_("Propose a visit from"), day=journey.nudge_on)
