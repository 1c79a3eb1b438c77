"""Keys for programs: made, changed, rotated and revoked here. A secret is shown once, on the answer that made it."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practices import keys
from practices.actions.seen import FieldsChanged
from practices.errors import Refusal
from practices.forms.programs import ChangeKeyForm, KeyForm
from practices.middleware import PracticeRequest
from practices.models import ApiKey
from practices.permissions import may
from practices.toasts import toast

OVERLAP = timedelta(days=1)


@may("manage_programs")
def key_list(request: PracticeRequest) -> HttpResponse:
    at = timezone.now()
    form = KeyForm(request.POST or None)
    if form.is_valid():
        try:
            _key, secret = keys.make(request.practice, by=request.member, at=at, **form.asked(at))
        except Refusal as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            return _shown(request, KeyForm(), secret)
    return _shown(request, form)


@may("manage_programs")
def change(request: PracticeRequest, pk: int) -> HttpResponse:
    key = _found(pk)
    form = ChangeKeyForm(request.POST or None, key=key)
    if form.is_valid():
        try:
            keys.change(key, by=request.member, at=timezone.now(), **form.cleaned_data)
        except FieldsChanged as refusal:
            form.tell(refusal)
            return render(request, "practices/change_key.html", {"form": form, "key": key}, status=409)
        except Refusal as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            toast(request, _("Saved. It counts from the key’s next request."))
            return redirect("practices:keys")
    shown = {"form": form, "key": key}
    return render(request, "practices/change_key.html", shown, status=422 if form.errors else 200)


@require_POST
@may("manage_programs")
def rotate(request: PracticeRequest, pk: int) -> HttpResponse:
    try:
        _key, secret = keys.rotate(_found(pk), overlap=OVERLAP, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
        return redirect("practices:keys")
    return _shown(request, KeyForm(), secret)


@require_POST
@may("manage_programs")
def revoke(request: PracticeRequest, pk: int) -> HttpResponse:
    try:
        keys.revoke(_found(pk), by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("The key opens nothing any more."))
    return redirect("practices:keys")


def _field_of(refusal: Refusal) -> str | None:
    return "networks" if isinstance(refusal, keys.BadNetwork) else None


def _found(pk: int) -> ApiKey:
    return get_object_or_404(ApiKey.objects.all(), pk=pk)


def _shown(request: PracticeRequest, form: KeyForm, secret: str = "") -> HttpResponse:
    at = timezone.now()
    listed = [(key, key.is_valid(at)) for key in ApiKey.objects.select_related("made_by").order_by("-pk")]
    shown = {"form": form, "keys": listed, "secret": secret}
    return render(request, "practices/keys.html", shown, status=422 if form.errors else 200)
