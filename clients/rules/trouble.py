"""What is wrong with a value, as a code and the facts; `clients/wording.py` says it in words."""

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """One thing wrong with one value.

    code        stable; a key of clients.wording.SENTENCES
    value       what stood there, shortened for showing
    field       which of the row's fields, when known
    """

    code: str
    value: str = ""
    facts: dict[str, str | int] = dataclasses.field(default_factory=dict)
    field: str = ""

    def of(self, name: str) -> "Trouble":
        return dataclasses.replace(self, value=self.value[:80], field=name)

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "value": self.value[:80],
            "field": self.field,
            "facts": self.facts,
        }


class Troubled(ValueError):
    """Raised by the rule that could not make sense of a value."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(trouble.code)
