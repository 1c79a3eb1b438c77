"""What a member of the team does with messages: write, try again, take back, tick off."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from followups.actions.planning import NEVER_BEGUN, plan
from followups.models import InboundMessage, Message
from followups.queries.behind import has_changed, is_theirs, visit_about
from followups.queries.reach import address_of
from followups.queries.world import Batch
from followups.rules import why
from followups.rules.checks import Step, decide
from followups.rules.purposes import BY_HAND, CHECK_IN
from followups.rules.timing import check_in_due
from practices.errors import Refusal
from practices.models import Member

LAPSES_AFTER = timedelta(days=2)
Status = Message.Status


class MayNotBeSent(Refusal):
    sentence = _("This cannot be sent: {reason}")


class AlreadyGone(Refusal):
    sentence = _("It is on its way already and cannot be taken back.")


class NothingToRetry(Refusal):
    sentence = _("There is nothing to send again.")


class WordsMissing(Refusal):
    sentence = _("Please write something first.")


@transaction.atomic
def write(client: Client, *, channel: str, text: str, by: Member, at: datetime, heading: str = "") -> Message:
    """Write to one client in one's own words. Consent, stops and addresses hold for people as for machines.

    Refuses     WordsMissing, MayNotBeSent
    """
    if not text.strip() or not address_of(client, channel):
        raise WordsMissing() if not text.strip() else MayNotBeSent(reason=_said("no_address"))
    message = plan(
        BY_HAND, client=client, about=("client", client.pk), occurrence=at.isoformat(), channel=channel,
        due_at=at, give_up_at=at + LAPSES_AFTER, at=at, because_of={"member": by.name}, by=by,
    )  # fmt: skip
    assert message is not None  # noqa: S101  due before it lapses
    message.text, message.heading = text.strip(), heading.strip() or client.practice.name
    message.save(update_fields=["text", "heading"])
    _refuse_what_is_not_allowed(message, at=at)
    return message


@transaction.atomic
def retry(message: Message, *, by: Member, at: datetime) -> None:
    """Send once more what failed or is in doubt; the person has looked and takes it on themselves.

    What may have arrived keeps its token, so that a late word of the provider still settles it and a mail program shows
    it once. Anything else is a new letter with a token of its own: no late word about the old one is taken for it.
    Refuses     NothingToRetry, MayNotBeSent
    Source      reliability.md §4.11 steps 3 and 5
    """
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.status not in {Status.FAILED, Status.UNKNOWN, Status.WITHHELD, Status.EXPIRED}:
        raise NothingToRetry()
    if message.attempts and not _may_have_arrived(message):
        message.token = uuid.uuid4()
    message.give_up_at = _of_use_until(message, at=at)
    _refuse_what_is_not_allowed(message, at=at)
    message.status, message.due_at, message.provider = Status.PLANNED, at, ""
    message.lease_until, message.settled_at, message.needs_attention = None, None, False
    message.withheld_because, message.failure, message.provider_id = "", "", ""
    message.sent_at, message.delivered_at, message.written_by = None, None, by
    message.save()


@transaction.atomic
def take_back(message: Message, *, by: Member, at: datetime) -> None:
    """Take back a message that has not gone out.

    Refuses     AlreadyGone
    """
    mine = Message.objects.filter(NEVER_BEGUN, pk=message.pk)
    if not mine.update(
        status=Status.WITHDRAWN, withheld_because="by_member", settled_at=at, lease_until=None, written_by=by
    ):
        raise AlreadyGone()


@transaction.atomic
def tick_off(message: Message, *, by: Member, at: datetime) -> None:
    """Somebody has looked at a failed or uncertain message: nobody, and no machine, asks about it any more.

    One that meanwhile is on its way once more is left to it: without its lease nobody would find it again.
    """
    Message.objects.filter(pk=message.pk, needs_attention=True).update(
        needs_attention=False, lease_until=None, settled_at=at, written_by=by
    )


@transaction.atomic
def handle(heard: InboundMessage, *, by: Member, at: datetime) -> None:
    """Somebody has read what a client wrote."""
    InboundMessage.objects.filter(pk=heard.pk, handled_at=None).update(handled_at=at, handled_by=by)


def _may_have_arrived(message: Message) -> bool:
    """Whether the same words may be there already, where they would go now."""
    visit = visit_about(message)
    is_same = is_theirs(message) and not (visit and has_changed(message, visit))
    return message.status == Status.UNKNOWN and is_same


def _of_use_until(message: Message, *, at: datetime) -> datetime | None:
    """Until when it is worth sending now: one's own words as long as new ones; of a visit, as the visit is today."""
    if message.purpose == BY_HAND.name:
        return at + LAPSES_AFTER
    visit = visit_about(message)
    if visit is None:
        return message.give_up_at
    return check_in_due(visit.ends_at)[1] if message.purpose == CHECK_IN.name else visit.starts_at


def _refuse_what_is_not_allowed(message: Message, *, at: datetime) -> None:
    """The same question a worker asks; waiting for the morning is allowed, a no is not."""
    situation = Batch([message], practice=message.practice, at=at).situation(message)
    verdict = decide(situation.purpose, situation.world, at=at)
    if verdict.step not in {Step.SEND, Step.WAIT}:
        raise MayNotBeSent(reason=_said(verdict.reason))


def _said(reason: str) -> str:
    return str(_(why.REASONS[reason]))
