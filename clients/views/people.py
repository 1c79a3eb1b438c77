"""A client's profile and details."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import actions, queries
from clients.forms import DetailsForm, QuickForm
from clients.models import Client
from clients.profile import GROUPS
from clients.views.refusing import at_its_field
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.toasts import toast


def client_or_404(pk: int, *, erased_too: bool = False) -> Client:
    rows = Client.objects.select_related("practitioner", "referrer", "import_batch")
    return get_object_or_404(rows if erased_too else rows.filter(erased_at=None), pk=pk)


@may("see_clients")
def profile(request: PracticeRequest, pk: int) -> HttpResponse:
    client = client_or_404(pk, erased_too=True)
    return render(request, "clients/profile.html", profile_context(request, client))


def profile_context(request: PracticeRequest, client: Client, **more: Any) -> dict[str, Any]:
    """What the profile shows. Health text in it is noted as read before it is shown."""
    now = timezone.now()
    facts = queries.facts_of(client, request.member)
    if shown := queries.health_shown(facts):
        actions.read_sensitive(client, facts=shown, where="profile", by=request.member, at=now)
    return {
        "client": client,
        "facts": facts,
        "alerts": queries.alerts_in(facts),
        "age": queries.age_on(client.birth_on, now.date()),
        "facts_any": any(kind.now or kind.earlier or kind.hidden for kind in facts),
        "agreements": (agreements := queries.agreements_of(client)),
        "agreed_any": any(one.answer is not None for one in agreements),
        "slots": queries.slots_of(client, request.member),
        "why_erased": queries.why_erased(client, request.member),
        "today": now.date(),
        **_timeline(request, client),
        **more,
    }


@may("see_clients")
def timeline(request: PracticeRequest, pk: int) -> HttpResponse:
    client = client_or_404(pk, erased_too=True)
    context = {"client": client, **_timeline(request, client)}
    return render(request, "clients/profile.html#timeline", context)


def _timeline(request: PracticeRequest, client: Client) -> dict[str, Any]:
    group = request.GET.get("show", "")
    try:
        before = datetime.fromisoformat(request.GET.get("before", "").replace(" ", "+"))
    except ValueError:
        before = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    if timezone.is_naive(before):
        before = timezone.make_aware(before)
    group = group if group in GROUPS else ""
    lines = queries.timeline(client, member=request.member, group=group, before=before)
    return {"timeline": lines, "group": group, "groups": queries.groups_for(request.member)}


@may("change_clients")
def new(request: PracticeRequest) -> HttpResponse:
    form = DetailsForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        try:
            client = actions.register(
                request.practice, **form.changes(), by=request.member, at=timezone.now()
            )
        except Refusal as refusal:
            at_its_field(form, refusal)
        else:
            return redirect("clients:profile", client.pk)
    return render(request, "clients/edit.html", {"form": form}, status=422 if form.errors else 200)


@may("change_clients")
def quick(request: PracticeRequest) -> HttpResponse:
    """A new client in three fields, without leaving the page: an answer in JSON when the script asks."""
    form = QuickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            client = actions.register(
                request.practice, **form.cleaned_data, by=request.member, at=timezone.now()
            )
        except Refusal as refusal:
            at_its_field(form, refusal)
        else:
            made = {"id": client.pk, "name": client.name, "phone": client.phone}
            if request.headers.get("Accept") == "application/json":
                return JsonResponse(made, status=201)
            return render(request, "clients/quick.html", {"made": client, "form": QuickForm()}, status=201)
    return render(request, "clients/quick.html", {"form": form}, status=422 if form.errors else 200)


@may("change_clients")
def edit(request: PracticeRequest, pk: int) -> HttpResponse:
    client = client_or_404(pk)
    form = DetailsForm(request.POST or None, client=client, region=request.practice.country)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_details(
                client, changes=form.changes(), version=form.cleaned_data["version"], by=request.member,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            at_its_field(form, refusal)
        else:
            toast(request, _("Saved."))
            return redirect("clients:profile", client.pk)
    context = {"form": form, "client": client}
    return render(request, "clients/edit.html", context, status=422 if form.errors else 200)


@require_POST
@may("change_clients")
def tags(request: PracticeRequest, pk: int) -> HttpResponse:
    add, remove = request.POST.get("add", ""), request.POST.get("remove", "")
    client = actions.tag(client_or_404(pk), add=add, remove=remove, by=request.member, at=timezone.now())
    return redirect("clients:profile", client.pk)


@require_POST
@may("change_clients")
def archive(request: PracticeRequest, pk: int) -> HttpResponse:
    client = actions.archive(client_or_404(pk), by=request.member, at=timezone.now())
    toast(
        request, _("{name} is archived.").format(name=client.name), undo=reverse("clients:restore", args=[pk])
    )
    return redirect("clients:profile", pk)


@require_POST
@may("change_clients")
def restore(request: PracticeRequest, pk: int) -> HttpResponse:
    client = actions.restore(client_or_404(pk), by=request.member, at=timezone.now())
    toast(request, _("{name} is back.").format(name=client.name))
    return redirect("clients:profile", pk)


@require_POST
@may("import_clients")
def release(request: PracticeRequest, pk: int) -> HttpResponse:
    client = actions.release(client_or_404(pk), by=request.member, at=timezone.now())
    toast(request, _("{name} may get automatic messages now.").format(name=client.called))
    return redirect("clients:profile", pk)
