"""Visits for programs: list, book, move, cancel, run, and the money of each."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings import actions
from bookings.actions.length import change_length
from bookings.actions.slots import book_offered, move_to_offered
from bookings.api.asking import Booking, Cancellation, Filters, Length, Move
from bookings.api.catalogue import PractitionerOut, ServiceOut
from bookings.api.payments import PaymentIn, PaymentList, PaymentOut
from bookings.models import Appointment, Payment, Segment
from clients.api.people import ClientOut
from practices.api.expanding import Expandable, Nothing
from practices.api.fields import IdField
from practices.api.places import LocationOut
from practices.api.views import Resource


class SegmentOut(Expandable):
    service = IdField("svc", source="service_id")
    practitioner = IdField("res", source="practitioner_id")
    wholes = {"service": ServiceOut, "practitioner": PractitionerOut}

    class Meta:
        model = Segment
        fields = ("service", "practitioner", "starts_at", "ends_at", "price")


class AppointmentOut(Expandable):
    """One visit. Times are instants in UTC; `wall_starts` is the wall time agreed with the client in `time_zone`."""

    id = IdField("apt", source="pk")
    client = IdField("cli", source="client_id")
    location = IdField("loc", source="location_id")
    follows = IdField("apt", source="follows_id", allow_null=True)
    segments = SegmentOut(many=True)
    wholes = {"client": ClientOut, "location": LocationOut}

    class Meta:
        model = Appointment
        fields = (
            "id", "client", "location", "status", "starts_at", "ends_at", "time_zone", "wall_starts", "segments",
            "price", "currency", "request", "source", "follows", "booked_at", "confirmed_at", "arrived_at",
            "started_at", "completed_at", "cancelled_at", "cancel_reason", "moves", "version",
        )  # fmt: skip


@extend_schema_view(
    list=extend_schema(
        summary="List appointments",
        parameters=[Filters, OpenApiParameter("expand", description="client, location")],
    ),
    retrieve=extend_schema(
        summary="Read an appointment", parameters=[OpenApiParameter("expand", description="client, location")]
    ),
)
class Appointments(Resource):
    prefix, sees, does = "apt", "see_calendar", "run_visits"
    verbs: ClassVar[dict[str, str]] = {
        "create": "book",
        "reschedule": "book",
        "length": "book",
        "cancel": "book",
        "payments": "take_payments",
    }
    serializer_class = AppointmentOut
    state = ("version", "status", "confirmed_at", "arrived_at", "started_at", "completed_at", "cancelled_at")
    expands: ClassVar[dict[str, str]] = {
        "client": "client",
        "location": "location",
        "service": "",
        "practitioner": "",
    }

    def get_queryset(self) -> QuerySet[Any]:
        segments = Segment.objects.order_by("position")
        joins = [name for name in ("service", "practitioner") if name in self.expanded]
        rows: QuerySet[Any] = Appointment.objects.prefetch_related(
            Prefetch("segments", segments.select_related(*joins) if joins else segments)
        )
        return rows

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.query(Filters)
        names = {
            "since": "starts_at__gte",
            "until": "starts_at__lt",
            "practitioner": "segments__practitioner",
        }
        rows = rows.filter(**{names.get(name, name): value for name, value in asked.items()})
        return rows.distinct() if "practitioner" in asked else rows

    @extend_schema(summary="Book", request=Booking, responses={201: AppointmentOut})
    def create(self, request: Any) -> Response:
        """Book a client. With `slot` you get exactly what was offered, or hear what has changed.

        A client with a stop alert is booked only with an `alert_reason`, which is kept with the booking.
        """
        asked, now = self.asked(Booking), timezone.now()
        details = actions.Details(
            source="api",
            request=asked["request"],
            insist=frozenset(asked["insist"]),
            follows=asked.get("follows"),
            alert_reason=asked["alert_reason"],
        )
        if "slot" in asked:
            appointment = book_offered(
                asked["client"], token=asked["slot"], details=details, by=request.member, at=now
            )
        else:
            appointment = actions.book(
                asked["client"],
                service=asked["service"],
                practitioner=asked.get("practitioner"),
                starts_at=asked["starts_at"],
                location=asked["location"],
                details=details,
                by=request.member,
                at=now,
            )
        return self.answer(appointment, status=201)

    @extend_schema(summary="Move", request=Move, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Any, id: str) -> Response:
        """Take the new time, then give back the old one. A `slot` must be of the visit's own service, place and terms.

        A visit of several services moves as a whole: name `practitioners`, one for each service, where somebody else is
        to do one of them. `If-Match` guards against a change you have not seen.
        """
        asked, appointment = self.asked(Move), self.locked()
        how: dict[str, Any] = {
            "insist": frozenset(asked["insist"]),
            "quietly": asked["quietly"],
            "by": request.member,
            "at": timezone.now(),
        }
        if "slot" in asked:
            return self.answer(move_to_offered(appointment, token=asked["slot"], **how))
        return self.answer(
            actions.reschedule(
                appointment, starts_at=asked["starts_at"], practitioners=asked["practitioners"], **how
            )
        )

    @extend_schema(summary="Make longer or shorter", request=Length, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def length(self, request: Any, id: str) -> Response:
        """Where it stands: hands-on takes up the difference, the price stays, and the client gets no message."""
        asked, appointment = self.asked(Length), self.locked()
        asked["insist"] = frozenset(asked["insist"])
        change_length(appointment, **asked, by=request.member, at=timezone.now())
        return self.answer(self.get_object())

    @extend_schema(summary="Cancel", request=Cancellation, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Any, id: str) -> Response:
        """Call off and give the time back. Whether a client cancels late is decided by the policy they agreed to."""
        asked, appointment = self.asked(Cancellation), self.locked()
        return self.answer(actions.cancel(appointment, **asked, by=request.member, at=timezone.now()))

    @extend_schema(summary="Confirm", request=Nothing, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Any, id: str) -> Response:
        return self._step(actions.confirm)

    @extend_schema(summary="Note the arrival", request=Nothing, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def arrive(self, request: Any, id: str) -> Response:
        return self._step(actions.mark_arrived)

    @extend_schema(summary="Start the service", request=Nothing, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def start(self, request: Any, id: str) -> Response:
        return self._step(actions.start_service)

    @extend_schema(summary="Complete", request=Nothing, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def complete(self, request: Any, id: str) -> Response:
        return self._step(actions.complete)

    @extend_schema(summary="Note a no-show", request=Nothing, responses=AppointmentOut)
    @action(detail=True, methods=["post"], url_path="no-show")
    def no_show(self, request: Any, id: str) -> Response:
        return self._step(actions.mark_no_show)

    @extend_schema(summary="Undo the last step", request=Nothing, responses=AppointmentOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Any, id: str) -> Response:
        return self._step(actions.undo)

    def _step(self, verb: Callable[..., Appointment]) -> Response:
        return self.answer(verb(self.locked(), by=self.request.member, at=timezone.now()))  # type: ignore[attr-defined]

    @extend_schema(methods=["get"], summary="List the payments of an appointment", responses=PaymentList)
    @extend_schema(methods=["post"], summary="Take a payment", request=PaymentIn, responses={201: PaymentOut})
    @action(detail=True, methods=["get", "post"], pagination_class=None, filter_backends=[])
    def payments(self, request: Any, id: str) -> Response:
        """Money is kept in entries that are never changed; a refund is an entry of its own."""
        context = self.get_serializer_context()
        if request.method == "GET":
            rows = Payment.objects.filter(appointment=self.get_object()).order_by("pk")
            return Response({"data": PaymentOut(rows, many=True, context=context).data})
        asked, appointment = self.asked(PaymentIn), self.locked()
        payment = actions.take_payment(appointment, **asked, by=request.member, at=timezone.now())
        return Response(PaymentOut(payment, context=context).data, status=201)
