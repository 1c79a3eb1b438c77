"""The money of visits, entry by entry."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings import actions
from bookings.models import Appointment, Payment
from practices.api.fields import IdField, InPractice
from practices.api.times import Instant
from practices.api.views import Resource


class PaymentOut(serializers.ModelSerializer[Payment]):
    """Money is kept in entries that never change; a refund is an entry of its own. Amounts in minor units."""

    id = IdField("pay", source="pk")
    appointment = IdField("apt", source="appointment_id")
    refunds = IdField("pay", source="refunds_id", allow_null=True)
    reason = serializers.CharField(help_text="Why it was given back")

    class Meta:
        model = Payment
        fields = (
            "id",
            "appointment",
            "kind",
            "refunds",
            "amount",
            "currency",
            "method",
            "reason",
            "taken_at",
        )


class PaymentIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=1, max_value=10**12, help_text="Minor units")
    method = serializers.ChoiceField(Payment.Method.choices)


class PaymentList(serializers.Serializer[Any]):
    data = PaymentOut(many=True)


class Refunding(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=1, max_value=10**12, help_text="Minor units")
    reason = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class PaymentFilters(serializers.Serializer[Any]):
    appointment = InPractice(Appointment, "apt", required=False)
    kind = serializers.ChoiceField(Payment.Kind.choices, required=False)
    since = Instant(required=False, source="taken_at__gte", help_text="Taken at or after")
    until = Instant(required=False, source="taken_at__lt", help_text="Taken before")


@extend_schema_view(
    list=extend_schema(summary="List payments and refunds", parameters=[PaymentFilters]),
    retrieve=extend_schema(summary="Read a payment"),
)
class Payments(Resource):
    prefix, sees, does = "pay", "see_calendar", "take_payments"
    verbs: ClassVar[dict[str, str]] = {"refund": "refund"}
    serializer_class = PaymentOut
    state = ("kind", "amount")

    def get_queryset(self) -> QuerySet[Any]:
        return Payment.objects.all()

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(PaymentFilters))

    @extend_schema(summary="Give money back", request=Refunding, responses={201: PaymentOut})
    @action(detail=True, methods=["post"])
    def refund(self, request: Any, id: str) -> Response:
        """At most what is left of that payment. The refund is answered."""
        asked, payment = self.asked(Refunding), self.locked()
        refund = actions.refund(payment, **asked, by=request.member, at=timezone.now())
        return self.answer(refund, status=201)
