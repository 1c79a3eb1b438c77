"""Settings: what the practice offers, and the rooms and things it takes."""

import uuid
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings import actions
from bookings.forms.services import PoolForm, ServiceForm, UnitForm
from bookings.models import Ability, Resource, ResourcePool, Service
from practices.actions.seen import FieldsChanged
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.toasts import toast


@may("manage_services")
def services(request: PracticeRequest) -> HttpResponse:
    able = Ability.objects.filter(practitioner__retired_at=None).select_related("practitioner").order_by("pk")
    listed = Service.objects.prefetch_related(Prefetch("abilities", able)).order_by("position", "name")
    context = {
        "services": [(service, doers(service)) for service in listed if service.archived_at is None],
        "archived": [service for service in listed if service.archived_at],
    }
    return render(request, "bookings/settings/services.html", context)


def doers(service: Service) -> list[Resource]:
    """Everybody who does it, once, however many terms they have."""
    return list(dict.fromkeys(ability.practitioner for ability in service.abilities.all()))


@may("manage_services")
def new_service(request: PracticeRequest) -> HttpResponse:
    return _service(request, None)


@may("manage_services")
def service(request: PracticeRequest, public_id: uuid.UUID) -> HttpResponse:
    return _service(request, get_object_or_404(Service, public_id=public_id))


def _service(request: PracticeRequest, known: Service | None) -> HttpResponse:
    form = ServiceForm(request.POST or None, practice=request.practice, service=known)
    status = 200
    if form.is_valid():
        try:
            _save(request, known, form)
        except FieldsChanged as refusal:
            form.tell(refusal)
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Saved. Visits booked before stay as they were agreed."))
            return redirect("bookings:services")
    if form.errors and status == 200:
        status = 422
    context = {"form": form, "service": known}
    return render(request, "bookings/settings/service.html", context, status=status)


def _save(request: PracticeRequest, known: Service | None, form: ServiceForm) -> None:
    how: dict[str, Any] = {**form.wanted(), "by": request.member, "at": timezone.now()}
    if known is None:
        actions.save_service(None, practice=request.practice, **how)
    else:
        actions.revise_service(known, seen=form.cleaned_data["seen"], **how)


@may("manage_services")
@require_POST
def archive_service(request: PracticeRequest, public_id: uuid.UUID) -> HttpResponse:
    known = get_object_or_404(Service, public_id=public_id)
    act = actions.restore_service if known.archived_at else actions.archive_service
    act(known, by=request.member, at=timezone.now())
    return redirect("bookings:services")


@may("manage_services")
def rooms(request: PracticeRequest) -> HttpResponse:
    form = PoolForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_pool(
                request.practice, name=form.cleaned_data["name"], by=request.member, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("bookings:rooms")
    units = Resource.objects.exclude(pool=None).filter(retired_at=None).select_related("location")
    by_pool: dict[int, list[Resource]] = {}
    for unit in units:
        by_pool.setdefault(unit.pool_id, []).append(unit)
    context = {
        "form": form,
        "pools": [(pool, by_pool.get(pool.pk, [])) for pool in ResourcePool.objects.order_by("name")],
    }
    return render(request, "bookings/settings/rooms.html", context, status=422 if form.errors else 200)


@may("manage_services")
def new_unit(request: PracticeRequest, pk: int) -> HttpResponse:
    pool = get_object_or_404(ResourcePool, pk=pk)
    form = UnitForm(request.POST or None)
    if form.is_valid():
        actions.add_unit(pool, by=request.member, at=timezone.now(), **form.wanted())
        return redirect("bookings:rooms")
    context = {"form": form, "pool": pool}
    return render(request, "bookings/settings/unit.html", context, status=422 if form.errors else 200)


@may("manage_services")
@require_POST
def retire(request: PracticeRequest, public_id: uuid.UUID) -> HttpResponse:
    """A room, a machine or a practitioner is no longer booked."""
    resource = get_object_or_404(Resource, public_id=public_id)
    try:
        actions.retire(resource, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    return redirect("bookings:hours" if resource.pool_id is None else "bookings:rooms")
