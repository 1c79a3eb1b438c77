"""What apps above may put on a client's profile. config/profile.py lists who does; clients never imports them.

A telling    how one kind of fact reads on the timeline
A source     lines of the timeline that are no facts (visits that were imported in bulk)
A slot       a line in the profile's header: the next visit, the stage of the journey
A column     something about each client of a page of the list: the last visit
A companion  what the facts of one page need besides, asked once for all of them
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from clients.models import Client
    from practices.models import Member

Text = str | Promise
GROUPS: dict[str, Text] = {
    "visits": _("Visits"),
    "messages": _("Messages"),
    "facts": _("Facts"),
    "journey": _("Journey"),
    "changes": _("Changes"),
    "reads": _("Who looked"),
}
QUIET = {"reads"}
"""Groups that show only when asked for."""


def nothing(payload: dict[str, Any]) -> Text:
    return ""


@dataclass(frozen=True)
class Telling:
    """How one kind of fact reads on the timeline.

    title       a sentence, or a function of the payload
    text        more of it
    verb        who may see it, from practices.permissions
    """

    icon: str
    group: str
    title: Text | Callable[[dict[str, Any]], Text]
    text: Callable[[dict[str, Any]], Text] = nothing
    verb: str = "see_clients"


@dataclass(frozen=True)
class Line:
    """One line of the timeline.

    zone        whose clock shows the time; "" for the practice's own
    clock       what to call that clock, where the practice has several
    """

    at: datetime
    icon: str
    group: str
    title: Text
    text: Text = ""
    by: str = ""
    url: str = ""
    zone: str = ""
    clock: str = ""


@dataclass(frozen=True)
class Slot:
    """A line in the header of the profile."""

    label: Text
    value: Text
    icon: str = "dot"
    url: str = ""
    tone: str = ""
    at: datetime | None = None
    zone: str = ""


@dataclass(frozen=True)
class Column:
    """A column of the list of clients: a day per client, where there is one."""

    label: Text
    values: dict[int, date]


Payload = dict[str, Any]
Source = Callable[["Client", "Member", datetime, int], list[Line]]
Companion = Callable[[list[Payload]], list[Payload]]


@dataclass(frozen=True)
class Profile:
    """Everything the apps above contribute.

    companions  the payloads of a page of facts, each with what its telling needs to know besides
    sources     group → lines before an instant, newest first, at most so many
    header      slots for a client and the member who looks
    columns     of the list, for the clients of one page
    """

    tellings: dict[str, Telling] = field(default_factory=dict)
    companions: list[Companion] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    header: list[Callable[["Client", "Member"], list[Slot]]] = field(default_factory=list)
    columns: list[Callable[[Sequence[int]], list[Column]]] = field(default_factory=list)


@cache
def profile() -> Profile:
    found: Profile = import_string(settings.CLIENT_PROFILE)
    return found
