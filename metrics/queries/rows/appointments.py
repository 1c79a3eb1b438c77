"""Appointments and payments behind the numbers."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, DurationField, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from bookings.models import Appointment, Payment, Segment
from metrics.queries.rows.behind import Asked, Behind, Line, local_day, that_count
from metrics.rules.outcomes import Outcome

OUTCOMES = {
    Outcome.ATTENDED: _("Completed"),
    Outcome.NO_SHOW: _("No-show"),
    Outcome.LATE_CANCEL: _("Cancelled late"),
}
FARTHEST = timedelta(hours=14)  # between any place's wall and Greenwich

Status = Appointment.Status


def kept_or_missed(asked: Asked) -> Behind:
    return _ended(asked, Outcome.NO_SHOW)


def kept_or_broken(asked: Asked) -> Behind:
    return _ended(asked, Outcome.NO_SHOW, Outcome.LATE_CANCEL)


def payments(asked: Asked) -> Behind:
    rows = (
        _in(Payment.objects.all(), asked, "taken_at", "appointment__")
        .select_related("appointment")
        .order_by("-taken_at", "-id")
    )
    return Behind(rows, _payment, _("Paid"), asked.scope.period, has_amounts=True)


def _ended(asked: Asked, *broken: Outcome) -> Behind:
    rows = (
        _in(Appointment.objects.all(), asked, "starts_at", "")
        .annotate(outcome=outcome())
        .filter(outcome__in=[Outcome.ATTENDED, *broken])
        .exclude(outcome=Outcome.LATE_CANCEL, starts_at__gt=asked.scope.now)  # its time has not come
        .order_by("-starts_at", "-id")
    )
    listed = Behind(rows, _appointment, _("Appointment"), asked.scope.period, has_amounts=True)
    return that_count(listed, asked, outcome__in=broken)


def without_outcome(asked: Asked) -> Behind:
    """Oldest first: it is the hardest to remember."""
    rows = (
        _told(Appointment.objects.all(), asked, "starts_at", "")
        .annotate(outcome=outcome())
        .filter(outcome=Outcome.UNRESOLVED, starts_at__lt=_midnight(asked.scope.today) + FARTHEST)
        .filter(day__lt=asked.scope.today)
        .order_by("starts_at", "id")
    )
    return Behind(rows, _left_open, _("Appointment"), None, has_amounts=True)


def _in(rows: QuerySet[Any], asked: Asked, instant: str, appointment: str) -> QuerySet[Any]:
    """Rows of the page's local days, place and practitioner."""
    period = asked.scope.period
    near = {
        f"{instant}__gte": _midnight(period.start) - FARTHEST,
        f"{instant}__lt": _midnight(period.end) + FARTHEST,
    }
    told = _told(rows.filter(**near), asked, instant, appointment)
    return told.filter(day__gte=period.start, day__lt=period.end)


def _midnight(day: date) -> datetime:
    """In Greenwich."""
    return datetime.combine(day, time(), UTC)


def _told(rows: QuerySet[Any], asked: Asked, instant: str, appointment: str) -> QuerySet[Any]:
    """Rows of the page's place and practitioner, each with its day and its practitioner."""
    wanted = asked.scope.place()
    if "location_id" in wanted:
        rows = rows.filter(**{f"{appointment}location_id": wanted.pop("location_id")})
    first = Segment.objects.filter(appointment=OuterRef(f"{appointment}pk"), position=0)
    return rows.annotate(
        day=local_day(instant, f"{appointment}time_zone"),
        practitioner_id=Subquery(first.values("practitioner_id")[:1]),
    ).filter(**wanted)


def outcome() -> Case:
    """How an appointment ended; the same words as recipes.days, for one list instead of all days."""
    notice = Func(
        F("late_notice_hours"),
        template="make_interval(hours => %(expressions)s)",
        output_field=DurationField(),
    )
    by_client = Q(status__in=[Status.CANCELLED_BY_CLIENT, Status.CANCELLED_LATE])
    late = Q(cancelled_at__gt=F("starts_at") - notice) | Q(cancelled_at=None, status=Status.CANCELLED_LATE)
    return Case(
        When(status=Status.COMPLETED, then=Value(Outcome.ATTENDED.value)),
        When(status=Status.NO_SHOW, then=Value(Outcome.NO_SHOW.value)),
        When(status=Status.CANCELLED_BY_PRACTICE, then=Value(Outcome.PRACTICE_CANCEL.value)),
        When(~by_client, then=Value(Outcome.UNRESOLVED.value)),
        When(cancelled_at__gte=F("starts_at"), then=Value(Outcome.NO_SHOW.value)),
        When(late, then=Value(Outcome.LATE_CANCEL.value)),
        default=Value(Outcome.EARLY_CANCEL.value),
    )


def _appointment(row: Any) -> Line:
    broke = row.outcome != Outcome.ATTENDED
    what = OUTCOMES[Outcome(row.outcome)]
    return Line(row.client_id, row.day, row.location_id, row.practitioner_id, what, row.price, broke)


def _left_open(row: Any) -> Line:
    what = row.get_status_display()
    return Line(row.client_id, row.day, row.location_id, row.practitioner_id, what, row.price)


def _payment(row: Any) -> Line:
    amount = -row.amount if row.kind == Payment.Kind.REFUND else row.amount
    what = row.get_kind_display()
    return Line(row.client_id, row.day, row.appointment.location_id, row.practitioner_id, what, amount)
