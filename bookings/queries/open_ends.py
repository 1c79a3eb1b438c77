"""Visits whose time is over and of which nobody has said how they went, or that are not paid."""

from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from bookings.models import Appointment, Payment
from practices.models import Location

REACH = timedelta(days=60)
"""Older ends are history: they are put right by import or not at all."""


def open_ends(location: Location, *, at: datetime) -> QuerySet[Appointment]:
    """Past visits without an outcome, then completed ones with money open; oldest first, each with what is paid."""
    paid = (
        Payment.objects.filter(appointment=OuterRef("pk"), kind=Payment.Kind.PAYMENT)
        .values("appointment")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    visits: QuerySet[Appointment] = Appointment.objects.filter(
        location=location, ends_at__lt=at, starts_at__gte=at - REACH, import_batch=None
    )
    status = Appointment.Status
    unfinished = [status.BOOKED, status.CONFIRMED, status.ARRIVED, status.IN_SERVICE]
    return (
        visits.annotate(paid=Coalesce(Subquery(paid), Value(0)))
        .annotate(open=Greatest(F("price") - F("paid"), Value(0)))
        .filter(Q(status__in=unfinished) | Q(status=status.COMPLETED, paid__lt=F("price")))
        .select_related("client")
        .order_by("starts_at", "id")
    )


def count_open_ends(location: Location, *, at: datetime) -> int:
    return open_ends(location, at=at).count()
