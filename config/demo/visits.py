"""Visits become rows: appointments, what they take up, money, notes, answers, and the facts that say so."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bookings.models import Appointment, Occupancy, Payment, Segment, VisitNote
from config.demo.lives import Story, Visit
from config.demo.opening import House
from config.demo.rows import Row, event, take_ids, write, write_events
from followups.models import Feedback
from practices import bulk
from practices.sealing import sealed_for

TAKEN_UP = timedelta(days=45)
"""How far back the demo remembers which room was taken; older pages of the calendar read the visit alone."""

IN_PASSING = {"appointment.confirmed", "client.arrived", "service.started"}


def write_visits(house: House, story: Story, visits: Sequence[Visit]) -> None:
    """Everything about all visits, in a handful of large inserts."""
    for visit, pk in zip(visits, take_ids(Appointment, len(visits)), strict=True):
        visit.pk = pk
    rows = (_appointment(house, visit) for visit in visits)
    bulk.insert(Appointment, sorted(rows, key=_follows_another))
    segments = write(Segment, (_segment(house, visit) for visit in visits))
    since = story.now - TAKEN_UP
    bulk.insert(
        Occupancy,
        [
            row
            for visit, segment in zip(visits, segments, strict=True)
            if visit.starts_at and visit.starts_at >= since
            for row in _occupancy(house, visit, segment["id"])
        ],
    )
    paid = [visit for visit in visits if visit.paid and visit.paid_at]
    payments = write(Payment, (_payment(house, visit) for visit in paid))
    bulk.insert(VisitNote, [_note(house, visit) for visit in visits if visit.note])
    scored = [visit for visit in visits if visit.score]
    answers = write(Feedback, (_feedback(house, visit) for visit in scored))
    write(Feedback, (_nps(house, visit) for visit in visits if visit.nps is not None))
    facts = [
        *(fact for visit in visits for fact in _events(house, visit, is_recent=visit.starts_at >= since)),
        *(_paid_event(house, visit, row) for visit, row in zip(paid, payments, strict=True)),
        *(_answer_event(house, visit, row) for visit, row in zip(scored, answers, strict=True)),
    ]
    write_events(sorted(facts, key=lambda row: row["occurred_at"]))


def _appointment(house: House, visit: Visit) -> Row:
    location, practice = house.locations[visit.person.place], house.practice
    return {
        "id": visit.pk, "practice_id": practice.pk, "client_id": visit.life.pk, "location_id": location.pk,
        "status": visit.status, "starts_at": visit.starts_at, "ends_at": visit.ends_at,
        "time_zone": location.time_zone,
        "wall_starts": f"{visit.day.isoformat()}T{visit.minute // 60:02}:{visit.minute % 60:02}",
        "price": visit.offer.price * 100, "currency": practice.currency,
        "late_notice_hours": practice.late_notice_hours, "request": visit.request,
        "source": "online" if visit.online else "desk", "booked_at": visit.booked_at,
        "booked_by_id": None if visit.online else house.desk.pk,
        "follows_id": visit.follows.pk if visit.follows else None, "confirmed_at": visit.confirmed_at,
        "arrived_at": visit.arrived_at, "started_at": visit.started_at,
        "completed_at": visit.completed_at if visit.status == "completed" else None,
        "cancelled_at": visit.cancelled_at, "cancel_reason": visit.reason,
    }  # fmt: skip


def _follows_another(appointment: Row) -> bool:
    """Those that follow nobody are written first: the database plans how to find who is followed once, at the first
    that follows, and in an empty table it plans to read all of the practice's visits every time."""
    return appointment["follows_id"] is not None


def _segment(house: House, visit: Visit) -> Row:
    before, hands_on, processing, finishing, after = visit.offer.parts
    return {
        "practice_id": house.practice.pk, "appointment_id": visit.pk,
        "service_id": house.services[visit.offer.name].pk, "practitioner_id": house.people[visit.person.name].pk,
        "starts_at": visit.starts_at, "ends_at": visit.ends_at, "before_minutes": before,
        "hands_on_minutes": hands_on, "processing_minutes": processing, "finishing_minutes": finishing,
        "after_minutes": after, "price": visit.offer.price * 100,
    }  # fmt: skip


def _occupancy(house: House, visit: Visit, segment_id: int) -> Iterator[Row]:
    """The person, but for the part that works by itself, and the room throughout."""
    before, hands_on, processing, _finishing, after = visit.offer.parts
    taken = {
        "practice_id": house.practice.pk, "segment_id": segment_id,
        "is_standing": not visit.status.startswith("cancelled") and visit.status != "no_show",
    }  # fmt: skip
    pieces = [(visit.starts_at, visit.ends_at)]
    if processing:
        alone = visit.starts_at + timedelta(minutes=hands_on)
        pieces = [(visit.starts_at, alone), (alone + timedelta(minutes=processing), visit.ends_at)]
    for index, (begins, ends) in enumerate(pieces):
        yield taken | {
            "resource_id": house.people[visit.person.name].pk, "starts_at": begins, "ends_at": ends,
            "before_minutes": before if index == 0 else 0,
            "after_minutes": after if index == len(pieces) - 1 else 0,
        }  # fmt: skip
    if room := house.rooms.get(visit.person.name):
        yield taken | {
            "resource_id": room.pk, "starts_at": visit.starts_at, "ends_at": visit.ends_at,
            "before_minutes": before, "after_minutes": after,
        }  # fmt: skip


