"""Visits whose time is over and of which nobody has said how they went, or that are not paid."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from bookings.models import Appointment, Payment, Resource, Segment
from practices.models import Location

REACH = timedelta(days=60)
"""Older ends are history: they are put right by import or not at all."""


def open_ends(
    *, at: datetime, place: Location | None = None, person: Resource | None = None
) -> QuerySet[Appointment]:
    """Past visits without an outcome, and completed ones with money open; oldest first, each with what is paid.

    place       where; None for everywhere, closed places among them: what was left open there is still to do
    person      whose visits; None for everybody's
    """
    paid = (
        Payment.objects.filter(appointment=OuterRef("pk"), kind=Payment.Kind.PAYMENT)
        .values("appointment")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    visits: QuerySet[Appointment] = Appointment.objects.filter(
        ends_at__lt=at, starts_at__gte=at - REACH, import_batch=None
    )
    if place is not None:
        visits = visits.filter(location=place)
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


def places_with_open_ends(*, at: datetime) -> QuerySet[Location]:
    """The open places, and closed ones where something was left open, in their order."""
    left = open_ends(at=at).order_by().values("location")
    return Location.objects.filter(Q(closed_at=None) | Q(pk__in=left)).order_by("position", "id")
