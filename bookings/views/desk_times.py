"""Free times as things to press."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from bookings.queries.desk_offers import Offer
from bookings.queries.free import Slot
from bookings.rules.ranking import Reason
from bookings.rules.time import wall_of
from practices.errors import Refusal
from practices.middleware import PracticeRequest


@dataclass(frozen=True, kw_only=True)
class Chip:
    """key         what the form sends: the instant and the practitioner
    when, day, time     on the wall of the place: Mon 23 Nov, 9:45 a.m.; Monday 23 November; 9:45 a.m.
    """

    key: str
    when: str
    day: str
    time: str
    who: str
    why: str


def why_words() -> dict[Reason, str]:
    return {
        Reason.USUAL_PERSON: _("usual practitioner"),
        Reason.USUAL_TIME: _("usual time of day"),
        Reason.CLOSEST: _("closest"),
        Reason.FITS_SNUGLY: _("leaves no gap"),
        Reason.SOONEST: _("soonest"),
    }


def chips(slots: Iterable[Slot], zone: str) -> list[Chip]:
    why = why_words()
    return [
        _chip(slot, wall_of(slot.starts_at, zone), why[slot.reason] if slot.reason else "") for slot in slots
    ]


def _chip(slot: Slot, wall: datetime, why: str) -> Chip:
    time = formats.time_format(wall)
    return Chip(
        key=f"{slot.starts_at.isoformat()}|{slot.practitioner_id}",
        when=f"{formats.date_format(wall, 'D j M')}, {time}",
        day=formats.date_format(wall, "l j F"),
        time=time,
        who=slot.practitioner_name,
        why=why,
    )


def offered(offer: Offer, zone: str) -> dict[str, Any]:
    return {"offer": offer, "best": chips(offer.best, zone), "others": chips(offer.others, zone)}


def sent(request: PracticeRequest) -> QueryDict | None:
    """The form as it was sent to be acted on; `take` is one of the nearest times. None while somebody still looks."""
    data = request.POST.copy()
    if "take" in data:
        data["slot"] = data["take"]
    return data if {"book", "take", "tell"} & set(data) else None


def refused_time(request: PracticeRequest, refusal: Refusal | None, zone: str) -> dict[str, Any]:
    """What the page says beside the times: why not, what else, and whether to insist."""
    nearest = chips(getattr(refusal, "alternatives", None) or [], zone)
    insist = getattr(refusal, "insist", None)
    said = [word for word in request.POST.getlist("insist") if word != insist]
    return {"refusal": refusal, "alternatives": nearest, "insisted": said if insist else []}
