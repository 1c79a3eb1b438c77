"""The list of clients, and its CSV."""

import csv
import io
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clients import actions, queries
from clients.forms import FilterForm
from clients.models import Client
from clients.rules.cells import guarded
from practices.middleware import PracticeRequest
from practices.permissions import may
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
    clients = from_replica(lambda: queries.everyone(wanted))
    filters = "&".join(f"{key}={value}" for key, value in request.GET.items() if value)
    actions.note_list_export(
        request.practice, rows=len(clients), filters=filters, by=request.member, at=timezone.now()
    )
    response = HttpResponse(_csv(clients), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="clients-{timezone.now():%Y-%m-%d}.csv"'
    return response


COLUMNS = ("client id", "name", "preferred name", "pronouns", "phone", "e-mail", "birth date", "language",
           "practitioner", "tags", "source", "since")  # fmt: skip


def _csv(clients: list[Client]) -> str:
    """The list as spreadsheets read it: a byte order mark, and no cell that they would run."""
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for client in clients:
        writer.writerow([guarded(value) for value in _cells(client)])
    return text.getvalue()


def _cells(client: Client) -> tuple[Any, ...]:
    return (
        client.external_id or client.public_id, client.name, client.preferred_name, client.pronouns, client.phone,
        client.email, client.birth_on, client.language, client.practitioner or "", ", ".join(client.tags),
        client.source, client.registered_at.date(),
    )  # fmt: skip
