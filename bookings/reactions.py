"""What bookings does when something happens below it."""

from bookings import presets
from practices.events import PracticeOpened
from practices.models import Event, Location


def set_up_bookings(fact: PracticeOpened, event: Event) -> None:
    """A new practice starts with services, rooms and hours that suit its kind."""
    location = Location.objects.order_by("position", "id").first()
    if location is not None:
        presets.set_up(
            event.practice, fact.practice_kind, location=location, owner=event.actor, at=event.occurred_at
        )
