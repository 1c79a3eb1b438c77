"""What the examples of the API say: one story, invented, in which the same thing has the same value everywhere.

Zoe Baker books a massage with Petra Novak at Willow, in New York, on Tuesday 1 December 2026 at ten.
Keys are names of fields, or `Component.field` where a name means something else. A new field needs a line here.
"""

from typing import Any

from practices.ids import public_id


def fake_id(prefix: str) -> str:
    """An id that looks like one and opens nothing; one thing has one id in all examples."""
    return public_id(prefix, 1, key=b"rapport-examples")


VALUES: dict[str, Any] = {
    "after_minutes": 15, "alert_reason": "Petra has nitrile gloves",
    "amount": 9500, "answered": 204, "answered_at": None, "answered_by": None,
    "archived_at": None, "arrived_at": None, "asked_at": "2026-12-01T16:20:00Z", "at_risk_on": None, "attempts": 1,
    "before_minutes": 0, "birth_on": "1988-04-17", "booked_at": "2026-11-20T14:05:00Z", "books_online": True,
    "by_hand_at": None, "cadence_days": 28, "cancel_reason": "", "cancelled_at": None, "category": "Massage",
    "cause": "appointment.booked", "change": "up", "channel": "email", "city": "New York", "clients": 24,
    "comment": "Best massage in town.", "completed_at": None, "confirmed_at": None, "counted": 118, "country": "US",
    "counts": True, "currency": "USD", "day": "2026-12-01", "delivered_at": "2026-11-20T14:05:09Z",
    "denominator": 118, "description": "Slow and deep, for tight shoulders.", "detail": "", "disabled_at": None,
    "disabled_because": "", "done": 1, "due_at": "2026-11-20T14:05:00Z", "email": "zoe.baker@example.com",
    "ended_at": None, "ends_at": "2026-12-01T16:00:00Z", "entered_at": "2026-11-20T14:05:00Z",
    "evidence": {"ip": "203.0.113.9", "form": "booking-2026-11"}, "expires_at": "2026-12-08T16:20:00Z",
    "external_id": "CRM-10442", "failing_since": None, "failure": "", "finished_at": "2026-12-01T16:20:04Z",
    "finishing_minutes": 0, "follows": None, "formula": "visits with a standing booking on a later day ÷ visits",
    "give_up_at": "2026-12-01T15:00:00Z", "given_at": "2026-12-01T20:41:00Z", "handled_at": None, "handled_by": None,
    "hands_on_minutes": 60, "has_comment": True, "heading": "Your visit on Tuesday", "heard_at": "2026-11-20T14:05:09Z",
    "held": "", "held_because": "", "high": 0.63, "hue": "teal", "intent": "", "insist": ["rest"],
    "interval": {"low": 0.45, "high": 0.63},
    "is_given": True, "is_ready": True, "is_released": True, "is_running": False, "is_small": False,
    "is_stalled": False, "is_verified": True, "k": 1, "kinds": ["appointment.booked", "appointment.cancelled"],
    "language": "en", "lapses_on": None, "last_visit_on": "2026-11-03", "left_at": None, "low": 0.45,
    "may_be_named": False, "min_interval_days": None,
    "made_at": "2026-11-18T09:00:00Z", "meaning": "Of the visits, how many left with a next one booked.",
    "message": fake_id("msg"),
    "JobOut.message": "", "metric": "rebooking_24h", "minutes": 60, "month": "2026-09-01", "more_is_better": True,
    "moved_by": None, "moves": 0, "name": "Zoe Baker", "needs_answer": False, "needs_attention": False,
    "next_visit_at": "2026-12-01T15:00:00Z", "note": "Our newsletter tool", "noted_at": "2026-11-18T09:30:00Z",
    "nudge_on": None, "numerator": 64, "occurred_at": "2026-11-20T14:05:00Z", "old_secret_until": None,
    "party": "client", "phone": "+12125550142", "planned_at": "2026-11-20T14:05:00Z",
    "population": "Visits closed here, one per person and day.", "postcode": "10014",
    "practitioner_name": "Petra Novak", "preferred_name": "Zoe", "price": 9500, "processing_minutes": 0,
    "pronouns": "she/her", "purpose": "visit_messages", "queued": 42, "quietly": False, "rate": 0.54,
    "reason": "Caught a cold", "received_at": "2026-12-01T14:41:00Z", "referrer": None, "refunds": None,
    "registered_at": "2026-11-18T09:30:00Z", "replaced_by": None, "request": "A quiet room, please",
    "review_on": None, "rhythm_days": 28, "ripeness": "Decided 24 hours after the visit ended.", "score": 5,
    "seconds": 950400, "secret": "whsec_dGhpcyBpcyBubyBzZWNyZXQsIGp1c3QgYW4gZXhhbXBsZQ==", "sender": "+12125550142",
    "sent_at": "2026-11-20T14:05:03Z", "settled_at": "2026-11-20T14:05:09Z", "severity": "", "stage": "rebooking",
    "standing": "active", "started_at": None, "starts_at": "2026-12-01T15:00:00Z", "status": "delivered",
    "still_standing": 61, "street": "14 Bank Street", "tags": ["newsletter"], "taken_at": "2026-12-01T16:04:00Z",
    "text": "Hi Zoe, see you on Tuesday 1 December at 10:00 at Willow.", "time_zone": "America/New_York",
    "to": "zoe.baker@example.com", "token": "WzEsMSwyLDE3OTYwNTA4MDAsNjAsOTUwMF0:1vPq2c:k2Zs8Qm1", "total": 1,
    "type": "appointment.booked", "unripe": 3, "url": "https://hooks.example.com/rapport",
    "value": 0.54, "version": 1, "wall_starts": "2026-12-01T10:00", "what": "Visit",
    "why": "A visit was booked, and every booking is confirmed.", "wording": "booking-2026-11",
    "written_at": "2026-12-01T16:10:00Z",
    "CohortOut.clients": 31, "weekday": 1, "ShiftOut.from_on": "2026-11-30", "ShiftOut.until_on": None,
    "WeekIn.from_on": "2026-11-30",
    "file_name": "clients.csv", "rows": 214, "added": 211, "unchanged": 2, "rejected": 1, "place": 1,
    "ColumnOut.name": "Mobile", "ColumnOut.field": "phone", "ColumnIn.field": "phone", "date_doubt": "",
    "date_order": "month_first", "mark": "point", "is_lenient": False, "creates": True, "is_complete": True,
    "is_working": False, "uploaded_at": "2026-11-18T09:20:00Z", "imported_at": "2026-11-18T09:30:00Z",
    "released_at": None, "undone_at": None, "removed": None, "kept": None, "ImportOut.kind": "clients",
    "ImportOut.status": "imported", "FactIn.kind": "allergy", "FactOut.kind": "allergy", "FactOut.severity": "stop",
    "FactIn.severity": "stop", "Superseding.severity": "stop", "FactIn.source": "staff", "FactOut.source": "staff",
    "Superseding.source": "client",
    "FactIn.value": "Almond oil", "FactOut.value": "Almond oil", "Superseding.value": "Almond and peanut oil",
    "ClientOut.source": "Website", "PatchedChanges.source": "Website", "Registration.source": "Website",
    "Registration.phone": "(212) 555-0142", "PatchedChanges.phone": "(212) 555-0142",
    "ConsentIn.source": "website", "ConsentOut.source": "website", "AppointmentOut.source": "api",
    "EventOut.data": {"appointment_id": fake_id("apt"), "client_id": fake_id("cli")},
    "EventOut.source": "api:k3XpQa", "DefinitionOut.source": "24 hours, as usual",
    "AppointmentOut.status": "booked", "JobOut.status": "done", "JobOut.kind": "export_client",
    "JobOut.started_at": "2026-12-01T16:20:01Z", "ServiceWhole.name": "Deep tissue massage",
    "DoerOut.hands_on_minutes": 75, "DoerOut.price": None,
    "ServiceIn.name": "Deep tissue massage", "PatchedServiceChanges.name": "Deep tissue massage",
    "LocationOut.name": "Willow", "LocationIn.name": "Willow", "PatchedLocationChanges.name": "Willow",
    "LocationIn.phone": "+12125550100", "PatchedLocationChanges.phone": "+12125550100",
    "UnitOut.name": "Room 2", "UnitOut.kind": "room",
    "PoolOut.name": "Treatment room", "LocationOut.phone": "+12125550100", "PractitionerOut.name": "Petra Novak",
    "PatchedPractitionerChanges.name": "Petra Novak", "DefinitionOut.name": "Rebooked within 24 hours",
    "DefinitionOut.kind": "share", "FeedbackOut.kind": "csat", "FeedbackWhole.kind": "csat",
    "PaymentOut.kind": "payment", "PaymentOut.reason": "", "PaymentOut.method": "card", "PaymentIn.method": "card",
    "MessageOut.purpose": "confirmation", "MessageWhole.purpose": "confirmation", "Moving.to": "rebooking",
    "Moving.reason": "Asked us to call again in spring", "StayOut.reason": "", "Refunding.reason": "Left early",
    "Refunding.amount": 2000, "Erasing.reason": "Asked us to, by e-mail of 2 December",
    "BlockIn.reason": "Team meeting", "BlockOut.reason": "Team meeting", "NoteIn.text": "Left shoulder is better.",
    "NoteOut.text": "Left shoulder is better.", "Writing.text": "Hi Zoe, you left your scarf here.",
    "Writing.heading": "Your scarf", "ReplyOut.text": "Running ten minutes late, sorry!", "ReplyOut.channel": "sms",
    "UpdateOut.status": "delivered", "PeriodOut.since": "2026-11-01", "PeriodOut.until": "2026-12-01",
    "RowOut.amount": 9500, "StandingOut.before": 22, "Slots.starts_at": "2026-12-01T10:00:00-05:00",
    "Slots.ends_at": "2026-12-01T11:00:00-05:00", "Booking.slot": "WzEsMSwyLDE3OTYwNTA4MDAsNjAsOTUwMF0:1vPq2c:k2Zs8Qm1",
    "Move.practitioners": [None, fake_id("res")],
    "Move.slot": "WzEsMSwyLDE3OTYxMzcyMDAsNjAsOTUwMF0:1vPq4d:m7Rt5Wn3", "MessageWhole.status": "delivered",
    "first": "2026-12-24", "last": "2026-12-26", "from_on": "2026-12-24", "until_on": "2026-12-27",
    "starts": "09:00:00", "ends": "13:00:00", "ClosureIn.reason": "Holidays", "ClosureOut.reason": "Holidays",
    "ExceptionIn.reason": "Dentist", "ExceptionOut.reason": "Dentist", "stranded": [fake_id("apt")],
    "LegOut.service": fake_id("svc"), "LegOut.practitioner": fake_id("res"),
    "LegOut.starts_at": "2026-12-01T10:00:00-05:00", "LegOut.ends_at": "2026-12-01T11:00:00-05:00",
    "VisitOut.starts_at": "2026-12-01T10:00:00-05:00", "VisitOut.ends_at": "2026-12-01T11:00:00-05:00",
    "SlotOut.practitioner": fake_id("res"), "SlotOut.starts_at": "2026-12-01T10:00:00-05:00",
    "SlotOut.ends_at": "2026-12-01T11:00:00-05:00",
}  # fmt: skip

