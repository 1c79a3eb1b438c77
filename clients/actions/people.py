"""A client comes, changes, is put aside and comes back."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clients.actions.words import dress_for_search, note_words
from clients.events import ClientArchived, ClientChanged, ClientRegistered, ClientReleased, ClientRestored
from clients.models import Client
from clients.rules.emails import normal_email
from clients.rules.phones import normal_phone
from clients.rules.trouble import Troubled
from clients.wording import sentence
from practices.actions.places import ZoneUnknown
from practices.errors import Refusal, violated
from practices.events import record
from practices.models import Member, Practice
from practices.zones import is_zone

DETAILS = (
    "name", "preferred_name", "pronouns", "birth_on", "phone", "email", "language", "time_zone",
    "street", "postcode", "city", "source", "referrer", "practitioner", "tags", "external_id",
)  # fmt: skip


class NameMissing(Refusal):
    sentence = _("A client needs a name.")


class ReferredByThemselves(Refusal):
    sentence = _("Nobody can have sent themselves.")


class ContactUnreadable(Refusal):
    """`field` in the facts says which one."""

    sentence = _("{why}")


class ExternalIdTaken(Refusal):
    """`client_id` in the facts says who has it."""

    sentence = _("Another client has the external id “{external_id}” already.")


class ChangedMeanwhile(Refusal):
    sentence = _("Somebody else changed {name} a moment ago. Look at the new values, then save again.")


class AlreadyErased(Refusal):
    sentence = _("This person was erased. What is left is a pseudonym.")


@transaction.atomic
def register(practice: Practice, *, name: str, by: Member | None, at: datetime, **details: Any) -> Client:
    """Take a new person in.

    details     any of DETAILS, and is_verified, is_released; phone and e-mail as people write them
    Refuses     NameMissing, ContactUnreadable, ExternalIdTaken, ZoneUnknown
    Records     ClientRegistered
    """
    client = Client(practice=practice, registered_at=at)
    for field, value in {"name": name, **details}.items():
        setattr(client, field, _normal(field, value, practice))
    if not client.name:
        raise NameMissing
    dress_for_search(client)
    _save(client)
    note_words([client], are_new=True)
    fact = ClientRegistered(client_id=client.pk, source=client.source, referrer_id=client.referrer_id)
    record(fact, practice=practice, by=by, at=at)
    return client


@transaction.atomic
def change_details(
    client: Client, *, changes: dict[str, Any], by: Member | None, at: datetime, version: int | None = None
) -> Client:
    """Change what identifies a person; the record says from what to what. Another address is not yet proven.

    changes     any of DETAILS; values equal to the present ones are passed over
    version     of the row the person looked at; None when nobody looked
    Refuses     ChangedMeanwhile, AlreadyErased, NameMissing, ReferredByThemselves, ContactUnreadable,
                ExternalIdTaken, ZoneUnknown
    Records     ClientChanged, when anything changed
    """
    kept = locked(client)
    if version is not None and version != kept.version:
        raise ChangedMeanwhile(name=kept.called)
    moved: dict[str, list[Any]] = {}
    for field in DETAILS:
        if field not in changes:
            continue
        new = _normal(field, changes[field], kept.practice)
        old = getattr(kept, field)
        if new != old:
            moved[field] = [_said(old), _said(new)]
            setattr(kept, field, new)
    if not kept.name:
        raise NameMissing
    if kept.referrer_id == kept.pk:
        raise ReferredByThemselves
    if kept.is_verified and any(moved[one][0] for one in {"phone", "email"} & set(moved)):
        kept.is_verified, moved["is_verified"] = False, [True, False]
    if moved:
        dress_for_search(kept)
        kept.version += 1
        _save(kept)
        if {"name", "preferred_name", "phone", "email", "tags"} & set(moved):
            note_words([kept])
        record(ClientChanged(client_id=kept.pk, changes=moved), practice=kept.practice, by=by, at=at)
    return kept


@transaction.atomic
def tag(client: Client, *, add: str = "", remove: str = "", by: Member | None, at: datetime) -> Client:
    """Put a tag on a client, or take one off. What somebody else put on a moment ago stays.

    Refuses     AlreadyErased
    Records     ClientChanged, when anything changed
    """
    tidy = " ".join(add.replace("\0", "").split())[:40]
    gone = {remove.casefold(), tidy.casefold()}
    tags = [one for one in locked(client).tags if one.casefold() not in gone]
    return change_details(client, changes={"tags": [*tags, *([tidy] if tidy else [])]}, by=by, at=at)


@transaction.atomic
def archive(client: Client, *, by: Member | None, at: datetime) -> Client:
    """Put a client aside: lists no longer show them and nothing is sent by itself. Nothing is lost.

    Refuses     AlreadyErased
    Records     ClientArchived, when they were not archived before
    """
    kept = locked(client)
    if kept.archived_at is None:
        kept.archived_at = at
        kept.save(update_fields=["archived_at"])
        record(ClientArchived(client_id=kept.pk), practice=kept.practice, by=by, at=at)
    return kept


@transaction.atomic
def restore(client: Client, *, by: Member | None, at: datetime) -> Client:
    """Take an archived client back into the lists.

    Refuses     AlreadyErased
    Records     ClientRestored, when they were archived
    """
    kept = locked(client)
    if kept.archived_at is not None:
        kept.archived_at = None
        kept.save(update_fields=["archived_at"])
        record(ClientRestored(client_id=kept.pk), practice=kept.practice, by=by, at=at)
    return kept


@transaction.atomic
def release(client: Client, *, by: Member | None, at: datetime) -> Client:
    """Let an imported person get automatic messages from now on.

    Refuses     AlreadyErased
    Records     ClientReleased, when they were held back before
    """
    kept = locked(client)
    if not kept.is_released:
        kept.is_released = True
        kept.save(update_fields=["is_released"])
        record(ClientReleased(client_id=kept.pk), practice=kept.practice, by=by, at=at)
    return kept


def locked(client: Client) -> Client:
    """The client, held until the transaction ends, so that nobody erases them meanwhile.

    Refuses     AlreadyErased
    """
    kept: Client = Client.objects.select_for_update(of=("self",)).select_related("practice").get(pk=client.pk)
    if kept.erased_at is not None:
        raise AlreadyErased
    return kept


def _save(client: Client) -> None:
    try:
        with transaction.atomic(savepoint=bool(client.external_id)):
            client.save()
    except IntegrityError as error:
        if violated(error) != "client_external_id_once":
            raise
        other = Client.objects.filter(external_id=client.external_id).values_list("pk", flat=True).first()
        facts = {"external_id": client.external_id, "client_id": other, "field": "external_id"}
        raise ExternalIdTaken(**facts) from error


def _normal(field: str, value: Any, practice: Practice) -> Any:
    """The value as it is kept: single spaces, E.164, small letters."""
    if isinstance(value, str):
        value = " ".join(value.replace("\0", "").split())
    if field == "time_zone" and value and not is_zone(value):
        raise ZoneUnknown(zone=value)
    try:
        if field == "phone" and value:
            return normal_phone(value, region=practice.country)
        if field == "email" and value:
            return normal_email(value)
    except Troubled as error:
        raise ContactUnreadable(why=sentence(error.trouble), field=field) from error
    return value


def _said(value: Any) -> Any:
    """A value as the record keeps it: rows by their number alone, so that no name outlives its erasure there."""
    return getattr(value, "pk", value)
