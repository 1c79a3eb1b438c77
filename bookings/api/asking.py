"""What is said when a visit is booked, moved, made longer or called off, and by what visits are found."""

from typing import Any

from rest_framework import serializers

from bookings.api.availability import MOST_SERVICES
from bookings.models import Appointment, Service
from bookings.models import Resource as Unit
from clients.models import Client
from practices.api.fields import InPractice
from practices.api.times import Instant
from practices.models import Location

WARNINGS = ["overlap", "hours", "rest", "client", "interval"]
"""Words of refusals that a member may overrule: see bookings.actions.refusals."""


def insisting() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(WARNINGS),
        required=False,
        default=list,
        max_length=len(WARNINGS),
        help_text="Do it in spite of what a refusal named in `facts.insist`; it stays on record",
    )


class Booking(serializers.Serializer[Any]):
    """Either `slot`, from availability, of one service or several; or service, location and start."""

    client = InPractice(Client, "cli")
    slot = serializers.CharField(required=False, max_length=500)
    service = InPractice(Service, "svc", required=False)
    location = InPractice(Location, "loc", required=False)
    practitioner = InPractice(Unit, "res", required=False, allow_null=True)
    starts_at = Instant(required=False)
    request = serializers.CharField(required=False, default="", max_length=300, allow_blank=True)
    follows = InPractice(
        Appointment, "apt", required=False, help_text="The visit at whose close this one is booked"
    )
    insist = insisting()
    alert_reason = serializers.CharField(
        required=False, default="", max_length=200, allow_blank=True,
        help_text="Why this visit is all right in spite of a stop alert",
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        by_hand = {"service", "location", "starts_at"} & attrs.keys()
        if "slot" in attrs and by_hand:
            raise serializers.ValidationError(
                {"slot": ["Send the slot alone, or service, location and starts_at."]}
            )
        if "slot" not in attrs and len(by_hand) < 3:
            missing = sorted({"service", "location", "starts_at"} - by_hand)
            raise serializers.ValidationError(
                {name: ["This field is required without a slot."] for name in missing}
            )
        return attrs


class Move(serializers.Serializer[Any]):
    """Either `slot`, from availability, or a start. All services of a visit move together, each as it was booked."""

    slot = serializers.CharField(required=False, max_length=500)
    starts_at = Instant(required=False)
    practitioner = InPractice(
        Unit, "res", required=False, allow_null=True, help_text="Who does it now, of a visit of one service"
    )
    practitioners = serializers.ListField(
        child=InPractice(Unit, "res", allow_null=True),
        required=False,
        max_length=MOST_SERVICES,
        help_text="One for each service of the visit, in their order: an id, or null for who it was",
    )
    insist = insisting()
    quietly = serializers.BooleanField(default=False, help_text="Do not tell the client")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("slot" in attrs) == ("starts_at" in attrs):
            raise serializers.ValidationError({"starts_at": ["Send either a slot or a start."]})
        named = [name for name in ("practitioner", "practitioners") if attrs.get(name)]
        if named and "slot" in attrs:
            raise serializers.ValidationError({named[0]: ["A slot says who does it."]})
        if len(named) > 1:
            raise serializers.ValidationError({"practitioners": ["Send one of the two."]})
        alone = attrs.pop("practitioner", None)
        return {**attrs, "practitioners": attrs.get("practitioners") or ([alone] if alone else [])}


class Length(serializers.Serializer[Any]):
    minutes = serializers.IntegerField(min_value=5, max_value=720, help_text="How long the client is there")
    insist = insisting()


class Cancellation(serializers.Serializer[Any]):
    party = serializers.ChoiceField(["client", "practice"], default="client", help_text="Who calls off")
    reason = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)
    quietly = serializers.BooleanField(default=False, help_text="Do not tell the client")


class Filters(serializers.Serializer[Any]):
    client = InPractice(Client, "cli", required=False)
    practitioner = InPractice(Unit, "res", required=False)
    location = InPractice(Location, "loc", required=False)
    status = serializers.ChoiceField(Appointment.Status.choices, required=False)
    since = Instant(required=False, help_text="Starts at or after")
    until = Instant(required=False, help_text="Starts before")