def _payment(house: House, visit: Visit) -> Row:
    return {
        "practice_id": house.practice.pk, "appointment_id": visit.pk, "client_id": visit.life.pk,
        "amount": visit.paid, "currency": house.practice.currency, "method": visit.method,
        "taken_by_id": house.desk.pk, "taken_at": visit.paid_at,
    }  # fmt: skip


def _note(house: House, visit: Visit) -> Row:
    seal = uuid.uuid4()
    return {
        "practice_id": house.practice.pk, "appointment_id": visit.pk, "seal": seal,
        "text_sealed": sealed_for(VisitNote, "text_sealed", house.practice.pk, seal, text=visit.note),
        "author_id": house.members[visit.person.name].pk, "written_at": visit.completed_at,
    }  # fmt: skip


def _feedback(house: House, visit: Visit) -> Row:
    seal = uuid.uuid4()
    row = {
        "practice_id": house.practice.pk, "client_id": visit.life.pk, "appointment_id": visit.pk,
        "kind": "csat", "score": visit.score, "given_at": visit.scored_at, "seal": seal,
        "comment_sealed": sealed_for(
            Feedback, "comment_sealed", house.practice.pk, seal, text=visit.comment
        ),
    }  # fmt: skip
    return row | _answered(house, visit) if visit.score <= 2 else row


def _nps(house: House, visit: Visit) -> Row:
    return {
        "practice_id": house.practice.pk, "client_id": visit.life.pk, "appointment_id": visit.pk,
        "kind": "nps", "score": visit.nps, "given_at": visit.scored_at,
    }  # fmt: skip


def _answered(house: House, visit: Visit) -> Row:
    """Unhappy people were called within the day, all but the newest."""
    answered_at = visit.scored_at + timedelta(hours=19)
    if visit.life.visits[-1] is visit and visit.scored_at > datetime.now(
        tz=visit.scored_at.tzinfo
    ) - timedelta(days=6):
        return {"needs_answer": True}
    leads = next(m for m in house.members.values() if m.role in {"manager", "owner"})
    return {"answered_at": answered_at, "answered_by_id": leads.pk}


def _events(house: House, visit: Visit, *, is_recent: bool) -> Iterator[Row]:
    """The facts an action would have recorded, in their order; of older visits, only those that still matter."""
    said: list[tuple[str, datetime | None, bool, Row]] = [
        ("appointment.booked", visit.booked_at, not visit.online, _booked(house, visit)),
        ("appointment.confirmed", visit.confirmed_at, False, {}),
        ("client.arrived", visit.arrived_at, True, {}),
        ("service.started", visit.started_at, True, {"waited_minutes": _waited(visit)}),
    ]
    if visit.status == "completed":
        said.append(("visit.completed", visit.completed_at, True, {"ends_at": visit.ends_at.isoformat()}))
    if visit.status == "no_show":
        said.append(("client.missed", visit.starts_at + timedelta(minutes=20), True, {}))
    if visit.cancelled_at:
        by = "practice" if visit.status == "cancelled_by_practice" else "client"
        details = {
            "by": by,
            "is_late": visit.status == "cancelled_late",
            "is_quiet": False,
        }
        said.append(("appointment.cancelled", visit.cancelled_at, by == "practice", details))
    about = {"appointment_id": visit.pk, "starts_at": visit.starts_at.isoformat()}
    for kind, at, is_staff, details in said:
        if at is None or (kind in IN_PASSING and not is_recent):
            continue
        yield event(
            house.practice, kind, visit.life.pk, at, {**about, **details},
            by=house.desk if is_staff else None, source="page" if is_staff else "public",
        )  # fmt: skip


def _booked(house: House, visit: Visit) -> Row:
    return {
        "ends_at": visit.ends_at.isoformat(),
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
    if not (visit.started_at and visit.arrived_at):
        return None
    return max(0, int((visit.started_at - max(visit.arrived_at, visit.starts_at)).total_seconds() // 60))


def _paid_event(house: House, visit: Visit, row: Row) -> Row:
    said = {
        "payment_id": row["id"], "appointment_id": visit.pk, "amount": row["amount"],
        "currency": row["currency"], "method": row["method"],
    }  # fmt: skip
    return event(
        house.practice, "payment.taken", visit.life.pk, row["taken_at"], said, by=house.desk
    )  # fmt: skip


def _answer_event(house: House, visit: Visit, row: Row) -> Row:
    said = {
        "feedback_id": row["id"], "appointment_id": visit.pk, "feedback_kind": "csat",
        "score": row["score"], "has_comment": bool(visit.comment),
    }  # fmt: skip
    return event(
        house.practice, "feedback.given", visit.life.pk, row["given_at"], said, source="public"
    )  # fmt: skip
