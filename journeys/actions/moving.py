"""A hand moves a client against the facts, and says why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from journeys.actions.placing import announce, enter
from journeys.models import Journey, StageEntry
from journeys.queries.reading import read
from journeys.rules import Stage, why_not
from practices.errors import Refusal
from practices.models import Member


class MoveRefused(Refusal):
    """The client cannot stand there."""

    sentence = _("This move is not possible.")


class ReasonMissing(MoveRefused):
    sentence = _("Please say why, in a few words.")


class AlreadyThere(MoveRefused):
    sentence = _("{client} is already there.")


class ClientInTheHouse(MoveRefused):
    sentence = _("{client} is here right now. Finish the visit first; the board follows.")


class OnlyAtTheDoor(MoveRefused):
    sentence = _("Only a visit leads there. Check the client in on the calendar; the board follows.")


class NoVisitYet(MoveRefused):
    sentence = _("{client} has not been here yet.")


class VisitBooked(MoveRefused):
    sentence = _("{client} has a visit booked. Cancel it first; the board follows.")


class WasHereBefore(MoveRefused):
    sentence = _("{client} has been here before.")


class MoveNotNamed(MoveRefused):
    """A stay of the history, or the version that the move answered."""

    sentence = _("Say which move to take back; somebody may have made another since.")


class NothingToUndo(MoveRefused):
    sentence = _("Something has happened since. This move can no longer be undone.")


REFUSALS: dict[str, type[MoveRefused]] = {
    "already_there": AlreadyThere,
    "in_the_house": ClientInTheHouse,
    "only_at_the_door": OnlyAtTheDoor,
    "no_visit_yet": NoVisitYet,
    "visit_booked": VisitBooked,
    "was_here": WasHereBefore,
}


@transaction.atomic
def move(journey: Journey, *, to: str, reason: str, by: Member, at: datetime) -> Journey:
    """Move a client to another stage by hand. It holds until the next thing happens.

    Refuses     ReasonMissing, AlreadyThere, ClientInTheHouse, OnlyAtTheDoor, NoVisitYet, VisitBooked, WasHereBefore
    Records     StageEntered
    """
    journey = Journey.objects.select_for_update(of=("self",)).select_related("client").get(pk=journey.pk)
    if not reason.strip():
        raise ReasonMissing
    seen = read([journey], at=at)[journey.client_id].seen
    if no := why_not(Stage(to), now=Stage(journey.stage), seen=seen):
        raise REFUSALS[no](client=journey.client.called)
    journey.practice = by.practice
    enter(journey, to, cause=StageEntry.BY_HAND, by=by, at=at, reason=reason.strip())
    journey.by_hand_at = journey.entered_at
    journey.save(update_fields=["stage", "entered_at", "by_hand_at"])
    return journey


@transaction.atomic
def undo_move(journey: Journey, *, stay: int | None, by: Member, at: datetime) -> Journey:
    """Take the last move by hand back, as if it had not been made.

    stay        id of the stay that the move began, so that it takes back no other; None: nobody said
    Refuses     MoveNotNamed, NothingToUndo
    Records     StageEntered
    """
    if stay is None:
        raise MoveNotNamed
    journey = Journey.objects.select_for_update(of=("self",)).get(pk=journey.pk)
    stays = list(journey.entries.order_by("-entered_at", "-id")[:2])
    if journey.by_hand_at is None or len(stays) < 2 or stays[0].cause != StageEntry.BY_HAND:
        raise NothingToUndo
    mistake, before = stays
    if mistake.pk != stay:
        raise NothingToUndo
    mistake.delete()
    before.left_at = None
    before.save(update_fields=["left_at"])
    journey.stage, journey.entered_at = before.stage, before.entered_at
    journey.by_hand_at = before.entered_at if before.cause == StageEntry.BY_HAND else None
    journey.save(update_fields=["stage", "entered_at", "by_hand_at"])
    journey.practice = by.practice
    announce(journey, was=mistake.stage, cause="undone", by=by, at=at)
    return journey
