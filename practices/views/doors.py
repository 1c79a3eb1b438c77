"""Outside every practice: where a person lands, and opening a practice."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.errors import Refusal
from practices.forms.practice import OpenPracticeForm, country_of
from practices.opening import open_practice
from practices.queries import practices_of
from practices.toasts import toast


@login_required
def front_door(request: HttpRequest) -> HttpResponse:
    """Straight to work when there is one practice, to the choice when there are several."""
    practices = practices_of(request.user)  # type: ignore[arg-type]
    if not practices:
        return redirect("open_practice")
    if len(practices) == 1:
        return redirect(f"/p/{practices[0].slug}/")
    return render(request, "practices/choose.html", {"practices": practices})


@login_required
def open_a_practice(request: HttpRequest) -> HttpResponse:
    form = OpenPracticeForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            practice, _owner = open_practice(
                request.user,  # type: ignore[arg-type]
                **asked,
                language=request.LANGUAGE_CODE[:2],
                country=country_of(asked["time_zone"]),
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("{name} is open.").format(name=practice.name))
            return redirect(f"/p/{practice.slug}/")
    here = {"form": form, "is_first": not practices_of(request.user)}  # type: ignore[arg-type]
    return render(request, "practices/open.html", here, status=422 if form.errors else 200)
