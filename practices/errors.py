"""The one kind of error that is not a bug: a rule said no."""

from typing import Any, ClassVar

from django.db import IntegrityError
from django.utils.functional import Promise

from practices import tally


class Refusal(Exception):
    """A rule said no, and a person can do something about it.

    Subclasses give a sentence for people, with {named} facts; the code for programs is the name in snake case,
    or the one a subclass writes down because to a program it is the same state as another.
    Anything that is not a Refusal is a bug and becomes a 500.
    """

    code: ClassVar[str]
    sentence: ClassVar[str | Promise]

    def __init_subclass__(cls) -> None:
        if "code" not in vars(cls):
            words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__)
            cls.code = words.lstrip("_")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        tally.count("refusals", code=self.code)
        super().__init__(str(self.sentence).format(**facts))


def violated(error: IntegrityError) -> str | None:
    """The name of the constraint behind an IntegrityError."""
    name: str | None = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return name
