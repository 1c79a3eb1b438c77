"""What a client has heard from us of a visit."""

from bookings.models import Appointment
from followups.models import Message
from followups.rules import purposes
from practices.ready import Ready

ABOUT: Ready[Message] = Ready(lambda pk: Message.objects.filter(subject="appointment", subject_id=pk), pk=int)
"""All messages about one visit."""
TELLING = {
    purpose.name
    for purpose in (
        purposes.CONFIRMATION,
        purposes.MOVED,
        purposes.CANCELLED,
        purposes.REMINDER_EMAIL,
        purposes.REMINDER_SMS,
    )
}


def last_word(appointment_id: int) -> Message | None:
    """The last message that told, or may have told, when the visit is, or that it is off; None when none did."""
    heard = [
        message
        for message in ABOUT.all(pk=appointment_id)
        if message.purpose in TELLING and message.attempts and _has_left(message)
    ]
    return max(
        heard, key=lambda message: (message.claimed_at or message.planned_at, message.pk), default=None
    )


def was_tried(appointment_id: int) -> bool:
    """Whether a confirmation was handed to a provider, however that ended."""
    confirmation = purposes.CONFIRMATION.name
    return any(one.attempts for one in ABOUT.all(pk=appointment_id) if one.purpose == confirmation)


def says_off(message: Message) -> bool:
    return bool(message.purpose == purposes.CANCELLED.name)


def says(message: Message, visit: Appointment) -> bool:
    """Whether it told the time the visit has; a message about a visit is given up at the time it tells."""
    return not says_off(message) and bool(message.give_up_at == visit.starts_at)


def _has_left(message: Message) -> bool:
    """Or may have: a call that has begun cannot be taken back."""
    is_waiting = message.status == Message.Status.SENDING and not message.provider
    return message.status in Message.GONE_OUT and not is_waiting
