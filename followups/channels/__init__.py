"""The outside world, one module per provider, all with the same shape.

A call ends in one of four ways, and only the last leaves a doubt:
it returns an id (taken), raises Busy (surely not taken), Undeliverable (refused), or Unclear (nobody knows).
Source      reliability.md §4.11
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol

# Neither SDK has a default timeout; without one a silent provider would hold a worker for ever.
TIMEOUT = 10


class Failure(Exception):
    """The provider did not do its part. Becomes state on the row, never a page."""

    def __init__(self, reason: str, *, code: str = "") -> None:
        self.reason, self.code = reason, code
        super().__init__(reason)


class Busy(Failure):
    """Surely not taken: try again later.

    retry_after     seconds
    """

    def __init__(self, reason: str, *, code: str = "", retry_after: int = 30) -> None:
        super().__init__(reason, code=code)
        self.retry_after = retry_after


class Undeliverable(Failure):
    """Refused for good; trying again cannot help.

    closes_address      True when the address itself asked for peace
    """

    def __init__(self, reason: str, *, code: str = "", closes_address: bool = False) -> None:
        super().__init__(reason, code=code)
        self.closes_address = closes_address


class Unclear(Failure):
    """The answer was lost. It may have gone out, so it must not simply be sent again."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """name and kind are ASCII; content is bytes"""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message, complete, in normal form.

    token           our own name for it; comes back in everything the provider says about it
    practice        slug; comes back too, and tells whose message it is
    to, sender      E.164 for SMS, an e-mail address for e-mail; a Twilio sender may be an MG... service
    heading         subject line; empty for SMS
    callback        where the provider reports how it fared
    unsubscribe     one-click address (RFC 8058); empty for messages about a visit
    valid_until     after this it must not arrive any more
    """

    token: str
    practice: str
    to: str
    sender: str
    text: str
    sender_name: str = ""
    reply_to: str = ""
    heading: str = ""
    html: str = ""
    callback: str = ""
    unsubscribe: str = ""
    valid_until: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """name        stored on the message
    can_find    whether `find` can tell what became of a letter
    """

    name: ClassVar[str]
    can_find: ClassVar[bool]

    def send(self, letter: Letter, *, at: datetime) -> str:
        """Hand one letter to the provider and return the provider's id for it. Exactly one call, no retries.

        Raises      Busy, Undeliverable, Unclear
        """
        ...

    def find(self, letter: Letter, *, since: datetime) -> str | None:
        """The provider's id of a letter whose answer was lost; None when the provider does not know it.

        Raises      Busy when the provider cannot be asked now
        """
        ...
