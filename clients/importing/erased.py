"""Who was erased stays away: a row of an old file that brings them back is refused, and its cells are not kept."""

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q

from clients.importing.rows import ClientRow
from clients.models import Client, ErasedMark
from clients.rules.mentions import Person
from clients.rules.names import fold
from clients.rules.trouble import Trouble
from practices.models import Practice

CODE = "was_erased"


def remember(client: Client, person: Person, *, at: datetime) -> None:
    """Keep marks of a client who is being erased, while the contacts are still there.

    A contact counts for itself where nobody else has it; else only together with the name.
    """
    others = Client.objects.present().exclude(pk=client.pk)
    shared = others.filter(Q(phone__in=person.contacts) | Q(email__in=person.contacts))
    theirs = {contact for pair in shared.values_list("phone", "email") for contact in pair}
    said = [*person.numbers, *(person.contacts - theirs), _as_a_row(client)]
    said += [_together(name, contact) for name in person.names for contact in person.contacts]
    practice = client.practice
    ErasedMark.objects.bulk_create(
        [
            ErasedMark(practice=practice, digest=_digest(practice, one), erased_on=at.date())
            for one in set(said)
        ],
        ignore_conflicts=True,
    )


def erased_among(practice: Practice, rows: Iterable[tuple[int, Iterable[str]]]) -> dict[int, Trouble]:
    """The rows that are about somebody who was erased, by line, each with when that was.

    rows        line and what the row says of the person, as `said_of` puts it
    """
    by_digest: dict[str, set[int]] = {}
    for line, said in rows:
        for one in said:
            by_digest.setdefault(_digest(practice, one), set()).add(line)
    marks = ErasedMark.objects.filter(digest__in=by_digest).values_list("digest", "erased_on")
    return {
        line: Trouble(CODE, facts={"on": erased_on.isoformat()})
        for digest, erased_on in marks
        for line in by_digest[digest]
    }


def said_of(number: str, name: str, contacts: Iterable[str]) -> Iterator[str]:
    """Everything a row may be known by."""
    if number:
        yield number
    for contact in contacts:
        if contact:
            yield contact
            yield _together(name, contact)


def _together(name: str, contact: str) -> str:
    return f"{fold(name)}|{contact}"


def _as_a_row(client: Client) -> str:
    """The key of a row that says just what is known here, of a file without numbers."""
    row = ClientRow(
        0, first_name=client.name, phone=client.phone, email=client.email, birth_date=client.birth_on
    )
    return row.key


def _digest(practice: Practice, said: str) -> str:
    return hmac.digest(bytes(practice.id_key), f"erased|{said}".encode(), "sha256").hex()
