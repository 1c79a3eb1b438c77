"""What happened to clients and to what we know about them."""

from dataclasses import dataclass, field
from typing import Any

from practices.events import ClientFact, Fact


@dataclass(frozen=True, kw_only=True)
class ClientRegistered(ClientFact):
    """Somebody became a client."""

    kind = "client.registered"

    source: str = ""
    referrer_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ClientChanged(ClientFact):
    """Details changed; `changes` maps each field to [from, to], and people in them by their number alone."""

    kind = "client.changed"

    changes: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ClientArchived(ClientFact):
    """A client was put aside."""

    kind = "client.archived"


@dataclass(frozen=True, kw_only=True)
class ClientRestored(ClientFact):
    """A client who had been put aside was taken back."""

    kind = "client.restored"


@dataclass(frozen=True, kw_only=True)
class FactNoted(ClientFact):
    """We learned something. What it says stays sealed in its row."""

    kind = "client.fact_noted"

    fact_id: int
    fact_kind: str
    severity: str = ""
    replaces_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FactEnded(ClientFact):
    """Something we knew no longer holds."""

    kind = "client.fact_ended"

    fact_id: int
    fact_kind: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(ClientFact):
    """A client agreed to something."""

    kind = "consent.given"

    consent_id: int
    purpose: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(ClientFact):
    """A client withdrew a consent, or said no."""

    kind = "consent.withdrawn"

    consent_id: int
    purpose: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class SensitiveRead(ClientFact):
    """Somebody read health text. Which rows, and where."""

    kind = "client.sensitive_read"

    where: str
    fact_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ClientsImported(Fact):
    """A file of clients came in: one fact for all of them."""

    kind = "clients.imported"

    batch_id: int
    added: int
    unchanged: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class ImportBroken(Fact):
    """An import ended in the middle; what had come in by then stays, and the file can be brought in again."""

    kind = "import.broken"

    batch_id: int
    import_kind: str


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Fact):
    """A batch was taken back; what had been touched since stayed."""

    kind = "import.undone"

    batch_id: int
    import_kind: str
    removed: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class ClientsReleased(Fact):
    """Imported people may get automatic messages from now on."""

    kind = "clients.released"

    batch_id: int
    released: int


@dataclass(frozen=True, kw_only=True)
class ClientReleased(ClientFact):
    """An imported client may get automatic messages from now on."""

    kind = "client.released"


@dataclass(frozen=True, kw_only=True)
class ClientExported(ClientFact):
    """Everything about one client was put into a zip."""

    kind = "client.exported"

    export_id: int


@dataclass(frozen=True, kw_only=True)
class ExportFetched(ClientFact):
    """Somebody, or a program, fetched the zip of everything about one client.

    with_health     whether the health text was in it
    """

    kind = "client.export_fetched"

    export_id: int
    with_health: bool


@dataclass(frozen=True, kw_only=True)
class ClientListExported(Fact):
    """The list of clients, as it was seen, left the house.

    filters     which were set, without what was typed into them
    """

    kind = "clients.list_exported"

    rows: int
    filters: str


@dataclass(frozen=True, kw_only=True)
class ClientErased(ClientFact):
    """A client became a pseudonym. Apps above clear what they hold about the person, except money and counts."""

    kind = "client.erased"
