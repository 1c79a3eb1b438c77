"""What clients say, for programs: their answers to check-ins, and what they wrote to us."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings.models import Appointment
from clients.actions import read_sensitive
from clients.api.people import ClientOut
from clients.models import Client
from followups.actions import answering, by_hand
from followups.models import Feedback, InboundMessage, Message
from practices.api.expanding import Expandable, Nothing
from practices.api.fields import IdField, InPractice
from practices.api.times import Instant
from practices.api.views import Resource
from practices.permissions import scope_for

EXPAND = OpenApiParameter("expand", description="client")


class FeedbackOut(Expandable):
    """An answer to a check-in: `csat` from 1 to 5, `nps` from 0 to 10. Its comment is read one at a time."""

    id = IdField("fbk", source="pk")
    client = IdField("cli", source="client_id", allow_null=True)
    appointment = IdField("apt", source="appointment_id", allow_null=True)
    message = IdField("msg", source="message_id", allow_null=True)
    has_comment = serializers.SerializerMethodField()
    answered_by = IdField("mem", source="answered_by_id", allow_null=True)
    wholes = {"client": ClientOut}

    class Meta:
        model = Feedback
        fields = (
            "id", "client", "appointment", "message", "kind", "score", "has_comment", "given_at", "needs_answer",
            "answered_at", "answered_by",
        )  # fmt: skip

    def get_has_comment(self, feedback: Feedback) -> bool:
        return bool(feedback.comment_sealed)


class FeedbackWhole(FeedbackOut):
    """With the comment, for a key that may read health; null for every other."""

    comment = serializers.SerializerMethodField()

    class Meta(FeedbackOut.Meta):
        fields = (*FeedbackOut.Meta.fields, "comment")

    def get_comment(self, feedback: Feedback) -> str | None:
        return feedback.comment if self.context["sees_comment"] else None


@extend_schema_field({"type": "integer", "minimum": 1, "maximum": 5})
class Score(serializers.IntegerField):
    """Described with its range, which the action keeps: its refusal says what to do."""


class FeedbackIn(serializers.Serializer[Any]):
    message = InPractice(Message, "msg", help_text="The check-in that is answered")
    score = Score(help_text="1 to 5")
    comment = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class FeedbackFilters(serializers.Serializer[Any]):
    client = InPractice(Client, "cli", required=False)
    appointment = InPractice(Appointment, "apt", required=False)
    kind = serializers.ChoiceField(Feedback.Kind.choices, required=False)
    needs_answer = serializers.BooleanField(required=False)
    since = Instant(required=False, source="given_at__gte", help_text="Given at or after")
    until = Instant(required=False, source="given_at__lt", help_text="Given before")


@extend_schema_view(list=extend_schema(summary="List feedback", parameters=[FeedbackFilters, EXPAND]))
class Feedbacks(Resource):
    prefix, sees, does = "fbk", "see_messages", "send_messages"
    serializer_class = FeedbackOut
    state = ("needs_answer", "answered_at")
    expands: ClassVar[dict[str, str]] = {"client": "client"}

    def get_queryset(self) -> QuerySet[Any]:
        return Feedback.objects.all()

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(FeedbackFilters))

    @extend_schema(summary="Read feedback", parameters=[EXPAND], responses=FeedbackWhole)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """The comment may tell of health: it takes the scope health:read, and each reading is recorded."""
        feedback = self.found(self.get_queryset().select_related("client__practice"))
        sees = bool(feedback.comment_sealed) and scope_for("see_health") in request.auth.scopes
        if sees and feedback.client:
            read_sensitive(feedback.client, facts=[], where="api", by=request.member, at=timezone.now())
        context = {**self.get_serializer_context(), "sees_comment": sees}
        return Response(FeedbackWhole(feedback, context=context).data, headers={"ETag": self.etag(feedback)})

    @extend_schema(summary="Note what a client answered", request=FeedbackIn, responses={201: FeedbackOut})
    def create(self, request: Any) -> Response:
        """A check-in is answered once; a second answer changes nothing, and the first is what you hear."""
        asked = self.asked(FeedbackIn)
        feedback = answering.give_feedback(
            asked.pop("message"), **asked, by=request.member, at=timezone.now()
        )
        return self.answer(feedback, status=201)

    @extend_schema(summary="Note that somebody has spoken with them", request=Nothing, responses=FeedbackOut)
    @action(detail=True, methods=["post"], url_path="close")
    def close(self, request: Any, id: str) -> Response:
        answering.answer_feedback(self.locked(), by=request.member, at=timezone.now())
        return self.answer(self.get_object())


class ReplyOut(Expandable):
    """What somebody wrote to the practice. `client` is null when nobody here has that number."""

    id = IdField("inb", source="pk")
    client = IdField("cli", source="client_id", allow_null=True)
    text = serializers.CharField(read_only=True)
    handled_by = IdField("mem", source="handled_by_id", allow_null=True)
    wholes = {"client": ClientOut}

    class Meta:
        model = InboundMessage
        fields = (
            "id", "client", "channel", "sender", "text", "intent", "received_at", "handled_at", "handled_by",
        )  # fmt: skip


class ReplyFilters(serializers.Serializer[Any]):
    client = InPractice(Client, "cli", required=False)
    handled = serializers.BooleanField(required=False)


@extend_schema_view(
    list=extend_schema(summary="List what clients wrote", parameters=[ReplyFilters, EXPAND]),
    retrieve=extend_schema(summary="Read what a client wrote", parameters=[EXPAND]),
)
class Replies(Resource):
    prefix, sees, does = "inb", "see_messages", "send_messages"
    serializer_class = ReplyOut
    state = ("handled_at",)
    expands: ClassVar[dict[str, str]] = {"client": "client"}

    def get_queryset(self) -> QuerySet[Any]:
        return InboundMessage.objects.all()

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.query(ReplyFilters)
        if "handled" in asked:
            asked["handled_at__isnull"] = not asked.pop("handled")
        return rows.filter(**asked)

    @extend_schema(summary="Note that it was read", request=Nothing, responses=ReplyOut)
    @action(detail=True, methods=["post"])
    def handle(self, request: Any, id: str) -> Response:
        by_hand.handle(self.locked(), by=request.member, at=timezone.now())
        return self.answer(self.get_object())
