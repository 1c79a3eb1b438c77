"""Journeys for programs: list by stage, read the history with its durations, move with a reason."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from clients.api.people import ClientOut
from clients.models import Client
from journeys import actions
from journeys.models import Journey, Stage
from journeys.queries import board
from journeys.queries.moves import open_stay, stays_of
from practices.api.expanding import Expandable
from practices.api.fields import IdField, InPractice, OutsideId
from practices.api.views import Resource


class JourneyOut(Expandable):
    """Where one client stands. Days are local days; `is_stalled`: too long there with nothing planned."""

    id = IdField("jrn", source="pk")
    client = IdField("cli", source="client_id")
    is_stalled = serializers.BooleanField()
    wholes = {"client": ClientOut}

    class Meta:
        model = Journey
        fields = (
            "id", "client", "stage", "entered_at", "is_stalled", "by_hand_at", "next_visit_at", "last_visit_on",
            "cadence_days", "nudge_on", "at_risk_on", "lapses_on",
        )  # fmt: skip


class StayOut(serializers.Serializer[Any]):
    """One stay in a stage. `left_at` is null while it lasts; `seconds` counts to its end, or to now."""

    id = IdField("sty", source="entry.pk")
    stage = serializers.ChoiceField(Stage.choices, source="entry.stage")
    entered_at = serializers.DateTimeField(source="entry.entered_at")
    left_at = serializers.DateTimeField(source="entry.left_at", allow_null=True)
    seconds = serializers.SerializerMethodField(help_text="How long it lasted")
    cause = serializers.CharField(
        source="entry.cause", help_text="Kind of the event that led there, or by hand"
    )
    moved_by = IdField("mem", source="entry.moved_by_id", allow_null=True)
    reason = serializers.CharField(source="entry.reason", help_text="What the hand said")

    def get_seconds(self, stay: Any) -> int:
        return max(0, int((stay.until - stay.entry.entered_at).total_seconds()))


class History(serializers.Serializer[Any]):
    data = StayOut(many=True)


class Moving(serializers.Serializer[Any]):
    to = serializers.ChoiceField(Stage.choices)
    reason = serializers.CharField(max_length=200, allow_blank=True, help_text="Stays in the history")


class TakingBack(serializers.Serializer[Any]):
    stay = OutsideId("sty", required=False, help_text="The stay that the move began, as the history names it")


class Filters(serializers.Serializer[Any]):
    client = InPractice(Client, "cli", required=False)
    stage = serializers.ChoiceField(Stage.choices, required=False)
    stalled = serializers.BooleanField(required=False, allow_null=False)


EXPAND = OpenApiParameter("expand", description="client")


@extend_schema_view(
    list=extend_schema(summary="List where clients stand", parameters=[Filters, EXPAND]),
    retrieve=extend_schema(summary="Read where a client stands", parameters=[EXPAND]),
)
class Journeys(Resource):
    prefix, sees, does = "jrn", "see_journeys", "move_journeys"
    serializer_class = JourneyOut
    state = ("stage", "entered_at")
    expands: ClassVar[dict[str, str]] = {"client": "client"}

    def get_queryset(self) -> QuerySet[Any]:
        rows = Journey.objects.filter(client__erased_at=None)
        return board.marked(rows, board.allowed_by_stage(), at=timezone.now())

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those who are on the board: without who was put aside."""
        asked = self.query(Filters)
        if "stalled" in asked:
            asked["is_stalled"] = asked.pop("stalled")
        return rows.filter(client__archived_at=None, client__merged_into=None, **asked)

    @extend_schema(summary="Read the history of a journey", responses=History)
    @action(detail=True, pagination_class=None)
    def history(self, request: Any, id: str) -> Response:
        """The last hundred stays, newest first."""
        stays = stays_of(self.get_object(), at=timezone.now())
        return Response({"data": StayOut(stays, many=True, context=self.get_serializer_context()).data})

    @extend_schema(summary="Move a client to another stage", request=Moving, responses=JourneyOut)
    @action(detail=True, methods=["post"])
    def move(self, request: Any, id: str) -> Response:
        """By hand, against the facts. It holds until the next thing happens."""
        asked, journey = self.asked(Moving), self.locked()
        actions.move(journey, **asked, by=request.member, at=timezone.now())
        return self.answer(self.get_object())

    @extend_schema(summary="Take a move back", request=TakingBack, responses=JourneyOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Any, id: str) -> Response:
        """As if it had not been made, unless something has happened since.

        Say which move: by its `stay`, or by `If-Match` with the `ETag` that the move answered.
        """
        asked, journey = self.asked(TakingBack), self.locked()
        as_seen = None if "*" in self.versions_seen else open_stay(journey)
        stay = asked.get("stay", as_seen)
        actions.undo_move(journey, stay=stay, by=request.member, at=timezone.now())
        return self.answer(self.get_object())
