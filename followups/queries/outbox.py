"""What staff see of messages: the outbox, and what needs a person."""

from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet

from followups.labels import GROUPS
from followups.models import Feedback, InboundMessage, Message
from followups.queries.reach import names_by_number

SHOWN = 50
"""Of each kind that needs attention."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Filters of the outbox, as they stand in the address."""

    group: str = "sent"
    purpose: str = ""
    channel: str = ""
    client_id: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.purpose or self.channel or self.client_id)


@dataclass(frozen=True, kw_only=True)
class Attention:
    """What a person should look at, oldest first.

    heard       each with its writers: the names of all who share the number
    more        how many there are besides these
    """

    messages: list[Message]
    heard: list[InboundMessage]
    answers: list[Feedback]
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.messages) + len(self.heard) + len(self.answers) + self.more


def outbox(wanted: Wanted) -> QuerySet[Message]:
    """The messages of one group: what is to come soonest first, what has been newest first."""
    _, statuses = GROUPS[wanted.group]
    found = _narrowed(wanted).filter(status__in=statuses).select_related("client")
    return found.order_by("due_at", "id") if wanted.group == "waiting" else found.order_by("-due_at", "-id")


def counts(wanted: Wanted) -> dict[str, int]:
    """How many there are in each group, under the same filters."""
    rows = _narrowed(wanted).order_by().values_list("status").annotate(Count("id"))
    by_status = dict(rows)
    return {
        name: sum(by_status.get(status, 0) for status in statuses) for name, (_, statuses) in GROUPS.items()
    }


def _narrowed(wanted: Wanted) -> QuerySet[Message]:
    found: QuerySet[Message] = Message.objects.all()
    if wanted.purpose:
        found = found.filter(purpose=wanted.purpose)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.client_id:
        found = found.filter(client_id=wanted.client_id)
    return found


def attention() -> Attention:
    doubtful = Message.objects.filter(needs_attention=True).select_related("client").order_by("due_at", "id")
    heard = InboundMessage.objects.filter(handled_at=None).select_related("client").order_by("received_at")
    answers = Feedback.objects.filter(needs_answer=True).select_related("client", "appointment")
    words = list(heard[:SHOWN])
    names = names_by_number({one.sender for one in words})
    for one in words:
        one.writers = names.get(one.sender, [])
    found = Attention(
        messages=list(doubtful[:SHOWN]), heard=words, answers=list(answers.order_by("given_at")[:SHOWN])
    )
    is_cut = SHOWN in {len(found.messages), len(found.heard), len(found.answers)}
    return replace(found, more=attention_count() - found.count) if is_cut else found


def attention_count() -> int:
    doubtful = Message.objects.filter(needs_attention=True).values("id")
    heard = InboundMessage.objects.filter(handled_at=None).values("id")
    answers = Feedback.objects.filter(needs_answer=True).values("id")
    return int(doubtful.union(heard, answers, all=True).count())
