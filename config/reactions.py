"""What follows what. urls.py maps requests to views; this maps facts to reactions, in order.

Reactions run in the transaction of the fact. They are total: missing data means "nothing to do",
and only bugs raise. They never leave the database.
"""

from bookings import events as bookings
from bookings.reactions import set_up_bookings
from clients import events as clients
from journeys.reactions import (
    leave_the_board,
    place_client,
    place_everybody,
    place_imported_clients,
)
from practices import events as practices
from practices.events import Reactions
from practices.webhooks.actions import queue
from practices.webhooks.reactions import tell_owners

REACTIONS: Reactions = {
    practices.Fact: [queue],  # every fact, after its own reactions
    practices.EndpointDisabled: [tell_owners],
    practices.PracticeOpened: [set_up_bookings],
    clients.ClientRegistered: [place_client],
    clients.ClientsImported: [place_imported_clients],
    clients.ImportUndone: [place_everybody],
    clients.ClientErased: [leave_the_board],
    bookings.AppointmentBooked: [place_client],
    bookings.AppointmentMoved: [place_client],
    bookings.ClientArrived: [place_client],
    bookings.ServiceStarted: [place_client],
    bookings.VisitCompleted: [place_client],
    bookings.ClientMissed: [place_client],
    bookings.AppointmentCancelled: [place_client],
    bookings.StepUndone: [place_client],
    bookings.PaymentTaken: [place_client],
    bookings.PaymentRefunded: [place_client],
}
