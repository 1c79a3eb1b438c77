"""What is true at the moment of a claim, read anew for a whole batch with one query for each kind of thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bookings.models import Appointment, Segment
from clients.models import Client
from clients.queries.consents import consents_of
from clients.rules.consent import answer
from followups.models import Feedback, Message
from followups.queries.reach import address_of, sent_lately, suppressed
from followups.rules.checks import WEEK, World
from followups.rules.purposes import PURPOSES, SMS, Purpose
from followups.rules.quiet import MARKETING, VISITS, Window, rounded, strictest
from followups.rules.zones import plausible_zones
from practices.models import Location, Practice


@dataclass(frozen=True, kw_only=True)
class Situation:
    """One message with everything it depends on.

    named       services of the visit that are harmless to name, in order
    """

    message: Message
    client: Client
    practice: Practice
    purpose: Purpose
    address: str
    appointment: Appointment | None
    location: Location | None
    world: World
    named: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        """The clock of the visit, else of the practice's first place."""
        if self.appointment:
            return str(self.appointment.time_zone)
        return str(self.location.time_zone) if self.location else "UTC"


class Batch:
    """The rows around a batch of messages; nothing is asked twice, and nothing before it is needed."""

    def __init__(self, messages: Sequence[Message], *, practice: Practice, at: datetime) -> None:
        self.messages, self.practice, self.at = messages, practice, at
        self.client_ids = {message.client_id for message in messages}

    def situations(self) -> list[Situation]:
        return [self.situation(message) for message in self.messages]

    def situation(self, message: Message) -> Situation:
        purpose = PURPOSES[message.purpose]
        client = self.clients[message.client_id]
        appointment = self.appointments.get(message.subject_id) if message.subject == "appointment" else None
        location = appointment.location if appointment else self.first_location
        return Situation(
            message=message,
            client=client,
            practice=self.practice,
            purpose=purpose,
            address=self.addresses[message.pk],
            appointment=appointment,
            location=location,
            world=self._world(message, purpose, client, appointment, location),
            named=tuple(self.named.get(appointment.pk, ())) if appointment else (),
        )

    def _world(
        self,
        message: Message,
        purpose: Purpose,
        client: Client,
        appointment: Appointment | None,
        location: Location | None,
    ) -> World:
        address = self.addresses[message.pk]
        said = self.suppressed.get((message.channel, address), set())
        consent = answer(self.consents.get(client.pk, {}), purpose.consent, message.channel)
        zone = appointment.time_zone if appointment else location.time_zone if location else "UTC"
        return World(
            zones=plausible_zones(
                profile=client.own_zone or None,
                number=address if message.channel == SMS else None,
                location=zone,
                is_marketing=purpose.is_marketing,
            ),
            window=window_of(self.practice, purpose),
            gives_up_at=message.give_up_at or datetime.max.replace(tzinfo=self.at.tzinfo),
            is_released=client.is_released and client.erased_at is None,
            is_suppressed="all" in said or (purpose.is_marketing and "marketing" in said),
            consent=consent,
            has_address=bool(address),
            sent_lately=tuple(self.sent_lately.get(client.pk, ())),
            visit_starts_at=appointment.starts_at if appointment else None,
            is_still_true=self._is_still_true(message, appointment),
            cap=self.practice.weekly_cap,
        )

    def _is_still_true(self, message: Message, appointment: Appointment | None) -> bool:
        if message.subject == "appointment":
            return appointment is not None and self._visit_fits(message, appointment)
        if message.purpose in {"rebook", "win_back"}:
            # While somebody is unhappy with us, machines keep still.
            return message.client_id not in self.clients_with_a_visit_ahead | self.unhappy_clients
        return True

    def _visit_fits(self, message: Message, appointment: Appointment) -> bool:
        """Whether the visit is still as the message says."""
        same_time = message.occurrence.partition(" ")[0] in {"", appointment.starts_at.isoformat()}
        if message.purpose == "cancelled":
            return appointment.status in Appointment.CANCELLED
        if message.purpose == "check_in":
            is_open = appointment.pk not in self.answered and message.client_id not in self.unhappy_clients
            return is_open and appointment.status == Appointment.Status.COMPLETED
        if message.purpose == "reminder_sms":
            return same_time and appointment.status == Appointment.Status.BOOKED
        return same_time and appointment.is_upcoming

    @cached_property
    def clients(self) -> dict[int, Client]:
        return Client.objects.in_bulk(self.client_ids)

    @cached_property
    def appointments(self) -> dict[int, Appointment]:
        ids = {message.subject_id for message in self.messages if message.subject == "appointment"}
        found: dict[int, Appointment] = Appointment.objects.in_bulk(ids) if ids else {}
        places = Location.objects.in_bulk({visit.location_id for visit in found.values()}) if found else {}
        for visit in found.values():
            visit.location = places[visit.location_id]
        return found

    @cached_property
    def named(self) -> dict[int, list[str]]:
        segments = Segment.objects.filter(appointment_id__in=self.appointments, service__may_be_named=True)
        found: dict[int, list[str]] = {}
        for appointment_id, name in segments.order_by("position").values_list(
            "appointment_id", "service__name"
        ):
            found.setdefault(appointment_id, []).append(name)
        return found

    @cached_property
    def answered(self) -> set[int]:
        asked = [message.subject_id for message in self.messages if message.purpose == "check_in"]
        rows = Feedback.objects.filter(appointment_id__in=asked)
        return set(rows.values_list("appointment_id", flat=True)) if asked else set()

    @cached_property
    def clients_with_a_visit_ahead(self) -> set[int]:
        ahead = Appointment.objects.filter(
            client_id__in=self.client_ids, status__in=Appointment.UPCOMING, starts_at__gt=self.at
        )
        return set(ahead.values_list("client_id", flat=True))

    @cached_property
    def unhappy_clients(self) -> set[int]:
        open_cases = Feedback.objects.filter(client_id__in=self.client_ids, needs_answer=True)
        return {client_id for client_id in open_cases.values_list("client_id", flat=True) if client_id}

    @cached_property
    def first_location(self) -> Location | None:
        found: Location | None = Location.objects.filter(closed_at=None).first()
        return found

    @cached_property
    def addresses(self) -> dict[int, str]:
        """Where each message goes; the answer to a text goes back to the number it came from."""
        return {
            message.pk: message.to
            if PURPOSES[message.purpose].is_reply
            else address_of(self.clients[message.client_id], message.channel)
            for message in self.messages
        }

    @cached_property
    def suppressed(self) -> dict[tuple[str, str], set[str]]:
        pairs = {(message.channel, self.addresses[message.pk]) for message in self.messages}
        return suppressed(self.practice.pk, pairs)

    @cached_property
    def consents(self) -> dict[int, dict[tuple[str, str], bool]]:
        return consents_of(self.client_ids)

    @cached_property
    def sent_lately(self) -> dict[int, list[datetime]]:
        if not any(PURPOSES[message.purpose].counts for message in self.messages):
            return {}
        return sent_lately(self.client_ids, since=self.at - WEEK)


def window_of(practice: Practice, purpose: Purpose) -> Window:
    """The practice's own waking hours; for marketing never wider than the law's."""
    own = rounded(practice.quiet_until, practice.quiet_from)
    if not purpose.is_marketing:
        return own
    # Hours that run over midnight are for a practice that works at night; news and offers keep to the day.
    return strictest(MARKETING, own if own.opens < own.closes else VISITS)
