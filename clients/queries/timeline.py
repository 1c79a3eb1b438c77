"""One timeline of a client: what happened, what was said, what we learned, from all apps, newest first."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clients.models import Client, ProfileFact
from clients.profile import GROUPS, QUIET, Line, Payload, Telling, Text, profile
from practices.models import Event, Member
from practices.permissions import allowed

PAGE = 20
SPARE = 20  # lines of one instant (a bulk import) may stand on both sides of a page's edge


@dataclass(frozen=True)
class Timeline:
    """A page of lines; `before` opens the next one."""

    lines: list[Line]
    before: str = ""


def timeline(client: Client, *, member: Member, group: str = "", before: datetime) -> Timeline:
    """The newest lines before an instant that this member may see.

    group       one of clients.profile.GROUPS; "" for all but the quiet ones
    """
    lines = _told(client, member, group, before)
    for name, source in profile().sources.items():
        if group in ("", name):
            lines += source(client, member, before, PAGE + SPARE)
    lines.sort(key=lambda line: line.at, reverse=True)
    page = lines[:PAGE]
    rest = lines[PAGE:]
    while page and rest and rest[0].at == page[-1].at:
        page.append(rest.pop(0))
    return Timeline(page, page[-1].at.isoformat() if rest else "")


def groups_for(member: Member) -> dict[str, Text]:
    """The groups this member can filter by."""
    seen = {one.group for one in profile().tellings.values() if allowed(member, one.verb)}
    return {name: label for name, label in GROUPS.items() if name in seen or name in profile().sources}


def _told(client: Client, member: Member, group: str, before: datetime) -> list[Line]:
    tellings = {kind: one for kind, one in profile().tellings.items() if _is_shown(one, member, group)}
    events = (
        Event.objects.filter(client_id=client.pk, kind__in=tellings, occurred_at__lt=before)
        .select_related("actor")
        .order_by("-occurred_at", "-id")[: PAGE + SPARE]
    )
    told = zip(events, _payloads(list(events)), strict=True)
    lines = [(event, _line(event, tellings[event.kind], payload)) for event, payload in told]
    return _with_facts(lines, client, member)


def _payloads(events: list[Event]) -> list[Payload]:
    """What the facts hold, and what the apps above know besides."""
    payloads = [event.payload for event in events]
    for companion in profile().companions:
        payloads = companion(payloads)
    return payloads


def _is_shown(telling: Telling, member: Member, group: str) -> bool:
    is_wanted = telling.group == group if group else telling.group not in QUIET
    return is_wanted and allowed(member, telling.verb)


def _line(event: Event, telling: Telling, payload: Payload) -> Line:
    title = telling.title(payload) if callable(telling.title) else telling.title
    return Line(
        event.occurred_at,
        telling.icon,
        telling.group,
        title,
        telling.text(payload),
        event.actor.name if event.actor else "",
    )


def _with_facts(lines: list[tuple[Event, Line]], client: Client, member: Member) -> list[Line]:
    """Facts with what they say, as far as this member may read it; health text is read on the facts card only."""
    ids = [event.payload["fact_id"] for event, _ in lines if event.kind == "client.fact_noted"]
    facts: dict[Any, ProfileFact] = ProfileFact.objects.filter(client=client).in_bulk(ids) if ids else {}
    said = []
    for event, line in lines:
        fact = facts.get(event.payload.get("fact_id")) if event.kind == "client.fact_noted" else None
        said.append(replace(line, text=fact.value) if fact and not fact.is_health else line)
    return said
