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
from metrics.reactions import (
    count_all_in_new_zone,
    count_client_again,
    count_day_left_again,
    count_everything_again,
    count_payment_again,
    count_visit_again,
    forget_the_person,
    freeze_closed_visit,
    void_reopened_visit,
)
from practices import events as practices
from practices.events import Reactions
from practices.webhooks.actions import queue
from practices.webhooks.reactions import tell_owners

REACTIONS: Reactions = {
    practices.Fact: [queue],  # every fact, after its own reactions
    practices.EndpointDisabled: [tell_owners],
    practices.PracticeOpened: [set_up_bookings],
    practices.LocationChanged: [count_all_in_new_zone],
    clients.ClientRegistered: [place_client],
    clients.ClientChanged: [count_client_again],
    clients.ClientsImported: [place_imported_clients],
    clients.ImportUndone: [place_everybody, count_everything_again],
    clients.ClientErased: [leave_the_board, forget_the_person],
    bookings.AppointmentBooked: [place_client, count_visit_again],
    bookings.AppointmentMoved: [place_client, count_visit_again, count_day_left_again],
    bookings.ClientArrived: [place_client],
    bookings.ServiceStarted: [place_client],
    bookings.VisitCompleted: [place_client, freeze_closed_visit, count_visit_again],
    bookings.ClientMissed: [place_client, count_visit_again],
    bookings.AppointmentCancelled: [place_client, count_visit_again],
    bookings.StepUndone: [place_client, void_reopened_visit, count_visit_again],
    bookings.PaymentTaken: [place_client, count_payment_again],
    bookings.PaymentRefunded: [place_client, count_payment_again],
}
