"""Where the practice works: its places, their clocks and opening hours."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from practices.actions import places
from practices.api.expanding import Nothing
from practices.api.fields import IdField
from practices.api.views import Resource
from practices.api.weeks import MOST, SpanIn, SpanOut, spans, told
from practices.models import Location


class LocationOut(serializers.ModelSerializer[Location]):
    """`hours` are the opening hours that clients are told; who works when is the week of each practitioner."""

    id = IdField("loc", source="pk")
    hours = serializers.SerializerMethodField()

    class Meta:
        model = Location
        fields = ("id", "name", "time_zone", "street", "postcode", "city", "country", "phone", "hours")

    @extend_schema_field(SpanOut(many=True))
    def get_hours(self, location: Location) -> Any:
        return SpanOut(told(location.hours), many=True).data


class LocationChanges(serializers.Serializer[Any]):
    """Only what is sent changes; `hours`, when sent, are the whole week."""

    name = serializers.CharField(max_length=120, required=False)
    time_zone = serializers.CharField(max_length=50, required=False, help_text="An IANA name")
    street = serializers.CharField(max_length=200, allow_blank=True, required=False)
    postcode = serializers.CharField(max_length=20, allow_blank=True, required=False)
    city = serializers.CharField(max_length=100, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=20, allow_blank=True, required=False)
    hours = SpanIn(many=True, required=False, max_length=MOST)  # type: ignore[call-arg]  # known once many

    def validate_hours(self, hours: list[dict[str, Any]]) -> list[list[Any]]:
        return [[weekday, f"{starts:%H:%M}", f"{ends:%H:%M}"] for weekday, starts, ends in spans(hours)]


class LocationIn(LocationChanges):
    name = serializers.CharField(max_length=120)
    time_zone = serializers.CharField(max_length=50, help_text="An IANA name")


@extend_schema_view(
    list=extend_schema(summary="List locations"), retrieve=extend_schema(summary="Read a location")
)
class Locations(Resource):
    prefix, sees, does, serializer_class = "loc", "see_calendar", "manage_places", LocationOut
    state: ClassVar[tuple[str, ...]] = LocationOut.Meta.fields[1:]

    def get_queryset(self) -> QuerySet[Any]:
        return Location.objects.filter(closed_at=None)

    @extend_schema(summary="Open a location", request=LocationIn, responses={201: LocationOut})
    def create(self, request: Any) -> Response:
        """With a clock of its own."""
        asked = self.asked(LocationIn)
        place = places.open_location(request.practice, **asked, by=request.member, at=timezone.now())
        return self.answer(place, status=201)

    @extend_schema(summary="Change a location", request=LocationChanges, responses=LocationOut)
    def partial_update(self, request: Any, id: str) -> Response:
        """Only what you send changes. Visits booked before keep the instant and the wall time agreed; those that other
        `hours` leave outside are named by an event, `hours.changed`.
        """
        place, asked = self.locked(), self.asked(LocationChanges)
        places.change_location(place, **asked, by=request.member, at=timezone.now())
        return self.answer(place)

    @extend_schema(summary="Close a location", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def close(self, request: Any, id: str) -> Response:
        """For good. What happened there stays on record."""
        places.close_location(self.locked(), by=request.member, at=timezone.now())
        return Response(status=204)
