"""What clients wrote: a few words that wait for an answer, and one stop that must be heard."""

from datetime import datetime, timedelta

from config.demo.lives import Life, Story
from config.demo.opening import House
from followups.models import InboundMessage, Message, Suppression
from followups.queries.reach import hash_of

SMS = Message.Channel.SMS


def write_inbox(house: House, story: Story) -> None:
    """Texts of the last days; the one who said stop is heard before anything else is sent."""
    wrote = [life for life in story.lives if life.part and life.part.wrote and life.phone]
    InboundMessage.objects.bulk_create(
        _text(house, life, life.part.wrote, at=story.now - timedelta(hours=2 + 9 * index), number=index)
        for index, life in enumerate(wrote)
        if life.part
    )
    quiet = [life for life in story.lives if not life.part and life.phone and len(life.visits) > 4]
    if quiet:
        _stop(house, quiet[len(quiet) // 3], at=story.now - timedelta(days=9))


def _text(
    house: House, life: Life, words: str, *, at: datetime, number: int, intent: str = ""
) -> InboundMessage:
    return InboundMessage(
        practice=house.practice, client_id=life.pk, channel=SMS, sender=life.phone, text=words, intent=intent,
        provider_id=f"demo-{house.practice.slug}-{number}", received_at=at,
    )  # fmt: skip


def _stop(house: House, life: Life, *, at: datetime) -> None:
    said = _text(house, life, "STOP", at=at, number=99, intent="stop")
    said.handled_at = at
    said.save()
    Suppression.objects.create(
        practice=house.practice, channel=SMS, address=life.phone,
        address_hash=hash_of(house.practice.pk, SMS, life.phone), reason="stop", since=at,
    )  # fmt: skip
