"""What apps put on a client's profile: how facts read, lines that are no facts, slots; and columns of the list."""

from bookings import tellings as bookings
from clients import tellings as clients
from clients.profile import Profile
from followups import tellings as followups
from journeys import tellings as journeys

PROFILE = Profile(
    tellings={**clients.TELLINGS, **bookings.TELLINGS, **followups.TELLINGS, **journeys.TELLINGS},
    companions=[clients.with_names, bookings.with_clocks],
    sources={"visits": bookings.imported_visits, "messages": followups.messages},
    header=[bookings.visit_slots, journeys.stage_slot],
    columns=[bookings.visit_columns],
)
