"""Account letters (sign-in codes, invitations) on their way: claimed, posted outside any transaction, then emptied.

They belong to no practice. A letter whose answer was lost is not sent again: its reader asks for a new one, and a
second code would make the first one useless.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from followups.channels import Busy, Channel, Failure, Letter, Unclear
from practices import tally
from practices.models import AccountMail

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 5
BATCH = 20

Status = AccountMail.Status


@transaction.atomic
def claim(*, at: datetime) -> list[AccountMail]:
    """Take due letters out of every other worker's reach.

    One that was being sent when its worker died may have gone out, so it counts as failed.
    """
    AccountMail.objects.filter(status=Status.SENDING, due_at__lt=at).update(
        status=Status.FAILED, failure="the worker stopped while sending", text="", html=""
    )
    waiting = AccountMail.objects.filter(Q(status=Status.WAITING), due_at__lte=at)
    claimed = list(waiting.select_for_update(skip_locked=True).order_by("due_at", "pk")[:BATCH])
    AccountMail.objects.filter(pk__in=[letter.pk for letter in claimed]).update(
        status=Status.SENDING, due_at=at + LEASE
    )
    return claimed


def give_up_waiting(*, before: datetime) -> int:
    """Of a restored database: letters due before a moment were carried by the one that was lost. Returns how many."""
    return AccountMail.objects.filter(status=Status.WAITING, due_at__lt=before).update(
        status=Status.FAILED, failure="taken back after a restore", text="", html=""
    )


def carry(channel: Channel, *, clock: Callable[[], datetime]) -> int:
    """Send all letters that are due. Returns how many went out.

    What a slow provider leaves no time for is claimed anew, before another worker takes it for lost.
    """
    gone = 0
    while True:
        began = clock()
        claimed = claim(at=began)
        for mail in claimed:
            if clock() > began + LEASE / 2:
                _update(mail, status=Status.WAITING, due_at=clock())
            else:
                gone += _post(mail, channel, clock)
        if not claimed:
            return gone


def _post(mail: AccountMail, channel: Channel, clock: Callable[[], datetime]) -> bool:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    letter = Letter(
        token=f"account-{mail.pk}",
        practice="",
        to=mail.to,
        sender=address,
        sender_name=name,
        heading=mail.subject,
        text=mail.text,
        html=mail.html,
    )
    try:
        channel.send(letter, at=clock())
    except Busy as failure:
        tally.count("messages", channel="account", outcome="busy")
        again = mail.attempts + 1 < MAX_ATTEMPTS
        due_at = clock() + timedelta(seconds=failure.retry_after)
        _settle(mail, Status.WAITING if again else Status.FAILED, failure=failure, due_at=due_at)
    except Failure as failure:
        tally.count("messages", channel="account", outcome=type(failure).__name__.lower())
        _settle(mail, Status.FAILED, failure=failure)
    except Exception as error:
        # One letter that no channel can carry must not take those of others with it.
        log.exception("a channel raised what it may not; the letter may have left")
        _settle(mail, Status.FAILED, failure=Unclear(type(error).__name__))
    else:
        _settle(mail, Status.SENT, sent_at=clock())
        tally.count("messages", channel="account", outcome="accepted")
        return True
    return False


def _settle(
    mail: AccountMail, status: Status, *, failure: Failure | None = None, **changes: datetime
) -> None:
    """Write down how it ended. What is settled keeps no words: they hold codes."""
    words = {} if status == Status.WAITING else {"text": "", "html": ""}
    _update(
        mail,
        status=status,
        attempts=mail.attempts + 1,
        failure=failure.reason[:200] if failure else "",
        **words,
        **changes,
    )


def _update(mail: AccountMail, **changes: Any) -> None:
    """What another worker has taken for lost, and emptied, is not brought back."""
    AccountMail.objects.filter(pk=mail.pk, status=Status.SENDING).update(**changes)
