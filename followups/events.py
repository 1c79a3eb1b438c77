"""What happened to what we say, and what was answered. Ids and plain values only; no words, no addresses."""

from dataclasses import dataclass

from practices.events import ClientFact, Fact


@dataclass(frozen=True, kw_only=True)
class MessageSent(ClientFact):
    """A provider took a message."""

    kind = "message.sent"

    message_id: int
    purpose: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(ClientFact):
    """A message reached the client."""

    kind = "message.delivered"

    message_id: int
    purpose: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageFailed(ClientFact):
    """A provider refused a message, or could not deliver it."""

    kind = "message.failed"

    message_id: int
    purpose: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class AddressSuppressed(Fact):
    """An address asked for peace, or proved dead. It binds everybody who shares it.

    scope       all, or marketing
    """

    kind = "address.suppressed"

    suppression_id: int
    channel: str
    scope: str
    reason: str
    client_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class AddressReopened(Fact):
    """An address that was closed may be written to again."""

    kind = "address.reopened"

    channel: str
    reason: str
    client_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class ClientWrote(ClientFact):
    """A client wrote to us. What they wrote stays in its row.

    intent      stop, unclear_stop, start, help, yes or other
    """

    kind = "client.wrote"

    inbound_id: int
    channel: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven(ClientFact):
    """A client said how it was.

    feedback_kind   csat (1 to 5) or nps (0 to 10)
    """

    kind = "feedback.given"

    feedback_id: int
    appointment_id: int | None
    feedback_kind: str
    score: int
    has_comment: bool


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswered(ClientFact):
    """Somebody spoke with the client about what they said."""

    kind = "feedback.answered"

    feedback_id: int
