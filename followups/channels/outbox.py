"""No provider: the message stays on the outbox page, where it is seen as the client would see it."""

from datetime import datetime
from typing import ClassVar

from followups.channels import Letter


class Outbox:
    name: ClassVar[str] = "outbox"
    can_find: ClassVar[bool] = True

    def send(self, letter: Letter, *, at: datetime) -> str:
        return f"outbox-{letter.token}"

    def find(self, letter: Letter, *, since: datetime) -> str | None:
        """What it did not note as sent was not shown as sent, so it may go again."""
        return None
