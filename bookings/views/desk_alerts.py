"""Showing what must be minded about a client. Health words shown to a person are on record, once per sitting."""

from datetime import datetime, timedelta

from clients.actions import read_sensitive
from clients.events import SensitiveRead
from clients.models import Client, ProfileFact
from practices.middleware import PracticeRequest
from practices.models import Event
from practices.permissions import allowed

SITTING = timedelta(minutes=10)
"""A panel that redraws itself is one reading, not twenty."""


def note_reading(
    request: PracticeRequest, client: Client, facts: list[ProfileFact], *, where: str, at: datetime
) -> None:
    """Put on record that this member is shown these facts, unless it was just noted for them."""
    if not facts or not allowed(request.member, "see_health"):
        return
    ids = [fact.pk for fact in facts]
    lately = Event.objects.filter(
        kind=SensitiveRead.kind,
        actor=request.member,
        client_id=client.pk,
        occurred_at__gt=at - SITTING,
        payload__where=where,
        payload__fact_ids=ids,
    )
    if not lately.exists():
        read_sensitive(client, facts=facts, where=where, by=request.member, at=at)
