"""Messages for programs: what was planned, why, what became of it; write, take back, send again."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings.models import Appointment
from clients.api.people import ClientOut
from clients.models import Client
from followups.actions import by_hand
from followups.labels import PURPOSES
from followups.models import Message, ProviderUpdate
from followups.queries.shown import held_sentence, why_sentence
from followups.queries.words import as_seen
from followups.tasks import ring_after_commit
from practices.api.expanding import Expandable, Nothing
from practices.api.fields import IdField, InPractice
from practices.api.times import Instant
from practices.api.views import Resource


class MessageOut(Expandable):
    """One message to one client, without its words: those are read one message at a time."""

    id = IdField("msg", source="pk")
    client = IdField("cli", source="client_id")
    appointment = IdField("apt", source="appointment_id", allow_null=True)
    why = serializers.SerializerMethodField(help_text="Why it exists, in a sentence")
    held_because = serializers.CharField(source="withheld_because", help_text="Code of what holds it back")
    held = serializers.SerializerMethodField(help_text="The same in a sentence; empty when nothing does")
    written_by = IdField("mem", source="written_by_id", allow_null=True)
    wholes = {"client": ClientOut}

    class Meta:
        model = Message
        fields = (
            "id", "client", "channel", "purpose", "appointment", "status", "why", "held_because", "held",
            "planned_at", "due_at", "give_up_at", "attempts", "sent_at", "delivered_at", "settled_at", "failure",
            "needs_attention", "written_by",
        )  # fmt: skip

    def get_why(self, message: Message) -> str:
        return why_sentence(message)

    def get_held(self, message: Message) -> str:
        return held_sentence(message)


class UpdateOut(serializers.ModelSerializer[ProviderUpdate]):
    """What the provider said of it."""

    class Meta:
        model = ProviderUpdate
        fields = ("status", "detail", "heard_at")


class MessageWhole(MessageOut):
    """With its words as the client sees them, or would see them now, and every word of the provider.

    The client's own links are blanked with asterisks: whoever opens one acts as the client.
    """

    heading = serializers.SerializerMethodField(help_text="Of an e-mail")
    text = serializers.SerializerMethodField()
    updates = UpdateOut(many=True)

    class Meta(MessageOut.Meta):
        fields = (*MessageOut.Meta.fields, "to", "language", "heading", "text", "updates")

    def to_representation(self, instance: Message) -> dict[str, Any]:
        self.words = as_seen(instance)
        return super().to_representation(instance)

    def get_heading(self, message: Message) -> str:
        return self.words.heading if self.words else ""

    def get_text(self, message: Message) -> str:
        return self.words.text if self.words else ""


class Writing(serializers.Serializer[Any]):
    client = InPractice(Client, "cli")
    channel = serializers.ChoiceField(Message.Channel.choices)
    text = serializers.CharField(max_length=2000, allow_blank=True)
    heading = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True, help_text="Of an e-mail"
    )


class Filters(serializers.Serializer[Any]):
    client = InPractice(Client, "cli", required=False)
    appointment = InPractice(Appointment, "apt", required=False)
    status = serializers.ChoiceField(Message.Status.choices, required=False)
    purpose = serializers.ChoiceField(list(PURPOSES), required=False)
    channel = serializers.ChoiceField(Message.Channel.choices, required=False)
    needs_attention = serializers.BooleanField(required=False)
    since = Instant(required=False, source="due_at__gte", help_text="Due at or after")
    until = Instant(required=False, source="due_at__lt", help_text="Due before")


EXPAND = OpenApiParameter("expand", description="client")


@extend_schema_view(list=extend_schema(summary="List messages", parameters=[Filters, EXPAND]))
class Messages(Resource):
    prefix, sees, does = "msg", "see_messages", "send_messages"
    serializer_class = MessageOut
    state = (
        "status", "due_at", "attempts", "needs_attention", "withheld_because", "failure", "delivered_at", "settled_at",
        "written_by_id",
    )  # fmt: skip
    expands: ClassVar[dict[str, str]] = {"client": "client"}

    def get_queryset(self) -> QuerySet[Any]:
        return Message.objects.all()

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.query(Filters)
        if visit := asked.pop("appointment", None):
            asked |= {"subject": "appointment", "subject_id": visit.pk}
        return rows.filter(**asked)

    @extend_schema(summary="Read a message", parameters=[EXPAND], responses=MessageWhole)
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """With its words, and every word of the provider about it."""
        updates = Prefetch("updates", ProviderUpdate.objects.order_by("heard_at", "id"))
        rows = self.get_queryset().select_related("client", "practice").prefetch_related(updates)
        message = self.found(rows)
        data = MessageWhole(message, context=self.get_serializer_context()).data
        return Response(data, headers={"ETag": self.etag(message)})

    @extend_schema(summary="Write to a client", request=Writing, responses={201: MessageOut})
    def create(self, request: Any) -> Response:
        """In your own words, now. Consent, stops, quiet hours and addresses hold as for every message."""
        asked = self.asked(Writing)
        message = by_hand.write(asked.pop("client"), **asked, by=request.member, at=timezone.now())
        ring_after_commit()
        return self.answer(message, status=201)

    @extend_schema(summary="Take a message back", request=Nothing, responses=MessageOut)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Any, id: str) -> Response:
        """It will not be sent, unless its sending has begun."""
        return self._done(by_hand.take_back)

    @extend_schema(summary="Send a message again", request=Nothing, responses=MessageOut)
    @action(detail=True, methods=["post"])
    def retry(self, request: Any, id: str) -> Response:
        """What failed, was held back or is in doubt. Whoever asks takes it on themselves."""
        answer = self._done(by_hand.retry)
        ring_after_commit()
        return answer

    @extend_schema(summary="Tick a message off", request=Nothing, responses=MessageOut)
    @action(detail=True, methods=["post"], url_path="tick-off")
    def tick_off(self, request: Any, id: str) -> Response:
        """Somebody has looked at what failed or is in doubt; nobody is asked about it any more."""
        return self._done(by_hand.tick_off)

    def _done(self, verb: Callable[..., None]) -> Response:
        verb(self.locked(), by=self.request.member, at=timezone.now())  # type: ignore[attr-defined]
        return self.answer(self.get_object())
