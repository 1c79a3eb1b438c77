"""Visits become rows: appointments, what they take up, money, notes, answers, and the facts that say so."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from bookings.models import Appointment, Occupancy, Payment, Segment, VisitNote
from config.demo.lives import Story, Visit
from config.demo.opening import House
from config.demo.sequences import take_ids
from followups.models import Feedback
from practices.models import Event

BATCH = 1000
TAKEN_UP = timedelta(days=45)
"""How far back the demo remembers which room was taken; older pages of the calendar read the visit alone."""

IN_PASSING = {"appointment.confirmed", "client.arrived", "service.started"}


def write_visits(house: House, story: Story, visits: Sequence[Visit]) -> None:
    """Everything about all visits, in a handful of large inserts."""
    for visit, pk in zip(visits, take_ids(Appointment, len(visits)), strict=True):
        visit.pk = pk
    Appointment.objects.bulk_create((_appointment(house, visit) for visit in visits), batch_size=BATCH)
    segments = Segment.objects.bulk_create((_segment(house, visit) for visit in visits), batch_size=BATCH)
    since = story.now - TAKEN_UP
    Occupancy.objects.bulk_create(
        (
            row
            for visit, segment in zip(visits, segments, strict=True)
            if visit.starts_at and visit.starts_at >= since
            for row in _occupancy(house, visit, segment)
        ),
        batch_size=BATCH,
    )
    paid = [visit for visit in visits if visit.paid and visit.paid_at]
    payments = Payment.objects.bulk_create((_payment(house, visit) for visit in paid), batch_size=BATCH)
    VisitNote.objects.bulk_create((_note(house, visit) for visit in visits if visit.note), batch_size=BATCH)
    scored = [visit for visit in visits if visit.score]
    answers = Feedback.objects.bulk_create((_feedback(house, visit) for visit in scored), batch_size=BATCH)
    Feedback.objects.bulk_create(
        (_nps(house, visit) for visit in visits if visit.nps is not None), batch_size=BATCH
    )
    facts = [
        *(event for visit in visits for event in _events(house, visit, is_recent=visit.starts_at >= since)),
        *(_paid_event(house, visit, row) for visit, row in zip(paid, payments, strict=True)),
        *(_answer_event(house, visit, row) for visit, row in zip(scored, answers, strict=True)),
    ]
    facts.sort(key=lambda event: event.occurred_at)
    Event.objects.bulk_create(facts, batch_size=BATCH)


def _appointment(house: House, visit: Visit) -> Appointment:
    location = house.locations[visit.person.place]
    desk = None if visit.online else house.desk(visit.person.place)
    return Appointment(
        pk=visit.pk, practice=house.practice, client_id=visit.life.pk, location=location, status=visit.status,
        starts_at=visit.starts_at, ends_at=visit.ends_at, time_zone=location.time_zone,
        wall_starts=f"{visit.day.isoformat()}T{visit.minute // 60:02}:{visit.minute % 60:02}",
        price=visit.offer.price * 100, currency=house.practice.currency,
        late_notice_hours=house.practice.late_notice_hours, request=visit.request,
        source=Appointment.Source.ONLINE if visit.online else Appointment.Source.DESK,
        booked_at=visit.booked_at, booked_by=desk, follows_id=visit.follows.pk if visit.follows else None,
        confirmed_at=visit.confirmed_at, arrived_at=visit.arrived_at, started_at=visit.started_at,
        completed_at=visit.completed_at if visit.status == "completed" else None,
        cancelled_at=visit.cancelled_at, cancel_reason=visit.reason,
    )  # fmt: skip


def _segment(house: House, visit: Visit) -> Segment:
    before, hands_on, processing, finishing, after = visit.offer.parts
    return Segment(
        practice=house.practice, appointment_id=visit.pk, service=house.services[visit.offer.name],
        practitioner=house.people[visit.person.name], starts_at=visit.starts_at, ends_at=visit.ends_at,
        before_minutes=before, hands_on_minutes=hands_on, processing_minutes=processing,
        finishing_minutes=finishing, after_minutes=after, price=visit.offer.price * 100,
    )  # fmt: skip


def _occupancy(house: House, visit: Visit, segment: Segment) -> Iterator[Occupancy]:
    """The person, but for the part that works by itself, and the room throughout."""
    before, hands_on, processing, _finishing, after = visit.offer.parts
    is_standing = not visit.status.startswith("cancelled") and visit.status != "no_show"
    pieces = [(visit.starts_at, visit.ends_at)]
    if processing:
        alone = visit.starts_at + timedelta(minutes=hands_on)
        pieces = [(visit.starts_at, alone), (alone + timedelta(minutes=processing), visit.ends_at)]
    for index, (begins, ends) in enumerate(pieces):
        yield Occupancy(
            practice=house.practice, resource=house.people[visit.person.name], segment=segment, starts_at=begins,
            ends_at=ends, before_minutes=before if index == 0 else 0,
            after_minutes=after if index == len(pieces) - 1 else 0, is_standing=is_standing,
        )  # fmt: skip
    if room := house.rooms.get(visit.person.name):
        yield Occupancy(
            practice=house.practice, resource=room, segment=segment, starts_at=visit.starts_at,
            ends_at=visit.ends_at, before_minutes=before, after_minutes=after, is_standing=is_standing,
        )  # fmt: skip


def _payment(house: House, visit: Visit) -> Payment:
    return Payment(
        practice=house.practice, appointment_id=visit.pk, client_id=visit.life.pk, amount=visit.paid,
        currency=house.practice.currency, method=visit.method, taken_by=house.desk(visit.person.place),
        taken_at=visit.paid_at,
    )  # fmt: skip


def _note(house: House, visit: Visit) -> VisitNote:
    row = VisitNote(
        practice=house.practice, appointment_id=visit.pk, author=house.members[visit.person.name],
        written_at=visit.completed_at,
    )  # fmt: skip
    row.text = visit.note
    return row


def _feedback(house: House, visit: Visit) -> Feedback:
    is_unhappy = visit.score <= 2
    row = Feedback(
        practice=house.practice, client_id=visit.life.pk, appointment_id=visit.pk, kind=Feedback.Kind.CSAT,
        score=visit.score, given_at=visit.scored_at,
    )  # fmt: skip
    row.comment = visit.comment
    if is_unhappy:
        _answered(house, row, visit)
    return row


def _nps(house: House, visit: Visit) -> Feedback:
    return Feedback(
        practice=house.practice, client_id=visit.life.pk, appointment_id=visit.pk, kind=Feedback.Kind.NPS,
        score=visit.nps, given_at=visit.scored_at,
    )  # fmt: skip


def _answered(house: House, row: Feedback, visit: Visit) -> None:
    """Unhappy people were called within the day, all but the newest."""
    answered_at = visit.scored_at + timedelta(hours=19)
    if visit.life.visits[-1] is visit and visit.scored_at > datetime.now(
        tz=visit.scored_at.tzinfo
    ) - timedelta(days=6):
        row.needs_answer = True
        return
    leads = next(m for m in house.members.values() if m.role in {"manager", "owner"})
    row.answered_at, row.answered_by = answered_at, leads


def _events(house: House, visit: Visit, *, is_recent: bool) -> Iterator[Event]:
    """The facts an action would have recorded, in their order; of older visits, only those that still matter."""
    desk = house.desk(visit.person.place)
    said: list[tuple[str, datetime | None, bool, dict[str, Any]]] = [
        ("appointment.booked", visit.booked_at, not visit.online, _booked(house, visit)),
        ("appointment.confirmed", visit.confirmed_at, False, {}),
        ("client.arrived", visit.arrived_at, True, {}),
        ("service.started", visit.started_at, True, {"waited_minutes": _waited(visit)}),
    ]
    if visit.status == "completed":
        said.append(("visit.completed", visit.completed_at, True, {"ends_at": _iso(visit.ends_at)}))
    if visit.status == "no_show" and visit.starts_at:
        said.append(("client.missed", visit.starts_at + timedelta(minutes=20), True, {}))
    if visit.cancelled_at:
        by = "practice" if visit.status == "cancelled_by_practice" else "client"
        details = {
            "by": by,
            "is_late": visit.status == "cancelled_late",
            "reason": visit.reason,
            "is_quiet": False,
        }
        said.append(("appointment.cancelled", visit.cancelled_at, by == "practice", details))
    for kind, at, is_staff, details in said:
        if at is None or (kind in IN_PASSING and not is_recent):
            continue
        payload = {
            "client_id": visit.life.pk, "appointment_id": visit.pk, "starts_at": _iso(visit.starts_at), **details
        }  # fmt: skip
        yield Event(
            practice=house.practice, kind=kind, client_id=visit.life.pk, actor=desk if is_staff else None,
            source="page" if is_staff else "public", occurred_at=at, payload=payload,
        )  # fmt: skip


def _booked(house: House, visit: Visit) -> dict[str, Any]:
    return {
        "ends_at": _iso(visit.ends_at),
        "location_id": house.locations[visit.person.place].pk,
        "service_ids": [house.services[visit.offer.name].pk],
        "practitioner_ids": [house.people[visit.person.name].pk],
        "price": visit.offer.price * 100,
        "currency": house.practice.currency,
        "source": "online" if visit.online else "desk",
        "follows_id": visit.follows.pk if visit.follows else None,
        "insisted": None,
    }


def _waited(visit: Visit) -> int | None:
    if not (visit.started_at and visit.arrived_at and visit.starts_at):
        return None
    return max(0, int((visit.started_at - max(visit.arrived_at, visit.starts_at)).total_seconds() // 60))


def _paid_event(house: House, visit: Visit, row: Payment) -> Event:
    return Event(
        practice=house.practice, kind="payment.taken", client_id=visit.life.pk, actor=row.taken_by,
        occurred_at=row.taken_at,
        payload={
            "client_id": visit.life.pk, "payment_id": row.pk, "appointment_id": visit.pk, "amount": row.amount,
            "currency": row.currency, "method": row.method,
        },
    )  # fmt: skip


def _answer_event(house: House, visit: Visit, row: Feedback) -> Event:
    return Event(
        practice=house.practice, kind="feedback.given", client_id=visit.life.pk, actor=None, source="public",
        occurred_at=row.given_at,
        payload={
            "client_id": visit.life.pk, "feedback_id": row.pk, "appointment_id": visit.pk,
            "feedback_kind": "csat", "score": row.score, "has_comment": bool(visit.comment),
        },
    )  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def in_order(visits: Iterable[Visit]) -> list[Visit]:
    """Visits in the order they were booked: who follows another is written after it."""
    return sorted(visits, key=lambda visit: (visit.follows is not None, visit.booked_at))
