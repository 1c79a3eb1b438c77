"""How a client's way through the stages reads on their profile."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from clients.profile import Slot, Telling
from journeys.models import Journey, Stage
from practices.models import Member
from practices.permissions import allowed


def way(payload: dict[str, Any]) -> str:
    now = Stage(payload["stage"]).label if payload.get("stage") else ""
    return f"{Stage(payload['was']).label} → {now}" if payload.get("was") else str(now)


TELLINGS = {
    "journey.stage_entered": Telling("route", "journey", gettext_lazy("Journey"), way, verb="see_journeys"),
}


def stage_slot(client: Client, member: Member) -> list[Slot]:
    """Where the client stands, with the way to the journey's page."""
    journey = Journey.objects.filter(client=client).first() if allowed(member, "see_journeys") else None
    if journey is None:
        return []
    url = reverse("journeys:journey", args=[journey.pk])
    return [Slot(_("Stage"), journey.get_stage_display(), "route", url)]
