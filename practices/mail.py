"""Account letters (codes, invitations) go to a row; a worker carries them. No request ever waits for a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from practices.models import AccountMail


class Outbox(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()
        letters = [
            AccountMail(
                to=to,
                subject=str(message.subject),
                text=str(message.body),
                html=_html(message),
                written_at=now,
                due_at=now,
            )
            for message in email_messages
            for to in message.to
        ]
        AccountMail.objects.bulk_create(letters)
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", [])
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")
