"""Settings: one place and its opening hours. A change shows the visits it leaves outside."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bookings.queries.visits import stranded_at
from bookings.views.settings_hours import say_saved
from practices.actions import places
from practices.actions.seen import FieldsChanged
from practices.forms.places import LocationForm
from practices.middleware import PracticeRequest
from practices.models import Location
from practices.permissions import may
from practices.queries import locations
from practices.toasts import toast


@may("manage_places")
def location(request: PracticeRequest, pk: int) -> HttpResponse:
    at, place = timezone.now(), get_object_or_404(locations(), pk=pk)
    form, was = LocationForm(request.POST or None, location=place), clock_of(place)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            places.save_location(place, by=request.member, at=at, **form.cleaned_data)
        except FieldsChanged as refusal:
            form.tell(refusal)
            status = 409
        else:
            return saved(request, place, has_other_hours=clock_of(place) != was)
    shown = {"form": form, "location": place, "stranded": stranded_at(place, at=at)}
    return render(request, "bookings/settings/location.html", shown, status=status)


def clock_of(place: Location) -> tuple[str, object]:
    """What decides when it is open."""
    return place.time_zone, place.hours


def saved(request: PracticeRequest, place: Location, *, has_other_hours: bool) -> HttpResponse:
    """Back to the list; to the page again where other hours strand visits, because it names them."""
    if not has_other_hours:
        toast(request, _("Saved."))
        return redirect("practices:locations")
    stranded = stranded_at(place, at=timezone.now())
    say_saved(request, stranded)
    return redirect("bookings:location", place.pk) if stranded else redirect("practices:locations")
