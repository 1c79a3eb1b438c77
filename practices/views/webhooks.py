"""Addresses that hear what happens: added, paused by their own silence, and told again here."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practices.errors import Refusal
from practices.events import Fact
from practices.forms.programs import EndpointForm, ReplayForm
from practices.middleware import PracticeRequest
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.permissions import may
from practices.toasts import toast
from practices.webhooks import actions
from practices.webhooks.catalogue import catalogue

A_PAGE = 30


@may("manage_webhooks")
def endpoint_list(request: PracticeRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            endpoint = actions.add_endpoint(
                request.practice, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("url", str(refusal))
        else:
            toast(request, _("It hears everything from now on."))
            return redirect("practices:endpoint", endpoint.pk)
    endpoints = WebhookEndpoint.objects.filter(removed_at=None).order_by("-pk")
    shown = {"form": form, "endpoints": endpoints}
    return render(request, "practices/endpoints.html", shown, status=422 if form.errors else 200)


@may("manage_webhooks")
def endpoint(request: PracticeRequest, pk: int) -> HttpResponse:
    """What one address was told, newest first."""
    found = _found(pk)
    told = WebhookDelivery.objects.filter(endpoint=found).select_related("event").order_by("-pk")
    page = Paginator(told, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "practices/endpoint.html", {"endpoint": found, "page_obj": page})


@may("manage_webhooks")
def change_endpoint(request: PracticeRequest, pk: int) -> HttpResponse:
    """Another address, other kinds or another note, from now on."""
    found = _found(pk)
    form = EndpointForm(
        request.POST or None, initial={"url": found.url, "note": found.note, "kinds": found.kinds}
    )
    if form.is_valid():
        try:
            actions.change_endpoint(found, by=request.member, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("url", str(refusal))
        else:
            toast(request, _("Saved."))
            return redirect("practices:endpoint", pk)
    shown = {"form": form, "endpoint": found}
    return render(request, "practices/change_endpoint.html", shown, status=422 if form.errors else 200)


@may("manage_webhooks")
def events(request: PracticeRequest) -> HttpResponse:
    """Everything that can happen, from the facts themselves."""
    return render(request, "practices/events.html", {"facts": catalogue(Fact)})


@require_POST
@may("manage_webhooks")
def rotate(request: PracticeRequest, pk: int) -> HttpResponse:
    actions.rotate_secret(_found(pk), by=request.member, at=timezone.now())
    toast(request, _("A new secret signs; the old one signs too for a day."))
    return redirect("practices:endpoint", pk)


@require_POST
@may("manage_webhooks")
def enable(request: PracticeRequest, pk: int) -> HttpResponse:
    actions.enable(_found(pk), by=request.member, at=timezone.now())
    toast(request, _("It is told again from now on."))
    return redirect("practices:endpoint", pk)


@require_POST
@may("manage_webhooks")
def disable(request: PracticeRequest, pk: int) -> HttpResponse:
    actions.disable(_found(pk), because=WebhookEndpoint.Because.BY_HAND, by=request.member, at=timezone.now())
    toast(request, _("It is told nothing until it is switched on again."))
    return redirect("practices:endpoint", pk)


@require_POST
@may("manage_webhooks")
def remove(request: PracticeRequest, pk: int) -> HttpResponse:
    actions.remove_endpoint(_found(pk), by=request.member, at=timezone.now())
    toast(request, _("It hears nothing any more."))
    return redirect("practices:endpoints")


@require_POST
@may("manage_webhooks")
def replay(request: PracticeRequest, pk: int) -> HttpResponse:
    found, form = _found(pk), ReplayForm(request.POST)
    after = form.is_valid() and Event.objects.filter(pk=form.cleaned_data["after"]).first()
    if not after:
        toast(request, _("There is no such event."), is_refused=True)
        return redirect("practices:endpoint", pk)
    try:
        number = actions.replay(found, after=after, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("{number} will be told again.").format(number=number))
    return redirect("practices:endpoint", pk)


@require_POST
@may("manage_webhooks")
def resend(request: PracticeRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery.objects.filter(endpoint__removed_at=None), pk=pk)
    try:
        actions.resend(delivery, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("It will be told again."))
    return redirect("practices:endpoint", delivery.endpoint_id)


def _found(pk: int) -> WebhookEndpoint:
    return get_object_or_404(WebhookEndpoint.objects.filter(removed_at=None), pk=pk)
