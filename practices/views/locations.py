"""The places of the practice. The page of one of them is in bookings: it names the visits that other hours strand."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practices.actions import places
from practices.errors import Refusal
from practices.forms.places import LocationForm
from practices.middleware import PracticeRequest
from practices.models import Location
from practices.page import home_zone
from practices.permissions import may
from practices.queries import locations
from practices.toasts import toast


@may("manage_places")
def location_list(request: PracticeRequest) -> HttpResponse:
    return render(request, "practices/locations.html", {"locations": locations()})


@may("manage_places")
def new_location(request: PracticeRequest) -> HttpResponse:
    form = LocationForm(request.POST or None, initial={"time_zone": home_zone()})
    if form.is_valid():
        place = places.open_location(
            request.practice, by=request.member, at=timezone.now(), **form.cleaned_data
        )
        toast(request, _("{name} is open.").format(name=place.name))
        return redirect("practices:locations")
    return render(request, "practices/location.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@may("manage_places")
def close_location(request: PracticeRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Location.objects.filter(closed_at=None), pk=pk)
    try:
        places.close_location(place, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("{name} is closed.").format(name=place.name))
    return redirect("practices:locations")
