"""What stands on a client's profile beside the timeline."""

from dataclasses import dataclass, field, replace
from datetime import date

from clients.models import Client, Consent, Erasure, ProfileFact
from clients.profile import Slot, profile
from clients.queries.consents import consents_of
from clients.rules.consent import answer
from practices.models import Member
from practices.permissions import allowed


@dataclass(frozen=True)
class KindOfFact:
    """The facts of one kind: what holds, and what was before.

    hidden              how many more there are that this member may not read
    hidden_severities   of those with an alert: that there is one is for everybody to know
    """

    kind: str
    label: str
    now: list[ProfileFact] = field(default_factory=list)
    earlier: list[ProfileFact] = field(default_factory=list)
    hidden: int = 0
    may_write: bool = False
    hidden_severities: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Alert:
    """What whoever meets the client must know: how grave it is and of what kind.

    words       what it says; None for those who may not read it and ask the practitioner
    """

    severity: str
    severity_label: str
    kind_label: str
    words: str | None


@dataclass(frozen=True)
class Agreement:
    """Whether a client agreed to one purpose by one channel. None: never asked."""

    purpose: str
    label: str
    channel: str
    channel_label: str
    answer: bool | None


ASKED = (
    ("visit_messages", "sms"), ("visit_messages", "email"), ("feedback", "sms"), ("feedback", "email"),
    ("marketing", "sms"), ("marketing", "email"), ("care", "any"), ("health_facts", "any"), ("photos", "any"),
    ("sharing", "any"),
)  # fmt: skip
"""What the panel asks for, in its order."""


def facts_of(client: Client, member: Member) -> list[KindOfFact]:
    """All facts by kind, newest first; health text only for roles that may read it."""
    may_read, may_write = allowed(member, "see_health"), allowed(member, "write_health")
    kinds = {
        kind: KindOfFact(
            kind, str(ProfileFact.Kind(kind).label), may_write=_may_write(member, kind, may_write)
        )
        for kind in ProfileFact.Kind.values
    }
    rows = ProfileFact.objects.filter(client=client).select_related("author").order_by("-noted_at", "-id")
    hidden: dict[str, list[str]] = {}
    for fact in rows:
        if fact.is_health and not may_read:
            if fact.ended_at is None:
                hidden.setdefault(fact.kind, []).append(fact.severity)
            continue
        (kinds[fact.kind].now if fact.ended_at is None else kinds[fact.kind].earlier).append(fact)
    return [
        replace(one, hidden=len(unread), hidden_severities=[severity for severity in unread if severity])
        for one in kinds.values()
        for unread in [hidden.get(one.kind, [])]
    ]


def _may_write(member: Member, kind: str, may_write_health: bool) -> bool:
    return may_write_health if kind in ProfileFact.HEALTH else allowed(member, "change_clients")


def health_shown(facts: list[KindOfFact]) -> list[ProfileFact]:
    """The health facts a page is about to show."""
    return [fact for kind in facts for fact in (*kind.now, *kind.earlier) if fact.is_health]


def alerts_in(facts: list[KindOfFact]) -> list[Alert]:
    """Standing facts with an alert, the gravest first; those this member may not read without their words."""
    grave = {"stop": 0, "caution": 1, "info": 2}
    found = []
    for kind in facts:
        said: list[tuple[str, str | None]] = [
            (fact.severity, fact.value) for fact in kind.now if fact.severity
        ]
        said += [(severity, None) for severity in kind.hidden_severities]
        found += [
            Alert(severity, str(ProfileFact.Severity(severity).label), kind.label, words)
            for severity, words in said
        ]
    return sorted(found, key=lambda alert: grave[alert.severity])


def agreements_of(client: Client) -> list[Agreement]:
    now = consents_of([client.pk]).get(client.pk, {})
    return [
        Agreement(
            purpose,
            str(Consent.Purpose(purpose).label),
            channel,
            str(Consent.Channel(channel).label),
            answer(now, purpose, channel),
        )
        for purpose, channel in ASKED
    ]


def slots_of(client: Client, member: Member) -> list[Slot]:
    """What other apps say in the header."""
    return [slot for contribute in profile().header for slot in contribute(client, member)]


def why_erased(client: Client, member: Member) -> str:
    """What who erased the client said, for members who may erase."""
    if client.erased_at is None or not allowed(member, "erase_clients"):
        return ""
    kept = Erasure.objects.filter(client=client).first()
    return kept.reason if kept else ""


def age_on(born: date | None, today: date) -> int | None:
    """Whole years."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
