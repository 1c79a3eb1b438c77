"""What a client does with their visit through its link."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bookings.actions.changing import fresh
from bookings.actions.refusals import ClientBusy, NotOnline
from bookings.models import Appointment
from clients.actions import prove_address
from practices.errors import Refusal


class LinkOver(Refusal):
    """The visit was changed after the link was opened, by nobody who looked through it."""

    sentence = _("This link no longer opens anything")


@transaction.atomic
def by_link(
    verb: Callable[..., Appointment], appointment: Appointment, *, was_told: bool, at: datetime, **how: Any
) -> Appointment:
    """Confirm, move or cancel as the client; with a link from a message they prove their address by it.

    appointment     as the link opened it
    was_told        the link came in a message; the page after a booking has one too, which proves nothing
    Refuses         LinkOver; as the verb, with NotOnline instead of ClientBusy, which names the client
    """
    if fresh(appointment).version != appointment.version:
        raise LinkOver
    try:
        changed = verb(appointment, by=None, at=at, **how)
    except ClientBusy:
        raise NotOnline from None
    if was_told:
        prove_address(changed.client, at=at)
    return changed
