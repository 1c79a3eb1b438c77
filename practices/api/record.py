"""The record of what happened, and how far long work is."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from practices.api.fields import IdField, OutsideId
from practices.api.times import Instant
from practices.api.views import Resource
from practices.models import Event, Job
from practices.webhooks.payload import MOST_IDS, outside_ids


class EventOut(serializers.ModelSerializer[Event]):
    """One thing that happened: the same thin words as its webhook. Read by itself, it names every id of a long list."""

    id = IdField("evt", source="pk")
    type = serializers.CharField(source="kind")
    data = serializers.SerializerMethodField(
        help_text=f"Ids of what the fact is about; of each list {MOST_IDS} at most, and the count of all"
    )

    class Meta:
        model = Event
        fields = ("id", "type", "occurred_at", "source", "data")

    def get_data(self, event: Event) -> dict[str, Any]:
        most = None if self.context["view"].action == "retrieve" else MOST_IDS
        return outside_ids(event, self.context["request"].practice, most=most)


class EventFilters(serializers.Serializer[Any]):
    client = OutsideId("cli", required=False, source="client_id")
    type = serializers.CharField(required=False, source="kind")
    since = Instant(required=False, source="occurred_at__gte")
    until = Instant(required=False, source="occurred_at__lt")


@extend_schema_view(
    list=extend_schema(summary="List what happened", parameters=[EventFilters]),
    retrieve=extend_schema(summary="Read one event"),
)
class Events(Resource):
    prefix, sees = "evt", "see_events"
    serializer_class = EventOut
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[Any]:
        return Event.objects.all()

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(EventFilters))


class JobOut(serializers.ModelSerializer[Job]):
    id = IdField("job", source="pk")

    class Meta:
        model = Job
        fields = ("id", "kind", "status", "done", "total", "message", "asked_at", "started_at", "finished_at")


@extend_schema_view(
    list=extend_schema(summary="List long work"), retrieve=extend_schema(summary="Read how far it is")
)
class Jobs(Resource):
    prefix, sees = "job", "see_jobs"
    serializer_class = JobOut
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[Any]:
        return Job.objects.all()
