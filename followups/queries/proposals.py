"""Real times to propose for the next visit: same service, same person, about one rhythm later."""

from datetime import datetime
from urllib.parse import urlencode

from bookings.models import Appointment, Resource
from bookings.queries.free import rebook_slots
from clients.models import Client
from followups import links

PROPOSED = 3


def proposals(client: Client, *, at: datetime) -> list[tuple[datetime, str, str]]:
    """Up to three free times with the clock they are on and where each can be booked.

    The page shows them anew: a time that was taken meanwhile is not there any more.
    """
    last = (
        Appointment.objects.filter(client=client, status=Appointment.Status.COMPLETED)
        .select_related("location", "practice", "client")
        .prefetch_related("segments__service")
        .order_by("-starts_at")
        .first()
    )
    segment = last.segments.first() if last else None
    if last is None or segment is None or not segment.service.books_online:
        return []
    slots = rebook_slots(last, at=at, count=PROPOSED)
    codes = dict(
        Resource.objects.filter(pk__in={slot.practitioner_id for slot in slots}).values_list(
            "pk", "public_id"
        )
    )
    page = links.public("public:times", last.practice.slug, segment.service.public_id)
    return [
        (
            slot.starts_at,
            last.time_zone,
            f"{page}?{_asking(last, slot.starts_at, codes[slot.practitioner_id])}",
        )
        for slot in sorted(slots, key=lambda slot: slot.starts_at)
    ]


def _asking(last: Appointment, starts_at: datetime, who: object) -> str:
    day = starts_at.astimezone(last.zone).date().isoformat()
    return urlencode({"with": who, "from": day})
