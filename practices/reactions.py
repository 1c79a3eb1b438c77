"""What the practice itself learns from what happens above it."""

from typing import Any

from practices import answers
from practices.models import Event, Practice


def fix_currency(fact: Any, event: Event) -> None:
    """From the first payment on, the currency of a practice stays as it is."""
    Practice.objects.filter(pk=event.practice_id, currency_fixed_at=None).update(
        currency_fixed_at=event.occurred_at
    )


def forget_answers(fact: Any, event: Event) -> None:
    """What programs were answered may tell of an erased client, and is not given again."""
    answers.forget_bodies()
