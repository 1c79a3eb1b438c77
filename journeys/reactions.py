"""What journeys do when something happened: read the facts again, and put the client where they lead."""

from typing import Protocol

from bookings.models import Appointment
from clients.models import Client
from journeys import actions
from journeys.models import Journey
from practices.events import ClientFact, Fact
from practices.models import Event


class BatchFact(Protocol):
    """A fact about a whole file that came in."""

    batch_id: int


def place_client(fact: ClientFact, event: Event) -> None:
    """Put the client where the facts now say."""
    actions.place(
        fact.client_id, practice=event.practice, cause=event.kind, by=event.actor, at=event.occurred_at
    )


def remember_answer(fact: ClientFact, event: Event) -> None:
    """A check-in was answered: what comes next is the next visit. An anonymous answer moves nobody."""
    if fact.client_id:
        actions.note_answer(fact.client_id, practice=event.practice, cause=event.kind, at=event.occurred_at)


def place_imported_clients(fact: BatchFact, event: Event) -> None:
    """Everybody in the file gets a place on the board."""
    people = Client.objects.filter(import_batch_id=fact.batch_id).values_list("pk", flat=True)
    actions.place_many(list(people), practice=event.practice, cause=event.kind, at=event.occurred_at)


def place_imported_visitors(fact: BatchFact, event: Event) -> None:
    """Past visits say what is usual here, and where those who made them stand."""
    actions.count_usual(event.practice, at=event.occurred_at)
    visits = Appointment.objects.filter(import_batch_id=fact.batch_id)
    people = visits.order_by().values_list("client_id", flat=True).distinct()
    actions.place_many(list(people), practice=event.practice, cause=event.kind, at=event.occurred_at)


def place_everybody(fact: Fact, event: Event) -> None:
    """A file was taken back, and with it what was known of many: read all anew."""
    actions.count_usual(event.practice, at=event.occurred_at)
    people = Journey.objects.values_list("client_id", flat=True)
    actions.place_many(list(people), practice=event.practice, cause=event.kind, at=event.occurred_at)


def leave_the_board(fact: ClientFact, event: Event) -> None:
    """An erased person has no journey."""
    actions.close_journey(fact.client_id)
