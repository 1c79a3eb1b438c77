"""What we say, and take back, when something happened. In the transaction of the fact; never outside the database."""

from collections.abc import Callable

from bookings.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentMoved,
    StepUndone,
    VisitCompleted,
)
from bookings.models import Appointment
from bookings.queries.visits import visit_of
from clients.events import ClientChanged, ClientReleased, ClientsReleased, ConsentGiven, ConsentWithdrawn
from clients.models import Client
from followups.actions.planning import (
    about_visit,
    let_go,
    plan,
    plan_about,
    turn_to_reachable,
    withdraw,
    withhold,
)
from followups.actions.suppressing import reopen
from followups.models import Feedback, Message, ProviderUpdate, Suppression
from followups.queries.heard import last_word, says, says_off
from followups.queries.reach import address_of
from followups.queries.theirs import invitations_to, resting_on, written_by
from followups.queries.to_say import (
    announcement,
    confirmation,
    reminders,
    taken_back_with,
    unplanned_reminders,
)
from followups.rules import purposes, timing
from journeys.events import StageEntered
from journeys.models import Journey
from practices.events import ClientFact
from practices.models import Event, Location


def plan_visit_messages(fact: AppointmentBooked, event: Event) -> None:
    """A booking is confirmed, and reminded of while there is time. Nobody is invited to what they have booked."""
    withdraw(invitations_to(fact.client_id), reason="booked_again", at=event.occurred_at)
    visit = visit_of(fact.appointment_id)
    if fact.source != Appointment.Source.IMPORT and visit.is_upcoming:
        at = event.occurred_at
        plan_about(visit, [confirmation(at), *reminders(visit, at=at)], at=at)


def replan_visit_messages(fact: AppointmentMoved, event: Event) -> None:
    """A moved visit is announced anew, and its reminders move with it; an undo, only to who has heard of the move.

    What begins when it did, with another end or another person, has no new time to tell.
    """
    at, has_new_time = event.occurred_at, fact.starts_at != fact.was_starts_at
    said = last_word(fact.appointment_id)
    if has_new_time:
        withdraw(about_visit(fact.appointment_id), reason="visit_moved", at=at)
    visit = visit_of(fact.appointment_id)
    if not visit.is_upcoming:
        return
    plans = reminders(visit, at=at)
    is_wanted = not fact.is_quiet or (fact.is_undo and said is not None and not says(said, visit))
    if has_new_time and (said is None or is_wanted):
        plans.append(announcement(visit, said, at=at))
    plan_about(visit, plans, at=at)


def withdraw_text_reminder(fact: AppointmentConfirmed, event: Event) -> None:
    """A client who has confirmed needs no text the day before."""
    reminders = about_visit(fact.appointment_id, purposes.REMINDER_SMS)
    withdraw(reminders, reason="visit_confirmed", at=event.occurred_at)


def withdraw_visit_messages(reason: str) -> Callable[[ClientFact, Event], None]:
    """The reaction that takes back all that is still planned about a visit, for this reason."""

    def withdraw_visit_messages(fact: ClientFact, event: Event) -> None:
        withdraw(about_visit(fact.appointment_id), reason=reason, at=event.occurred_at)  # type: ignore[attr-defined]

    return withdraw_visit_messages


def announce_cancellation(fact: AppointmentCancelled, event: Event) -> None:
    """Reminders are withdrawn; a client who had heard of the visit hears that it is off."""
    at = event.occurred_at
    said = last_word(fact.appointment_id)
    withdraw(about_visit(fact.appointment_id), reason="visit_cancelled", at=at)
    visit = visit_of(fact.appointment_id)
    if said and not says_off(said) and not fact.is_quiet:
        plan(
            purposes.CANCELLED, client=visit.client, about=("appointment", visit.pk), at=at,
            occurrence=at.isoformat(), due_at=at + timing.UNDO, give_up_at=visit.starts_at,
        )  # fmt: skip
    plan_rebook_nudge(fact, event)


def plan_check_in(fact: VisitCompleted, event: Event) -> None:
    """A few hours after the visit we ask how it was, at most once in a fortnight."""
    at = event.occurred_at
    withdraw(about_visit(fact.appointment_id), reason="visit_happened", at=at)
    visit = visit_of(fact.appointment_id)
    due_at, give_up_at = timing.check_in_due(visit.ends_at)
    asked = Message.objects.filter(
        client_id=fact.client_id,
        purpose=purposes.CHECK_IN.name,
        due_at__gt=due_at - timing.CHECK_IN_REST,
        status__in=[Message.Status.PLANNED, *Message.GONE_OUT],
    ).exclude(subject_id=visit.pk)
    if visit.source != Appointment.Source.IMPORT and not asked.exists() and at < give_up_at:
        plan(
            purposes.CHECK_IN, client=visit.client, about=("appointment", visit.pk), at=at,
            due_at=due_at, give_up_at=give_up_at,
        )  # fmt: skip


def plan_rebook_nudge(fact: ClientFact, event: Event) -> None:
    """When the client's rhythm says it is nearly time, and nothing is booked, we propose the next visit."""
    journey = Journey.objects.select_related("client").filter(client_id=fact.client_id).first()
    if not journey or not journey.nudge_on or not journey.last_visit_on or not journey.client.is_released:
        return
    zone = zone_of_practice()
    morning = timing.morning_of(journey.nudge_on, zone=zone)
    due_at, give_up_at = max(morning, event.occurred_at + timing.UNDO), morning + timing.NUDGE_LAPSES_AFTER
    if give_up_at <= event.occurred_at:
        return
    withdraw(
        invitations_to(fact.client_id).exclude(occurrence=journey.last_visit_on.isoformat()),
        reason="visit_happened",
        at=event.occurred_at,
    )
    plan(
        purposes.REBOOK, client=journey.client, about=("journey", journey.pk), at=event.occurred_at,
        occurrence=journey.last_visit_on.isoformat(), due_at=due_at, give_up_at=give_up_at,
        because_of={
            "rhythm_days": journey.cadence_days,
            "last_visit_on": journey.last_visit_on.isoformat(),
            "nudge_on": journey.nudge_on.isoformat(),
        },
    )  # fmt: skip


