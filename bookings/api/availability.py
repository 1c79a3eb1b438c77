"""Free times, each with a token that books exactly what it says."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from bookings.actions.slots import slot_token
from bookings.models import Resource as Unit
from bookings.models import Service
from bookings.queries.feed import Wanted
from bookings.queries.free import free_days
from practices.api.fields import InPractice, outside_id
from practices.api.times import Day
from practices.api.views import Door
from practices.models import Location

DAYS_AT_MOST = 31
A_WEEK = timedelta(days=7)


class Question(serializers.Serializer[Any]):
    """Which times, a week from today unless said. Days are days of the location's own zone; `until` is not included."""

    service = InPractice(Service, "svc")
    location = InPractice(Location, "loc")
    practitioner = InPractice(Unit, "res", required=False, help_text="Leave out for anyone")
    since = Day(required=False)
    until = Day(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        since = attrs.setdefault("since", attrs["location"].local(timezone.now()).date())
        attrs.setdefault("until", since + min(A_WEEK, date.max - since))
        if not timedelta(0) < attrs["until"] - attrs["since"] <= timedelta(days=DAYS_AT_MOST):
            raise serializers.ValidationError({"until": [f"Ask for 1 to {DAYS_AT_MOST} days."]})
        return attrs


class SlotOut(serializers.Serializer[Any]):
    """One free time. Price in minor units of the practice's currency."""

    starts_at = serializers.DateTimeField(help_text="With the offset of the location's zone")
    ends_at = serializers.DateTimeField()
    practitioner = serializers.CharField()
    practitioner_name = serializers.CharField()
    minutes = serializers.IntegerField()
    price = serializers.IntegerField()
    token = serializers.CharField(help_text="Send it as `slot` to book exactly this, within 15 minutes")


class Slots(serializers.Serializer[Any]):
    data = SlotOut(many=True)


class Availability(Door):
    prefix, sees = "", "see_calendar"
    serializer_class = Slots
    pagination_class = None

    def get_queryset(self) -> Any:
        return Service.objects.none()

    @extend_schema(
        summary="Find free times",
        parameters=[Question],
        responses=forced_singular_serializer(Slots),
    )
    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Exactly the times that the booking page and the desk offer, by the same engine."""
        asked, practice, now = self.query(Question), request.practice, timezone.now()
        service, location = asked["service"], asked["location"]
        wanted = Wanted(service=service, location=location, practitioner=asked.get("practitioner"))
        days = free_days(
            wanted, practice, first=asked["since"], last=asked["until"] - timedelta(days=1), at=now
        )
        slots = [
            {
                "starts_at": location.local(slot.starts_at),
                "ends_at": location.local(slot.ends_at),
                "practitioner": outside_id("res", slot.practitioner_id, practice),
                "practitioner_name": slot.practitioner_name,
                "minutes": slot.minutes,
                "price": slot.price,
                "token": slot_token(slot, service=service, location=location, practice=practice),
            }
            for found in days.values()
            for slot in found
        ]
        return Response({"data": slots})
