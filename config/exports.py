"""Everything about one client, app by app: each function returns file name → rows for the zip of an export."""

from bookings.exporting import bookings_part
from clients.exporting import Contribution, clients_part
from followups.exporting import followups_part
from journeys.exporting import journeys_part

EXPORTS: list[Contribution] = [clients_part, bookings_part, journeys_part, followups_part]