def plan_win_back(fact: StageEntered, event: Event) -> None:
    """A client who has been silent for too long hears from us once."""
    if fact.stage != "lapsed":
        return
    journey = Journey.objects.select_related("client").get(pk=fact.journey_id)
    if not journey.client.is_released or not journey.last_visit_on:
        return
    zone = zone_of_practice()
    lapsed_on = timing.day_of(event.occurred_at, zone=zone)
    due_at, give_up_at = timing.win_back_due(lapsed_on=lapsed_on, zone=zone)
    open_complaint = Feedback.objects.filter(client_id=fact.client_id, needs_answer=True)
    if not open_complaint.exists():
        plan(
            purposes.WIN_BACK, client=journey.client, about=("journey", journey.pk), at=event.occurred_at,
            occurrence=journey.last_visit_on.isoformat(), due_at=due_at, give_up_at=give_up_at,
            because_of={"last_visit_on": journey.last_visit_on.isoformat()},
        )  # fmt: skip


def plan_again_after_undo(fact: StepUndone, event: Event) -> None:
    """The step was a mistake: what it had planned is taken back, and what it had taken back is planned again.

    Who has been told that the visit is off is told that it stands after all.
    """
    at = event.occurred_at
    after = (purposes.CHECK_IN, purposes.CANCELLED)
    withdraw(about_visit(fact.appointment_id, *after), reason="no_longer_true", at=at)
    visit = visit_of(fact.appointment_id)
    if visit.is_upcoming:
        plans = reminders(visit, at=at)
        said = last_word(visit.pk)
        if said is None or says_off(said):
            plans.append(announcement(visit, said, at=at))
        elif pending := taken_back_with(visit):
            plans.append((purposes.MOVED, pending, at + timing.UNDO))
        plan_about(visit, plans, at=at)
    if visit.status in Appointment.STANDING:
        withdraw(invitations_to(fact.client_id), reason="no_longer_true", at=at)


def withhold_without_consent(fact: ConsentWithdrawn, event: Event) -> None:
    """A no holds at once for what is planned on its ground."""
    withhold(resting_on(fact), reason="consent_withdrawn", at=event.occurred_at)


def plan_again_with_consent(fact: ConsentGiven, event: Event) -> None:
    """A yes after a no lets go what the no had held back."""
    let_go(resting_on(fact), "consent_withdrawn", at=event.occurred_at)


def plan_again_with_address(fact: ClientChanged, event: Event) -> None:
    """A new number or e-mail lets go what had no address, or one that wanted peace, and is reminded by from now on."""
    if not {"phone", "email"} & set(fact.changes):
        return
    at, client = event.occurred_at, Client.objects.get(pk=fact.client_id)
    turn_to_reachable(client)
    let_go(Message.objects.filter(client=client), "no_address", "suppressed", at=at)
    ahead = Appointment.objects.filter(client=client, status__in=Appointment.UPCOMING, starts_at__gt=at)
    for visit in ahead.exclude(source=Appointment.Source.IMPORT).select_related("client"):
        plan_about(visit, unplanned_reminders(visit, at=at), at=at)


def plan_again_for_released(fact: ClientReleased, event: Event) -> None:
    """What an imported client would have been told of what is still to come is told once messages are released."""
    let_go(Message.objects.filter(client_id=fact.client_id), "not_released", at=event.occurred_at)


def plan_again_for_batch(fact: ClientsReleased, event: Event) -> None:
    """The same for all the people of a file."""
    held = Message.objects.filter(client__import_batch_id=fact.batch_id, client__is_released=True)
    let_go(held, "not_released", at=event.occurred_at)


def reopen_address(fact: ConsentGiven, event: Event) -> None:
    """A new yes to one channel, in words the client saw, opens an address that had said stop."""
    if fact.channel in {purposes.SMS, purposes.EMAIL}:
        client = Client.objects.get(pk=fact.client_id)
        if address := address_of(client, fact.channel):
            reopen(
                event.practice, fact.channel, address, reason="consent", at=event.occurred_at, by=event.actor
            )


def forget_messages(fact: ClientFact, event: Event) -> None:
    """An erased client gets nothing more, and what was said loses its words and addresses. A stop stays, as a hash."""
    messages = Message.objects.filter(client_id=fact.client_id)
    withdraw(messages, reason="client_erased", at=event.occurred_at)
    client = Client.objects.get(pk=fact.client_id)
    addresses = {client.phone, client.email} | set(messages.values_list("to", flat=True))
    heard = written_by(client, addresses - {""})
    addresses |= set(heard.values_list("sender", flat=True))
    Suppression.objects.filter(address__in=addresses - {""}).update(address="")
    ProviderUpdate.objects.filter(message__client_id=fact.client_id).update(detail="")
    messages.update(to="", heading="", text="", html="", failure="", needs_attention=False)
    heard.filter(handled_at=None).update(handled_at=event.occurred_at)
    heard.update(text_sealed=b"", sender="")
    Feedback.objects.filter(client_id=fact.client_id).update(comment_sealed=b"", needs_answer=False)


def zone_of_practice() -> str:
    """The clock of the practice's first place, for messages that belong to no visit."""
    location = Location.objects.filter(closed_at=None).first()
    return str(location.time_zone) if location else "UTC"
