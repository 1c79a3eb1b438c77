"""The usual week of a practitioner at one place, for programs: as it is, and as it will be from a day on."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings import actions
from bookings.api.hours import Stranded
from bookings.models import Resource as Unit
from bookings.models import Shift
from bookings.queries.hours import shifts_since
from bookings.rules.time import day_of
from practices.api.fields import IdField, InPractice, outside_id
from practices.api.times import Day
from practices.api.views import Resource
from practices.api.weeks import MOST, SpanIn, spans
from practices.models import Location


class WeekIn(serializers.Serializer[Any]):
    location = InPractice(Location, "loc")
    from_on = Day(help_text="From this day on; what held before stays as it was until then")
    hours = SpanIn(  # type: ignore[call-arg]  # known once there are many
        many=True, max_length=MOST, help_text="The whole week; an empty list is no work there"
    )


class ShiftOut(serializers.ModelSerializer[Shift]):
    """Holds from `from_on` up to, not including, `until_on`."""

    class Meta:
        model = Shift
        fields = ("weekday", "starts", "ends", "from_on", "until_on")


class WeekOut(serializers.Serializer[Any]):
    """What holds today and what is to hold later, by the place's own clock."""

    practitioner = IdField("res", source="practitioner_id")
    location = IdField("loc", source="location_id")
    hours = ShiftOut(many=True)


class WeekFilters(serializers.Serializer[Any]):
    location = InPractice(Location, "loc")


class WithWeeks(Resource):
    """What practitioners have besides what they are: a week at each place."""

    @extend_schema(summary="Read the usual week", parameters=[WeekFilters], responses=WeekOut)
    @action(detail=True, methods=["get"], pagination_class=None)
    def week(self, request: Any, id: str) -> Response:
        """At one place. Its `ETag` is for changing it."""
        who, location = self.get_object(), self.query(WeekFilters)["location"]
        shifts = shifts_at(who, location)
        week = {"practitioner_id": who.pk, "location_id": location.pk, "hours": shifts}
        told = WeekOut(week, context=self.get_serializer_context()).data
        return Response(told, headers={"ETag": version_of(shifts)})

    @extend_schema(summary="Set the usual week", request=WeekIn, responses=Stranded)
    @week.mapping.put
    def set_week(self, request: Any, id: str) -> Response:
        """From a day on, also in place of what was set for later. Visits that now lie outside are answered."""
        asked = self.asked(WeekIn)
        who, location = (
            self.found(self.get_queryset().select_for_update(of=("self",), no_key=True)),
            asked["location"],
        )
        self.heed(version_of(shifts_at(who, location)))
        visits = actions.set_week(
            who,
            location=location,
            week=spans(asked["hours"]),
            from_on=asked["from_on"],
            by=request.member,
            at=timezone.now(),
        )
        ids = [outside_id("apt", visit.pk, request.practice) for visit in visits]
        return Response({"stranded": ids}, headers={"ETag": version_of(shifts_at(who, location))})


def shifts_at(who: Unit, location: Location) -> list[Shift]:
    return shifts_since(who, location, day_of(timezone.now(), location.time_zone))


def version_of(shifts: Sequence[Shift]) -> str:
    """Made of the rows, so that it is new with every change of the week."""
    said = "\n".join(f"{one.pk} {one.until_on}" for one in shifts)
    return f'"{sha256(said.encode()).hexdigest()[:16]}"'
