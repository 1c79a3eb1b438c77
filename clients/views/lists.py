"""The list of clients, and its CSV."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import actions, queries
from clients.forms import FilterForm
from clients.models import Client, ProfileFact
from clients.rules.cells import guarded
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.queries import home_place
from practices.replica import from_replica


@may("see_clients")
def index(request: PracticeRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = queries.client_page(wanted)
    return render(request, "clients/list.html", {"form": form, "wanted": wanted, "page": page})


@may("see_clients")
def pick(request: PracticeRequest) -> HttpResponse:
    """The few clients somebody may mean, for a field that picks one; the best eight."""
    found = queries.find(Client.objects.current(), request.GET.get("q", ""))
    return render(
        request, "clients/pick.html", {"found": found.clients(most=8), "q": request.GET.get("q", "")}
    )


@may("export_clients")
def download(request: PracticeRequest) -> HttpResponse:
    wanted = FilterForm(request.GET).wanted()
    page = from_replica(lambda: queries.everyone(wanted))
    # Which filters, not what was typed into them: the record is not searched for words when somebody is erased.
    filters = ", ".join(name for name in FilterForm.base_fields if request.GET.get(name))
    actions.note_list_export(
        request.practice, rows=page.total, filters=filters, by=request.member, at=timezone.now()
    )
    response = HttpResponse(_csv(page), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="clients-{timezone.now():%Y-%m-%d}.csv"'
    return response


COLUMNS = ("client id", "name", "preferred name", "pronouns", "phone", "e-mail", "birth date", "language",
           "practitioner", "tags", "source", "since")  # fmt: skip
BESIDE = ("held back", "alert")


def _csv(page: queries.ClientPage) -> str:
    """The list as spreadsheets read it: a byte order mark, and no cell that they would run."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, *BESIDE, *(guarded(str(column.label).lower()) for column in page.columns)])
    place = home_place()
    zone = place.zone if place else UTC
    for client in page.clients:
        cells = (*_cells(client, zone), *_beside(client, page))
        writer.writerow([guarded(value) for value in cells])
    return text.getvalue()


def _beside(client: Client, page: queries.ClientPage) -> Iterator[Any]:
    """What the list shows beside the name: badges in their words, days as spreadsheets read them."""
    severity = page.alerts.get(client.pk, "")
    yield "" if client.is_released else _("Held back")
    yield ProfileFact.Severity(severity).label if severity else ""
    for column in page.columns:
        yield column.values.get(client.pk)


def _cells(client: Client, zone: tzinfo) -> tuple[Any, ...]:
    return (
        client.external_id or client.public_id, client.name, client.preferred_name, client.pronouns, client.phone,
        client.email, client.birth_on, client.language, client.practitioner or "", ", ".join(client.tags),
        client.source, client.registered_at.astimezone(zone).date(),
    )  # fmt: skip
