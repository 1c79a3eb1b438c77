"""What we know about a client, one dated fact at a time. Nothing is overwritten."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clients.actions.people import locked
from clients.events import FactEnded, FactNoted, SensitiveRead
from clients.models import Client, ProfileFact
from practices.errors import Refusal
from practices.events import record
from practices.models import Event, Member

LONGEST = 5000


class FactEmpty(Refusal):
    sentence = _("Write down what you know, or leave it out.")


class FactTooLong(Refusal):
    sentence = _("A fact may have up to {most} characters.")


class FactOver(Refusal):
    sentence = _("This was changed or ended in the meantime. Look at the newest entry.")


@transaction.atomic
def note_fact(
    client: Client, *, kind: str, value: str, by: Member | None, at: datetime, severity: str = "",
    source: str = ProfileFact.Source.STAFF, review_on: date | None = None,
) -> ProfileFact:  # fmt: skip
    """Write down something about a client, with who said it and when to look at it again.

    severity    "" or info, caution, stop: an alert wherever the client is dealt with
    Refuses     AlreadyErased, FactEmpty, FactTooLong
    Records     FactNoted
    """
    client = locked(client)
    return _note(
        ProfileFact(
            practice=client.practice, client=client, kind=kind, value=_text(value), severity=severity,
            source=source, author=by, noted_at=at, review_on=review_on,
        ),
        replaces=None,
    )  # fmt: skip


@transaction.atomic
def supersede(
    fact: ProfileFact, *, value: str, by: Member | None, at: datetime, **changes: Any
) -> ProfileFact:
    """Write down how it is now. What stood there before ends and stays readable.

    changes     severity, source, review_on, as `note_fact` takes them; what is not named stays as it was
    Refuses     FactOver, FactEmpty, FactTooLong
    Records     FactNoted, which names the fact it replaces
    """
    old = _standing(fact)
    stays = {"severity": old.severity, "source": old.source, "review_on": old.review_on}
    new = _note(
        ProfileFact(
            practice=old.practice, client=old.client, kind=old.kind, value=_text(value), author=by, noted_at=at,
            **{**stays, **changes},
        ),
        replaces=old,
    )  # fmt: skip
    ProfileFact.objects.filter(pk=old.pk).update(ended_at=at, replaced_by=new)
    return new


@transaction.atomic
def end_fact(fact: ProfileFact, *, by: Member | None, at: datetime) -> None:
    """Say that something no longer holds. It stays readable among the earlier ones.

    Refuses     FactOver
    Records     FactEnded
    """
    old = _standing(fact)
    ProfileFact.objects.filter(pk=old.pk).update(ended_at=at)
    ended = FactEnded(client_id=old.client_id, fact_id=old.pk, fact_kind=old.kind)
    record(ended, practice=old.practice, by=by, at=at)


@transaction.atomic
def read_sensitive(
    client: Client, *, facts: list[ProfileFact], where: str, by: Member, at: datetime
) -> Event:
    """Note that somebody is shown health text. Called before it is shown.

    where       the page: "profile", "visit", "export"
    Records     SensitiveRead
    """
    read = SensitiveRead(client_id=client.pk, where=where, fact_ids=[fact.pk for fact in facts])
    return record(read, practice=client.practice, by=by, at=at)


def _note(fact: ProfileFact, *, replaces: ProfileFact | None) -> ProfileFact:
    fact.save()
    noted = FactNoted(
        client_id=fact.client_id, fact_id=fact.pk, fact_kind=fact.kind, severity=fact.severity,
        replaces_id=replaces.pk if replaces else None,
    )  # fmt: skip
    record(noted, practice=fact.practice, by=fact.author, at=fact.noted_at)
    return fact


def _standing(fact: ProfileFact) -> ProfileFact:
    """The fact, locked, if it still holds."""
    rows = ProfileFact.objects.select_related("practice", "client").select_for_update(of=("self",))
    kept: ProfileFact = rows.get(pk=fact.pk)
    if kept.ended_at is not None:
        raise FactOver
    return kept


def _text(value: str) -> str:
    text = value.replace("\0", "").strip()
    if not text:
        raise FactEmpty
    if len(text) > LONGEST:
        raise FactTooLong(most=LONGEST)
    return text
