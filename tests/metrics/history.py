"""Histories for the property tests: rows as the apps below leave them, and the facts they announce.

Written row by row, not through the desk's verbs: the numbers must hold for any history the tables can carry,
also one that today's verbs would refuse.
"""

from datetime import datetime, timedelta

from bookings import events
from bookings.models import Appointment, Payment, Resource, Segment, Service
from clients.models import Client
from metrics import actions, reactions
from practices.models import Event, Location, Practice
from tests.factories import NOON

Status = Appointment.Status
HOUR = timedelta(hours=1)


class History:
    """A practice with two places, in New York and in Berlin, and two practitioners."""

    def __init__(self, practice: Practice) -> None:
        self.practice, self.now = practice, NOON
        self.places = [
            Location.objects.get(),
            Location.objects.create(practice=practice, name="Mitte", time_zone="Europe/Berlin"),
        ]
        self.service = Service.objects.create(
            practice=practice, name="Massage", hands_on_minutes=60, price=8000
        )
        self.hands = [
            Resource.objects.create(practice=practice, kind="practitioner", name=name)
            for name in ("Petra", "Paul")
        ]
        self.clients: list[Client] = []
        self.visits: list[Appointment] = []

    def register(self, *, known: bool = False, **more: object) -> Client:
        client = Client.objects.create(
            practice=self.practice,
            name=f"Client {len(self.clients)}",
            search_text="",
            sort_name="",
            registered_at=self.now,
            was_known_before=known,
            **more,
        )
        self.clients.append(client)
        return client

    def book(
        self,
        client: Client,
        starts_at: datetime,
        *,
        place: int = 0,
        hand: int = 0,
        source: str = "desk",
        **more,
    ) -> Appointment:
        location = self.places[place]
        visit = Appointment.objects.create(
            **{
                "practice": self.practice,
                "client": client,
                "location": location,
                "starts_at": starts_at,
                "ends_at": starts_at + HOUR,
                "time_zone": location.time_zone,
                "wall_starts": location.local(starts_at).strftime("%Y-%m-%dT%H:%M"),
                "price": 8000,
                "currency": "USD",
                "source": source,
                "booked_at": self.now,
                **more,
            }
        )
        self._segment(visit, hand)
        self.visits.append(visit)
        if source != "import":
            self._visit(events.AppointmentBooked, visit, **self._booking(visit))
        return visit

    def move(self, visit: Appointment, starts_at: datetime, *, hand: int | None = None) -> None:
        """hand     who sees the client from now on; None: the same as before"""
        segment = visit.segments.get()
        was_hand, new_hand = segment.practitioner, segment.practitioner if hand is None else self.hands[hand]
        was, visit.starts_at, visit.ends_at = visit.starts_at, starts_at, starts_at + HOUR
        visit.save()
        visit.segments.update(starts_at=visit.starts_at, ends_at=visit.ends_at, practitioner=new_hand)
        fact = events.AppointmentMoved(
            client_id=visit.client_id,
            appointment_id=visit.pk,
            starts_at=starts_at,
            ends_at=visit.ends_at,
            was_starts_at=was,
            practitioner_ids=[new_hand.pk],
            was_practitioner_ids=[was_hand.pk],
            version=2,
        )
        reactions.count_visit_again(fact, self._event())
        reactions.count_day_left_again(fact, self._event())
        reactions.count_money_in_other_hands(fact, self._event())

    def cancel(self, visit: Appointment, *, by: str = "client", is_late: bool = False) -> None:
        names = {"practice": Status.CANCELLED_BY_PRACTICE, "client": Status.CANCELLED_BY_CLIENT}
        visit.status = Status.CANCELLED_LATE if is_late else names[by]
        visit.cancelled_at = self.now
        visit.save()
        self._visit(events.AppointmentCancelled, visit, by=by, is_late=is_late)

    def complete(self, visit: Appointment, at: datetime | None = None) -> None:
        visit.status, visit.completed_at = Status.COMPLETED, at or max(self.now, visit.ends_at)
        visit.save()
        fact = self._visit(events.VisitCompleted, visit, ends_at=visit.ends_at)
        reactions.freeze_closed_visit(fact, self._event())

    def miss(self, visit: Appointment) -> None:
        visit.status = Status.NO_SHOW
        visit.save()
        self._visit(events.ClientMissed, visit)

    def undo(self, visit: Appointment) -> None:
        """The last step was a mistake: back to booked."""
        was, visit.status = visit.status, Status.BOOKED
        visit.completed_at = visit.cancelled_at = None
        visit.save()
        fact = self._visit(events.StepUndone, visit, was=was, now=visit.status)
        reactions.void_reopened_visit(fact, self._event())

    def pay(self, visit: Appointment, amount: int = 8000, *, refunds: Payment | None = None) -> Payment:
        payment = Payment.objects.create(
            practice=self.practice,
            appointment=visit,
            client_id=visit.client_id,
            kind="refund" if refunds else "payment",
            refunds=refunds,
            amount=amount,
            currency="USD",
            method="card",
            taken_at=self.now,
        )
        fact = events.PaymentTaken(
            client_id=visit.client_id,
            payment_id=payment.pk,
            appointment_id=visit.pk,
            amount=amount,
            currency="USD",
            method="card",
        )
        reactions.count_payment_again(fact, self._event())
        return payment

    def erase(self, client: Client) -> None:
        Client.objects.filter(pk=client.pk).update(erased_at=self.now, name="Erased")
        actions.mark(self.practice, clients=[client.pk])

    def merge(self, one: Client, into: Client | None) -> None:
        """One record turns out to be another's; None takes that back."""
        was = Client.objects.get(pk=one.pk).merged_into_id
        Client.objects.filter(pk=one.pk).update(merged_into=into)
        touched = [pk for pk in (one.pk, was, into and into.pk) if pk]
        actions.mark(self.practice, clients=touched)

    def import_visit(self, client: Client, starts_at: datetime, *, status: str, paid: int = 0) -> None:
        visit = self.book(client, starts_at, source="import", status=status)
        if paid:
            Payment.objects.create(
                practice=self.practice,
                appointment=visit,
                client=client,
                amount=paid,
                currency="USD",
                method="other",
                taken_at=visit.ends_at,
                is_imported=True,
            )
        actions.mark_everything(self.practice)

    def change_zone(self, place: int, zone: str) -> None:
        Location.objects.filter(pk=self.places[place].pk).update(time_zone=zone)
        Appointment.objects.filter(location=self.places[place]).update(time_zone=zone)
        self.places[place].refresh_from_db()
        actions.mark_everything(self.practice)

    def _segment(self, visit: Appointment, hand: int) -> None:
        Segment.objects.create(
            practice=self.practice,
            appointment=visit,
            service=self.service,
            practitioner=self.hands[hand],
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            hands_on_minutes=60,
            price=visit.price,
        )

    def _booking(self, visit: Appointment) -> dict[str, object]:
        return {
            "ends_at": visit.ends_at,
            "location_id": visit.location_id,
            "service_ids": [self.service.pk],
            "practitioner_ids": [],
            "price": visit.price,
            "currency": visit.currency,
            "source": visit.source,
        }

    def _visit(self, kind: type, visit: Appointment, **more: object) -> object:
        fact = kind(client_id=visit.client_id, appointment_id=visit.pk, starts_at=visit.starts_at, **more)
        reactions.count_visit_again(fact, self._event())
        return fact

    def _event(self) -> Event:
        return Event(practice=self.practice, occurred_at=self.now)
