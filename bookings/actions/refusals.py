"""Why a time cannot be had. Shared by booking, moving, holding and blocking, so they live beside them all.

`insist` names the word with which a member may book all the same; None: nobody may.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal


class TimeRefused(Refusal):
    """A time that cannot be had, and the nearest ones that can.

    alternatives    up to three Slots
    lost            what was asked for and in which setting, for whoever looks for other times
    """

    sentence: ClassVar[str | Promise] = ""
    insist: ClassVar[str | None] = None
    lost: tuple[Any, Any] | None = None

    def __init__(self, *, alternatives: list[Any] | None = None, **facts: Any) -> None:
        super().__init__(alternatives=alternatives or [], **facts)

    @property
    def alternatives(self) -> list[Any]:
        found: list[Any] = self.facts["alternatives"]
        return found


class SlotTaken(TimeRefused):
    """Who or what is taken: the practitioner, or the room."""

    sentence = _("{who} is already taken at that time.")
    insist: ClassVar[str | None] = "overlap"


class NobodyFree(SlotTaken):
    code = SlotTaken.code
    sentence = _("Nobody who does this is free at that time.")
    insist = None


class ManyAtOnce(TimeRefused):
    """So many people want the same thing at this moment that waiting any longer helps nobody."""

    sentence = _("Many people are booking at this moment. Please try again.")


class OutsideHours(TimeRefused):
    sentence = _("{who} does not work at that time.")
    insist = "hours"


class HouseClosed(OutsideHours):
    """Outside the opening hours of the place, whoever works."""

    code = OutsideHours.code
    sentence = _("{place} is closed at that time.")


class RestTooShort(TimeRefused):
    sentence = _("{who} would have too little time between two visits.")
    insist = "rest"


class ClientBusy(TimeRefused):
    sentence = _("{client} already has a visit at that time.")
    insist = "client"


class NotOffered(TimeRefused):
    sentence = _("{who} does not do {service} here on that day.")


class OffGrid(TimeRefused):
    sentence = _("Visits do not start at that minute.")


class TooSoon(TimeRefused):
    sentence = _("That is too soon to book online. Please call us.")


class TooFar(TimeRefused):
    sentence = _("That is further ahead than we take bookings.")


class NotOnline(TimeRefused):
    sentence = _("This cannot be booked online at the moment. Please call us.")


class TooManyOpen(TimeRefused):
    sentence = _("You already have {count} visits booked. Please call us for more.")


class TooSoonAgain(TimeRefused):
    """The service wants more days between two visits."""

    sentence = _("{service} needs at least {days} days between two visits.")
    insist = "interval"
