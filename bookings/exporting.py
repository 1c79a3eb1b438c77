"""What bookings keep about one client, for the client's export."""

from bookings.models import AlertReason, Appointment, Payment, Segment, VisitNote
from clients.exporting import Rows, told
from clients.models import Client


def bookings_part(client: Client, *, with_health: bool) -> dict[str, Rows]:
    """Visits with their services, payments, what practitioners wrote, and the reasons that staff gave."""
    visits = Appointment.objects.filter(client=client).select_related("location").order_by("starts_at")
    segments = Segment.objects.filter(appointment__client=client).select_related("service", "practitioner")
    payments = Payment.objects.filter(client=client).order_by("taken_at")
    notes = VisitNote.objects.filter(appointment__client=client).select_related("author").order_by("id")
    written = (
        [{**told(note), "text": note.text, "author": note.author.name} for note in notes]
        if with_health
        else []
    )
    why = AlertReason.objects.filter(appointment__client=client).order_by("id")
    return {
        "visits": [{**told(visit), "location": visit.location.name} for visit in visits],
        "services": [
            {**told(one), "service": one.service.name, "practitioner": one.practitioner.name}
            for one in segments.order_by("starts_at")
        ],
        "payments": [
            {**told(payment), **({"reason": payment.reason} if with_health else {})} for payment in payments
        ],
        "visit_notes": written,
        "alert_reasons": [{**told(one), "text": one.text} for one in why] if with_health else [],
    }
