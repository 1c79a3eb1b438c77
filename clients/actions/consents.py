"""What a client agreed to, as a ledger: entries are added and never changed. What counts is the newest."""

from datetime import datetime
from typing import Any

from django.db import transaction

from clients.events import ConsentGiven, ConsentWithdrawn
from clients.models import Client, Consent
from practices.events import record
from practices.models import Member

WORDING = "2026-11"
"""Version of the sentences in templates/clients/wording/; a change of words is a new version."""


@transaction.atomic
def give_consent(
    client: Client, *, purpose: str, source: str, by: Member | None, at: datetime,
    channel: str = Consent.Channel.ANY, wording: str = WORDING, evidence: dict[str, Any] | None = None,
) -> Consent:  # fmt: skip
    """Note that a client agrees.

    purpose     one of Consent.Purpose
    channel     sms, email, or any for all of them
    wording     version of the words the client saw
    source      where it was said: desk, booking_page, sms, link, import
    evidence    what proves it: address, message id, form answers
    Records     ConsentGiven
    """
    entry = _entry(client, purpose, channel, True, wording, source, evidence, by, at)
    given = ConsentGiven(client_id=client.pk, consent_id=entry.pk, purpose=purpose, channel=channel)
    record(given, practice=client.practice, by=by, at=at)
    return entry


@transaction.atomic
def withdraw_consent(
    client: Client, *, purpose: str, source: str, by: Member | None, at: datetime,
    channel: str = Consent.Channel.ANY, wording: str = WORDING, evidence: dict[str, Any] | None = None,
) -> Consent:  # fmt: skip
    """Note that a client no longer agrees, or said no when asked. It holds at once.

    Records     ConsentWithdrawn
    """
    entry = _entry(client, purpose, channel, False, wording, source, evidence, by, at)
    withdrawn = ConsentWithdrawn(client_id=client.pk, consent_id=entry.pk, purpose=purpose, channel=channel)
    record(withdrawn, practice=client.practice, by=by, at=at)
    return entry


def _entry(
    client: Client, purpose: str, channel: str, is_given: bool, wording: str, source: str,
    evidence: dict[str, Any] | None, by: Member | None, at: datetime,
) -> Consent:  # fmt: skip
    entry: Consent = Consent.objects.create(
        practice=client.practice, client=client, purpose=Consent.Purpose(purpose).value,
        channel=Consent.Channel(channel).value, is_given=is_given, wording=wording, source=source,
        evidence=evidence or {}, noted_by=by, noted_at=at,
    )  # fmt: skip
    return entry
