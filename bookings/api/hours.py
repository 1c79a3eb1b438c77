"""Days unlike the others, for programs: when the house is closed, and when somebody works other hours or not at all."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from bookings import actions
from bookings.models import Appointment, Closure, ShiftException
from bookings.models import Resource as Unit
from practices.api.fields import IdField, InPractice, outside_id
from practices.api.times import Day
from practices.api.views import Resource
from practices.models import Location

LONGEST = timedelta(days=366)


class Stranded(serializers.Serializer[Any]):
    """The visits that now lie outside the hours: nobody has moved them yet."""

    stranded = serializers.ListField(child=IdField("apt"))


class ClosureOut(serializers.ModelSerializer[Closure]):
    """Whole days of the place's own clock, from `from_on` up to, not including, `until_on`."""

    id = IdField("cls", source="pk")
    location = IdField("loc", source="location_id", allow_null=True)

    class Meta:
        model = Closure
        fields = ("id", "location", "from_on", "until_on", "reason")


class Days(serializers.Serializer[Any]):
    """Both days belong to it."""

    first = Day()
    last = Day()
    reason = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["last"] - attrs["first"] > LONGEST:
            raise serializers.ValidationError({"last": ["A year at most."]})
        return attrs


class ClosureIn(Days):
    location = InPractice(
        Location, "loc", required=False, default=None, allow_null=True, help_text="Leave out for all places"
    )


class ExceptionOut(serializers.ModelSerializer[ShiftException]):
    """One day of one practitioner; without hours it is a day off."""

    id = IdField("exc", source="pk")
    practitioner = IdField("res", source="practitioner_id")
    location = IdField("loc", source="location_id", allow_null=True)

    class Meta:
        model = ShiftException
        fields = ("id", "practitioner", "location", "day", "starts", "ends", "reason")


class ExceptionIn(Days):
    practitioner = InPractice(Unit, "res")
    location = InPractice(Location, "loc")
    starts = serializers.TimeField(required=False, help_text="With `ends`: other hours instead of a day off")
    ends = serializers.TimeField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("starts" in attrs) != ("ends" in attrs):
            raise serializers.ValidationError({"starts": ["Send both times, or none for a day off."]})
        if attrs["practitioner"].kind != Unit.Kind.PRACTITIONER:
            raise serializers.ValidationError({"practitioner": ["This is a room or a thing."]})
        return super().validate(attrs)


class ExceptionFilters(serializers.Serializer[Any]):
    practitioner = InPractice(Unit, "res", required=False)
    since = Day(required=False, source="day__gte", help_text="On or after")
    until = Day(required=False, source="day__lt", help_text="Before")


class Unusual(Resource):
    sees, does = "see_calendar", "manage_team_hours"

    def told(self, visits: list[Appointment]) -> Response:
        ids = [outside_id("apt", visit.pk, self.request.practice) for visit in visits]
        return Response({"stranded": ids}, status=201)


@extend_schema_view(
    list=extend_schema(summary="List closures"), retrieve=extend_schema(summary="Read a closure")
)
class Closures(Unusual):
    prefix, serializer_class = "cls", ClosureOut
    state = ("location_id", "from_on", "until_on", "reason")

    def get_queryset(self) -> QuerySet[Any]:
        return Closure.objects.select_related("practice")

    @extend_schema(summary="Close for some days", request=ClosureIn, responses={201: Stranded})
    def create(self, request: Any) -> Response:
        """Visits on those days stay booked until somebody moves them; they are answered."""
        asked = self.asked(ClosureIn)
        visits = actions.close_days(request.practice, **asked, by=request.member, at=timezone.now())
        return self.told(visits)

    @extend_schema(summary="Take a closure back", responses={204: None})
    def destroy(self, request: Any, id: str) -> Response:
        actions.open_days(self.locked(), by=request.member, at=timezone.now())
        return Response(status=204)


@extend_schema_view(
    list=extend_schema(summary="List days off and other hours", parameters=[ExceptionFilters]),
    retrieve=extend_schema(summary="Read an unusual day"),
)
class Exceptions(Unusual):
    prefix, serializer_class = "exc", ExceptionOut
    state = ("day", "starts", "ends", "reason", "location_id")

    def get_queryset(self) -> QuerySet[Any]:
        return ShiftException.objects.select_related("practitioner__practice")

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(ExceptionFilters))

    @extend_schema(summary="Give days off, or other hours", request=ExceptionIn, responses={201: Stranded})
    def create(self, request: Any) -> Response:
        """Instead of the usual week. Visits that now lie outside are answered."""
        asked = self.asked(ExceptionIn)
        hours = (asked.pop("starts"), asked.pop("ends")) if "starts" in asked else None
        visits = actions.set_day(
            asked.pop("practitioner"), **asked, hours=hours, by=request.member, at=timezone.now()
        )
        return self.told(visits)

    @extend_schema(summary="Back to the usual week", responses={204: None})
    def destroy(self, request: Any, id: str) -> Response:
        actions.drop_day(self.locked(), by=request.member, at=timezone.now())
        return Response(status=204)
