"""Which days, which place, whose hands: what every question about numbers may say."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from bookings.models import Resource
from metrics.forms import LONGEST
from metrics.queries.scope import Scope, scope_of
from metrics.rules.periods import DAY
from practices.api.fields import InPractice
from practices.api.times import Day
from practices.models import Location


class Place(serializers.Serializer[Any]):
    location = InPractice(Location, "loc", required=False)
    practitioner = InPractice(Resource, "res", required=False)


class Filters(Place):
    """Days of the place's own zone. Nothing said: the last 30 days of everything."""

    days = serializers.ChoiceField(
        [7, 30, 90, 365], required=False, default=30, help_text="The last so many days, today included"
    )
    since = Day(required=False, help_text="First day; with `until`, instead of `days`")
    until = Day(required=False, help_text="Day after the last")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        since, until = attrs.get("since"), attrs.get("until")
        if (since is None) != (until is None):
            raise serializers.ValidationError(
                {"until" if since else "since": ["Send both days, or neither."]}
            )
        if since and until and not 0 < (until - since).days <= LONGEST:
            raise serializers.ValidationError({"until": ["Ask for one day to three years."]})
        return attrs


def scope_from(practice: Any, asked: dict[str, Any]) -> Scope:
    """The scope that the dashboard would use for the same question."""
    hands, until = asked.get("practitioner"), asked.get("until")
    return scope_of(
        practice,
        list(Location.objects.order_by("position", "id")),
        at=timezone.now(),
        days=asked.get("days", 30),
        start=asked.get("since"),
        end=until - DAY if until else None,
        location=asked.get("location"),
        practitioner_id=hands.pk if hands else None,
    )
