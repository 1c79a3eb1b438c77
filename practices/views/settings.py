"""Settings of the practice itself."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.actions.places import save_practice
from practices.actions.seen import FieldsChanged
from practices.errors import Refusal
from practices.forms.practice import PracticeForm
from practices.middleware import PracticeRequest
from practices.navigation import settings_places
from practices.permissions import may
from practices.toasts import toast


@may("see_settings")
def settings(request: PracticeRequest) -> HttpResponse:
    """The first page of the settings that this member may see."""
    return redirect(settings_places(request)[0].url)


@may("manage_practice")
def practice(request: PracticeRequest) -> HttpResponse:
    form = PracticeForm(request.POST or None, practice=request.practice)
    if form.is_valid():
        try:
            save_practice(request.practice, by=request.member, at=timezone.now(), **form.cleaned_data)
        except FieldsChanged as refusal:
            form.tell(refusal)
            return render(request, "practices/practice.html", {"form": form}, status=409)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Saved."))
            return redirect("practices:practice")
    return render(request, "practices/practice.html", {"form": form}, status=422 if form.errors else 200)
