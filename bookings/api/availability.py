"""Free times, each with a token that books exactly what it says."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings.actions.slots import slot_token, visit_token
from bookings.models import Resource as Unit
from bookings.models import Service
from bookings.queries.feed import Wanted
from bookings.queries.free import Slot, free_days
from bookings.queries.several import free_visits
from practices.api.fields import InPractice, outside_id
from practices.api.times import Day
from practices.api.views import Door
from practices.models import Location, Practice

DAYS_AT_MOST = 31
A_WEEK = timedelta(days=7)
MOST_SERVICES = 4
ANY = "any"


class Window(serializers.Serializer[Any]):
    """Where and when, a week from today unless said. Days are days of the location's own zone; `until` is not one."""

    location = InPractice(Location, "loc")
    since = Day(required=False)
    until = Day(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        since = attrs.setdefault("since", attrs["location"].local(timezone.now()).date())
        attrs.setdefault("until", since + min(A_WEEK, date.max - since))
        if not timedelta(0) < attrs["until"] - attrs["since"] <= timedelta(days=DAYS_AT_MOST):
            raise serializers.ValidationError({"until": [f"Ask for 1 to {DAYS_AT_MOST} days."]})
        return attrs


class Question(Window):
    """Which times of one service."""

    service = InPractice(Service, "svc")
    practitioner = InPractice(Unit, "res", required=False, help_text="Leave out for anyone")


class SlotOut(serializers.Serializer[Any]):
    """One free time. Price in minor units of the practice's currency."""

    starts_at = serializers.DateTimeField(help_text="With the offset of the location's zone")
    ends_at = serializers.DateTimeField()
    practitioner = serializers.CharField()
    practitioner_name = serializers.CharField()
    minutes = serializers.IntegerField()
    price = serializers.IntegerField()
    token = serializers.CharField(help_text="Send it as `slot` to book exactly this, within 15 minutes")


class Anyone(InPractice):
    """A practitioner, or the word `any`."""

    def to_internal_value(self, data: str) -> Any:
        return None if data == ANY else super().to_internal_value(data)


class Questions(Window):
    """Which visits of several services, one after the other, at most a quarter of an hour apart."""

    services = serializers.ListField(
        child=InPractice(Service, "svc"), min_length=2, max_length=MOST_SERVICES, help_text="In their order"
    )
    practitioners = serializers.ListField(
        child=Anyone(Unit, "res"),
        required=False,
        max_length=MOST_SERVICES,
        help_text="One for each service: an id, or `any`. Leave out for anyone",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        people = attrs.setdefault("practitioners", []) or [None] * len(attrs["services"])
        if len(people) != len(attrs["services"]):
            raise serializers.ValidationError({"practitioners": ["Name one for each service, or none."]})
        return super().validate({**attrs, "practitioners": people})


class Slots(serializers.Serializer[Any]):
    data = SlotOut(many=True)


class LegOut(serializers.Serializer[Any]):
    """One service of the visit."""

    service = serializers.CharField()
    practitioner = serializers.CharField()
    practitioner_name = serializers.CharField()
    starts_at = serializers.DateTimeField(help_text="With the offset of the location's zone")
    ends_at = serializers.DateTimeField()
    minutes = serializers.IntegerField()
    price = serializers.IntegerField()


class VisitOut(serializers.Serializer[Any]):
    """One free visit. Price in minor units of the practice's currency."""

    starts_at = serializers.DateTimeField(help_text="With the offset of the location's zone")
    ends_at = serializers.DateTimeField()
    price = serializers.IntegerField()
    segments = LegOut(many=True)
    token = serializers.CharField(help_text="Send it as `slot` to book exactly this, within 15 minutes")


class Visits(serializers.Serializer[Any]):
    data = VisitOut(many=True)


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
                **told(slot, location, practice),
                "token": slot_token(slot, service=service, location=location, practice=practice),
            }
            for found in days.values()
            for slot in found
        ]
        return Response({"data": slots})

    @extend_schema(
        summary="Find free times for several services",
        parameters=[Questions],
        responses=forced_singular_serializer(Visits),
    )
    @action(detail=False, methods=["get"], filter_backends=[])
    def visits(self, request: Any) -> Response:
        """Whole visits, one service after the other. A token books all of it, or nothing."""
        asked, practice, now = self.query(Questions), request.practice, timezone.now()
        services, location = asked["services"], asked["location"]
        wanted = [
            Wanted(service=service, location=location, practitioner=who)
            for service, who in zip(services, asked["practitioners"], strict=True)
        ]
        last = asked["until"] - timedelta(days=1)
        found = free_visits(wanted, practice, first=asked["since"], last=last, at=now)
        return Response({"data": [visit_told(slots, services, location, practice) for slots in found]})


def told(slot: Slot, location: Location, practice: Practice) -> dict[str, Any]:
    return {
        "starts_at": location.local(slot.starts_at),
        "ends_at": location.local(slot.ends_at),
        "practitioner": outside_id("res", slot.practitioner_id, practice),
        "practitioner_name": slot.practitioner_name,
        "minutes": slot.minutes,
        "price": slot.price,
    }


def visit_told(
    slots: list[Slot], services: list[Service], location: Location, practice: Practice
) -> dict[str, Any]:
    return {
        "starts_at": location.local(slots[0].starts_at),
        "ends_at": location.local(slots[-1].ends_at),
        "price": sum(slot.price for slot in slots),
        "segments": [
            {"service": outside_id("svc", service.pk, practice), **told(slot, location, practice)}
            for service, slot in zip(services, slots, strict=True)
        ],
        "token": visit_token(slots, services=services, location=location, practice=practice),
    }
