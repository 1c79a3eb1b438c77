"""How messages and answers read on a client's timeline."""

from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from clients.profile import Line, Telling, Text
from followups.labels import PURPOSES
from followups.models import InboundMessage, Message
from followups.queries.shown import held_sentence
from practices.models import Member
from practices.permissions import allowed

ICONS = {
    Message.Status.ACCEPTED: "send",
    Message.Status.DELIVERED: "check-check",
    Message.Status.FAILED: "circle-x",
    Message.Status.UNKNOWN: "circle-help",
}


def messages(client: Client, member: Member, before: datetime, most: int) -> list[Line]:
    """What was said to the client and by the client, and what was held back, newest first."""
    if not allowed(member, "see_messages"):
        return []
    ended = Message.objects.filter(client=client).exclude(
        status__in=[Message.Status.PLANNED, Message.Status.SENDING]
    )
    said = ended.annotate(at=Coalesce("sent_at", "settled_at", "claimed_at")).filter(at__lt=before)
    heard = InboundMessage.objects.filter(client=client, received_at__lt=before).order_by("-received_at")
    lines = [_said(message) for message in said.order_by("-at", "-id")[:most]]
    return [*lines, *(_heard(inbound) for inbound in heard[:most])]


def _said(message: Any) -> Line:
    state = f"{message.get_channel_display()} · {message.get_status_display()}"
    held = held_sentence(message)
    return Line(
        at=message.at,
        icon=ICONS.get(message.status, "circle-slash"),
        group="messages",
        title=PURPOSES.get(message.purpose, message.purpose),
        text=f"{state}. {held}" if held else state,
        url=reverse("followups:message", args=[message.pk]),
    )


def _heard(inbound: InboundMessage) -> Line:
    return Line(
        at=inbound.received_at,
        icon="message-square-reply",
        group="messages",
        title=_("Wrote to us"),
        text=f"“{inbound.text}”" if inbound.text else _("No words came; perhaps a picture."),
    )


def score(payload: dict[str, Any]) -> Text:
    best = 5 if payload.get("feedback_kind") == "csat" else 10
    return _("Rated the visit {score} of {best}").format(score=payload.get("score"), best=best)


def comment(payload: dict[str, Any]) -> Text:
    return _("with a comment") if payload.get("has_comment") else ""


TELLINGS = {
    "feedback.given": Telling("star", "messages", score, comment),
    "feedback.answered": Telling("heart-handshake", "messages", gettext_lazy("Spoken with about it")),
}
