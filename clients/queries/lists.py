"""The list of clients: who is in it, in which order, page by page."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from clients.models import Client, ProfileFact
from clients.profile import Column, profile
from clients.queries.search import find, tagged

PAGE = 50
TOGETHER = 5000
"""So many people of the whole list are asked about at once: each question names them all."""
ORDERS = {"name": ("sort_name", "id"), "newest": ("-registered_at", "-id")}
STATES = ("", "archived", "held")


@dataclass(frozen=True)
class Wanted:
    """What the address asks for.

    state       "" current people, archived, held (imported and not yet released)
    after, before   where a page begins or ends: "<order value>~<id>"
    """

    q: str = ""
    tag: str = ""
    practitioner: int | None = None
    state: str = ""
    batch: int | None = None
    sort: str = "name"
    after: str = ""
    before: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.tag or self.practitioner or self.state or self.batch)


@dataclass
class ClientPage:
    """One page of the list.

    total       how many there are in all
    is_near     nobody is called exactly as typed
    is_cut      more were found than are shown
    """

    clients: list[Client]
    total: int
    is_near: bool = False
    is_cut: bool = False
    next: str = ""
    previous: str = ""
    alerts: dict[int, str] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)


def chosen(wanted: Wanted) -> "QuerySet[Client]":
    """The people the filters let through, without the search."""
    rows: QuerySet[Client] = Client.objects.present().select_related("practitioner")
    rows = rows.filter(archived_at__isnull=wanted.state != "archived")
    if wanted.state == "held":
        rows = rows.filter(is_released=False)
    if wanted.tag:
        rows = tagged(rows, wanted.tag)
    if wanted.practitioner:
        rows = rows.filter(practitioner_id=wanted.practitioner)
    if wanted.batch:
        rows = rows.filter(import_batch_id=wanted.batch)
    return rows


def client_page(wanted: Wanted) -> ClientPage:
    """One page, and how many there are in all: two queries, or three when names are misspelt,
    and one for each thing that stands beside the names.
    """
    rows = chosen(wanted)
    if wanted.q:
        found = find(rows, wanted.q)
        first = int(wanted.after) if wanted.after.isdecimal() else 0
        page = ClientPage(
            found.clients(first, PAGE),
            len(found.keys),
            found.is_near,
            found.is_cut,
            next=str(first + PAGE) if len(found.keys) > first + PAGE else "",
            previous=str(max(0, first - PAGE)) if first else "",
        )
    else:
        page = _by_keys(rows, wanted)
    here = [client.pk for client in page.clients]
    page.alerts, page.columns = alerts_of(here), _columns_of(here)
    return page


def everyone(wanted: Wanted) -> ClientPage:
    """All people the list shows over all its pages, in its order, with what stands beside the names."""
    rows = chosen(wanted)
    if wanted.q:
        people = find(rows, wanted.q).clients()
    else:
        people = list(rows.order_by(*ORDERS.get(wanted.sort, ORDERS["name"])))
    page = ClientPage(people, len(people), columns=_columns_of([]))
    for start in range(0, len(people), TOGETHER):
        here = [client.pk for client in people[start : start + TOGETHER]]
        page.alerts |= alerts_of(here)
        for column, more in zip(page.columns, _columns_of(here), strict=True):
            column.values.update(more.values)
    return page


def _columns_of(clients: list[int]) -> list[Column]:
    return [column for contribute in profile().columns for column in contribute(clients)]


def alerts_of(clients: list[int]) -> dict[int, str]:
    """The gravest standing alert of each client: stop, caution or info."""
    grave = ["info", "caution", "stop"]
    rows = ProfileFact.objects.filter(client__in=clients, ended_at=None).exclude(severity="")
    found: dict[int, str] = {}
    for pk, severity in rows.values_list("client_id", "severity"):
        found[pk] = max(found.get(pk, "info"), severity, key=grave.index)
    return found


def _by_keys(rows: "QuerySet[Client]", wanted: Wanted) -> ClientPage:
    """A page found by where the last one ended, which costs the same on the first page and the last."""
    total = rows.count()
    column, sort = ORDERS.get(wanted.sort, ORDERS["name"])[0], wanted.sort
    is_backwards, is_falling = bool(wanted.before), column.startswith("-")
    name = column.lstrip("-")
    if edge := _edge(wanted.before or wanted.after, sort):
        way = "lt" if is_backwards != is_falling else "gt"
        value, pk = edge
        rows = rows.filter(Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": pk}))
        # The plain bound lets the index find the place; the exact one above stands behind it.
        rows = rows.filter(**{f"{name}__{way}e": value})
    sign = "-" if is_falling != is_backwards else ""
    found = list(rows.order_by(f"{sign}{name}", f"{sign}id")[: PAGE + 1])
    is_more, found = len(found) > PAGE, found[:PAGE]
    if is_backwards:
        found.reverse()
    has_next = is_more if not is_backwards else True
    has_previous = is_more if is_backwards else bool(wanted.after)
    return ClientPage(
        found,
        total,
        next=_key(found[-1], name) if found and has_next else "",
        previous=_key(found[0], name) if found and has_previous else "",
    )


def _key(client: Client, column: str) -> str:
    value = getattr(client, column)
    return f"{value.isoformat() if isinstance(value, datetime) else value}~{client.pk}"


def _edge(text: str, sort: str) -> tuple[Any, int] | None:
    value, _, pk = text.rpartition("~")
    if not pk.isdecimal():
        return None
    if sort != "newest":
        return value, int(pk)
    try:
        return datetime.fromisoformat(value.replace(" ", "+")), int(pk)
    except ValueError:
        return None
