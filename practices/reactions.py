"""What the practice itself learns from what happens above it."""

from typing import Any

from practices import answers
from practices.models import Event


def forget_answers(fact: Any, event: Event) -> None:
    """What programs were answered may tell of an erased client, and is not given again."""
    answers.forget_bodies()
