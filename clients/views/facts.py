"""Facts and consent, in place on the profile."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import actions, queries
from clients.forms import ConsentForm, FactForm
from clients.models import Client, Consent, ProfileFact
from clients.views.people import client_or_404
from clients.views.refusing import at_its_field
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import allowed, may
from practices.toasts import toast


def kinds_for(request: PracticeRequest) -> list[str]:
    """Kinds of facts this member may write: health text belongs to those who care for people."""
    if allowed(request.member, "write_health"):
        return list(ProfileFact.Kind.values)
    return [kind for kind in ProfileFact.Kind.values if kind not in ProfileFact.HEALTH]


def fact_or_404(request: PracticeRequest, pk: int, fact: int) -> ProfileFact:
    rows = ProfileFact.objects.filter(client=client_or_404(pk), kind__in=kinds_for(request))
    return get_object_or_404(rows.select_related("client"), pk=fact)


@may("change_clients")
def note(request: PracticeRequest, pk: int) -> HttpResponse:
    client = client_or_404(pk)
    kinds = kinds_for(request)
    form = FactForm(request.POST or None, kinds=kinds, initial={"kind": request.GET.get("kind", kinds[0])})
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_fact(client, **form.cleaned_data, by=request.member, at=timezone.now())
        except Refusal as refusal:
            at_its_field(form, refusal)
        else:
            return redirect("clients:profile", pk)
    context = {"form": form, "client": client}
    return render(request, "clients/fact.html", context, status=422 if form.errors else 200)


@may("change_clients")
def supersede(request: PracticeRequest, pk: int, fact: int) -> HttpResponse:
    old = fact_or_404(request, pk, fact)
    form = FactForm(request.POST or None, kinds=[old.kind], initial=_as_it_is(request, old))
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "kind"}
        try:
            actions.supersede(old, **given, by=request.member, at=timezone.now())
        except Refusal as refusal:
            at_its_field(form, refusal)
        else:
            return redirect("clients:profile", pk)
    context = {"form": form, "client": old.client, "old": old}
    return render(request, "clients/fact.html", context, status=422 if form.errors else 200)


def _as_it_is(request: PracticeRequest, fact: ProfileFact) -> dict[str, Any]:
    """What the form starts with. Health text in it is noted as read."""
    if request.method == "GET" and fact.is_health:
        actions.read_sensitive(fact.client, facts=[fact], where="fact", by=request.member, at=timezone.now())
    return {
        "kind": fact.kind, "value": fact.value, "severity": fact.severity, "source": fact.source,
        "review_on": fact.review_on,
    }  # fmt: skip


@require_POST
@may("change_clients")
def end(request: PracticeRequest, pk: int, fact: int) -> HttpResponse:
    try:
        actions.end_fact(fact_or_404(request, pk, fact), by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("Ended. It stays readable among the earlier ones."))
    return redirect("clients:profile", pk)


@may("see_clients")
def consents(request: PracticeRequest, pk: int) -> HttpResponse:
    client = client_or_404(pk)
    if request.method == "POST" and allowed(request.member, "change_clients"):
        form = ConsentForm(request.POST)
        if form.is_valid():
            _answer(client, form.cleaned_data, request)
            return redirect("clients:consents", pk)
    context = {
        "client": client,
        "form": ConsentForm(),
        "ledger": Consent.objects.filter(client=client).select_related("noted_by").order_by("-id"),
        "agreements": queries.agreements_of(client),
    }
    return render(request, "clients/consents.html", context)


def _answer(client: Client, given: dict[str, Any], request: PracticeRequest) -> None:
    purpose, channel, is_given = given["answer"]
    act = actions.give_consent if is_given else actions.withdraw_consent
    act(
        client, purpose=purpose, channel=channel, source=given["source"], by=request.member, at=timezone.now()
    )  # fmt: skip
