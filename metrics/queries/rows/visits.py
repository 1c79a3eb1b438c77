"""Visits behind the numbers."""

from datetime import timedelta

from django.db.models import BooleanField, Case, F, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from metrics.models import Visit
from metrics.queries.people import ripe_period
from metrics.queries.rows.behind import Asked, Behind, Line, that_count
from metrics.rules.contributions import RETURN_DAYS
from metrics.rules.periods import Period

REBOOKED = _("Rebooked, and it still stands")
WAS_REBOOKED = _("Rebooked within 24 hours; cancelled since")
NOT_REBOOKED = _("Not rebooked within 24 hours")


def all_visits(asked: Asked) -> Behind:
    period = asked.scope.period
    return Behind(_in(period, asked), _visit, _("Visit"), period)


def newcomers(asked: Asked) -> Behind:
    period = asked.scope.period
    return Behind(_newcomers(period, asked), _visit, _("First visit"), period)


def newcomers_who_may_return(asked: Asked) -> Behind:
    in_time = When(next_day__lte=F("day") + timedelta(days=RETURN_DAYS), then=Value(True))
    ripe = ripe_period(asked.scope)
    rows = _newcomers(ripe, asked).annotate(
        counts=Case(in_time, default=Value(False), output_field=BooleanField())
    )
    return that_count(Behind(rows, _return, _("First visit"), ripe), asked, counts=True)


def decided(asked: Asked) -> Behind:
    rows = _in(asked.scope.period, asked).exclude(rebooked=None)
    return that_count(Behind(rows, _rebooking, _("Visit"), asked.scope.period), asked, rebooked=True)


def _in(period: Period, asked: Asked) -> QuerySet[Visit]:
    return Visit.objects.filter(day__gte=period.start, day__lt=period.end, **asked.scope.place()).order_by(
        "-day", "-id"
    )


def _newcomers(period: Period, asked: Asked) -> QuerySet[Visit]:
    return _in(period, asked).filter(is_newcomer=True, prev_day=None)


def line_of(visit: Visit, **more: object) -> Line:
    return Line(visit.client_id, visit.day, visit.location_id, visit.practitioner_id, **more)  # type: ignore[arg-type]


def _visit(visit: Visit) -> Line:
    minutes = _("%(minutes)d minutes") % {"minutes": visit.minutes}
    return line_of(visit, what=minutes)


def _return(visit: Visit) -> Line:
    if visit.next_day is None:
        return line_of(visit, what=_("Has not returned"), counts=False)
    days = (visit.next_day - visit.day).days
    what = ngettext("Returned after %(days)d day", "Returned after %(days)d days", days) % {"days": days}
    return line_of(visit, what=what, counts=visit.counts)  # type: ignore[attr-defined]  # annotated


def _rebooking(visit: Visit) -> Line:
    what = NOT_REBOOKED
    if visit.rebooked:
        what = REBOOKED if visit.still_stands else WAS_REBOOKED
    return line_of(visit, what=what, counts=visit.rebooked)
