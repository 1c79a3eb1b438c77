"""What the link of a message still leads to: it dies when the link to a visit does, but for a last word and a no.

Source      reliability notes §3.39
"""

from datetime import datetime

from bookings.models import Appointment
from bookings.rules.policy import link_expires_at
from followups.models import Message
from followups.queries.heard import TELLING, says, says_off
from followups.queries.reach import address_of
from followups.rules.purposes import CHECK_IN
from followups.rules.timing import answers_until


def visit_behind(message: Message, *, at: datetime) -> Appointment | None:
    """The visit it is about, for whoever holds its link; None once that is long past, or the address another's."""
    visit = visit_about(message) if is_theirs(message) else None
    return visit if visit and at < _ends_at(message, visit) else None


def visit_about(message: Message) -> Appointment | None:
    """The visit it is about, if it is about one and the visit is still this client's."""
    if message.subject != "appointment":
        return None
    found = Appointment.objects.select_related("location", "practice", "client")
    visit: Appointment | None = found.filter(pk=message.subject_id, client_id=message.client_id).first()
    return visit


def is_theirs(message: Message) -> bool:
    """Whether it went to an address that is the client's today; one that has not gone out went to nobody else."""
    return message.to in {"", address_of(message.client, message.channel)}


def has_changed(message: Message, visit: Appointment) -> bool:
    """Whether the visit moved, or was taken up again, after this message told of it."""
    if message.purpose not in TELLING:
        return False
    return visit.is_upcoming if says_off(message) else not says(message, visit)


def may_change(message: Message, visit: Appointment, *, at: datetime) -> bool:
    """Whether its holder may confirm, move or cancel: the visit is to come, and as this message told it."""
    tells = message.purpose in TELLING and not has_changed(message, visit)
    return tells and visit.is_upcoming and visit.starts_at > at


def _ends_at(message: Message, visit: Appointment) -> datetime:
    is_question = message.purpose == CHECK_IN.name
    return answers_until(visit.ends_at) if is_question else link_expires_at(visit.ends_at)
