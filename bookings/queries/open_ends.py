"""Visits whose time is over and of which nobody has said how they went, or that are not paid."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from bookings.models import Appointment, Payment, Resource, Segment
from practices.models import Location

REACH = timedelta(days=60)
"""Older ends are history: they are put right by import or not at all."""


def open_ends(
    places: Iterable[Location], *, at: datetime, person: Resource | None = None
) -> QuerySet[Appointment]:
    """Past visits without an outcome, and completed ones with money open; oldest first, each with what is paid.

    person      whose visits; None for everybody's
    """
    paid = (
        Payment.objects.filter(appointment=OuterRef("pk"), kind=Payment.Kind.PAYMENT)
        .values("appointment")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    visits: QuerySet[Appointment] = Appointment.objects.filter(
        location__in=places, ends_at__lt=at, starts_at__gte=at - REACH, import_batch=None
    )
    if person is not None:
        own = Segment.objects.filter(appointment=OuterRef("pk"), practitioner=person)
        visits = visits.filter(Exists(own))
    status = Appointment.Status
    unfinished = [status.BOOKED, status.CONFIRMED, status.ARRIVED, status.IN_SERVICE]
    return (
        visits.annotate(paid=Coalesce(Subquery(paid), Value(0)))
        .annotate(open=Greatest(F("price") - F("paid"), Value(0)))
        .filter(Q(status__in=unfinished) | Q(status=status.COMPLETED, paid__lt=F("price")))
        .select_related("client", "location")
        .order_by("starts_at", "id")
    )


def count_open_ends(places: Iterable[Location], *, at: datetime, person: Resource | None = None) -> int:
    return open_ends(places, at=at, person=person).count()
