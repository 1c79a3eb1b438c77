"""What pages show of messages: the sentence why, in the reader's language, and the visit it is about."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from bookings import links as visit_links
from bookings.models import Appointment
from followups.models import Feedback, Message
from followups.queries.behind import has_changed, may_change, visit_behind
from followups.queries.reach import wants_less
from followups.rules import why
from followups.rules.purposes import PURPOSES


def why_sentence(message: Message) -> str:
    """Why this message exists, in the language of the page, from the rule and inputs it was planned with."""
    stored = message.why or {}
    inputs = {key: _spoken(value) for key, value in stored.get("inputs", {}).items()}
    version, sentence = why.RULES.get(stored.get("rule", ""), (0, ""))
    if version != stored.get("version"):
        return str(stored.get("sentence", ""))
    return why.fill(_(sentence), inputs)


def held_sentence(message: Message) -> str:
    """What holds it back or ended it, in the language of the page; empty when nothing does."""
    return _(why.REASONS[message.withheld_because]) if message.withheld_because in why.REASONS else ""


def _spoken(value: Any) -> Any:
    """Days are stored as ISO text and shown as people write them."""
    try:
        return (
            formats.date_format(date.fromisoformat(value), "DATE_FORMAT") if isinstance(value, str) else value
        )
    except ValueError:
        return value


@dataclass(frozen=True, kw_only=True)
class ClientPage:
    """What a client may see of a message: no staff-only field is in here.

    visit       as the message told it, while its link leads to it
    is_changed  it has another time now, or stands again
    wants_less  no more messages of this kind go there
    """

    why: str
    visit: Appointment | None
    is_changed: bool
    may_confirm: bool
    is_confirmed: bool
    wants_less: bool
    is_marketing: bool
    feedback: Feedback | None
    manage_url: str
    may_rate: bool


def client_page(message: Message, *, at: datetime) -> ClientPage:
    visit = visit_behind(message, at=at)
    may_act = visit is not None and may_change(message, visit, at=at)
    is_changed = visit is not None and has_changed(message, visit)
    feedback = Feedback.objects.filter(appointment=visit, kind=Feedback.Kind.CSAT).first() if visit else None
    return ClientPage(
        why=why_sentence(message),
        visit=None if is_changed else visit,
        is_changed=is_changed,
        may_confirm=bool(may_act and visit and visit.status == Appointment.Status.BOOKED),
        is_confirmed=bool(may_act and visit and visit.status == Appointment.Status.CONFIRMED),
        wants_less=wants_less(message),
        is_marketing=PURPOSES[message.purpose].is_marketing,
        feedback=feedback,
        manage_url=visit_links.manage_url(visit) if visit and may_act else "",
        may_rate=bool(visit and visit.starts_at <= at),
    )
