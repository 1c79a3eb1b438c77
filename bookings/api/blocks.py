"""Time that is kept free of visits, for programs."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from bookings import actions
from bookings.models import Occupancy
from bookings.models import Resource as Unit
from practices.api.fields import IdField, InPractice
from practices.api.times import Instant
from practices.api.views import Resource


class BlockOut(serializers.ModelSerializer[Occupancy]):
    """A stretch of one practitioner's, room's or machine's time."""

    id = IdField("blk", source="pk")
    resource = IdField("res", source="resource_id")

    class Meta:
        model = Occupancy
        fields = ("id", "resource", "starts_at", "ends_at", "reason")


class BlockIn(serializers.Serializer[Any]):
    resource = InPractice(Unit, "res", help_text="A practitioner, a room or a machine")
    starts_at = Instant()
    ends_at = Instant(help_text="Within a week of the start")
    reason = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class BlockFilters(serializers.Serializer[Any]):
    resource = InPractice(Unit, "res", required=False)
    since = Instant(required=False, source="ends_at__gt", help_text="Ends after")
    until = Instant(required=False, source="starts_at__lt", help_text="Starts before")


@extend_schema_view(
    list=extend_schema(summary="List blocked time", parameters=[BlockFilters]),
    retrieve=extend_schema(summary="Read a block of time"),
)
class Blocks(Resource):
    prefix, sees, does = "blk", "see_calendar", "book"
    serializer_class = BlockOut
    state = ("starts_at", "ends_at", "reason")

    def get_queryset(self) -> QuerySet[Any]:
        return Occupancy.objects.filter(kind=Occupancy.Kind.BLOCK).select_related("practice")

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(BlockFilters))

    @extend_schema(summary="Block time", request=BlockIn, responses={201: BlockOut})
    def create(self, request: Any) -> Response:
        asked = self.asked(BlockIn)
        block = actions.block_time(asked.pop("resource"), **asked, by=request.member, at=timezone.now())
        return self.answer(block, status=201)

    @extend_schema(summary="Open blocked time again", responses={204: None})
    def destroy(self, request: Any, id: str) -> Response:
        actions.unblock_time(self.locked(), by=request.member, at=timezone.now())
        return Response(status=204)
