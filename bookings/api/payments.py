"""The money of a visit, entry by entry."""

from typing import Any

from rest_framework import serializers

from bookings.models import Payment
from practices.api.fields import IdField


class PaymentOut(serializers.ModelSerializer[Payment]):
    id = IdField("pay", source="pk")
    refunds = IdField("pay", source="refunds_id", allow_null=True)

    class Meta:
        model = Payment
        fields = ("id", "kind", "refunds", "amount", "currency", "method", "reason", "taken_at")


class PaymentIn(serializers.Serializer[Any]):
    amount = serializers.IntegerField(min_value=1, max_value=10**12, help_text="Minor units")
    method = serializers.ChoiceField(Payment.Method.choices)


class PaymentList(serializers.Serializer[Any]):
    data = PaymentOut(many=True)