PARTS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "Booking": [
        ("A slot from availability", ("client", "slot", "request")),
        ("By hand", ("client", "service", "location", "practitioner", "starts_at")),
        ("In spite of a stop alert", ("client", "slot", "alert_reason")),
    ],
    "Move": [
        ("To a slot from availability", ("slot",)),
        ("By hand", ("starts_at", "quietly")),
        ("Somebody else for the second service", ("starts_at", "practitioners")),
    ],
    "PatchedChanges": [("A new phone", ("phone",))],
    "Registration": [("A client", ("name", "phone", "email", "tags", "external_id"))],
    "PatchedEndpointChanges": [("Other kinds", ("kinds",))],
    "PatchedServiceChanges": [("A new price", ("price",))],
    "PatchedReading": [("Other columns", ("columns",)), ("How dates are written", ("options",))],
    "PatchedLocationChanges": [("Other opening hours", ("hours",))],
    "PatchedPractitionerChanges": [("Not for strangers", ("books_online",))],
}
"""Bodies that are never sent whole: what an example of them is called, and which fields it has."""

FACTS: dict[str, Any] = {
    "by": "Frank", "field": "Phone", "fields": "Service", "place": 3, "zone": "Mars/Base",
    "client": "Zoe", "count": 3, "days": 2, "external_id": "CRM-10442", "hours": 24, "kind": "moon.rose", "minutes": 15,
    "most": 5000, "name": "Petra Novak", "reason": "the client said no to messages of this kind",
    "service": "Deep tissue massage", "status": "Completed", "who": "Petra Novak", "why": "This number is too short.",
}  # fmt: skip
"""What stands in the gaps of a refusal's sentence."""
