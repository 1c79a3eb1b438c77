"""What the field at the top of every page finds: people, places of the product, and things to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.models import Client
from clients.queries.search import find
from practices.middleware import PracticeRequest
from practices.models import Member
from practices.navigation import Place, everywhere
from practices.permissions import allowed, may

PEOPLE = 6
SHORTEST = 2


@require_safe
@may("see_today")
def search(request: PracticeRequest) -> HttpResponse:
    """A list of links for what was typed so far; nothing typed yet: the places and things to do."""
    typed = request.GET.get("q", "").strip()[:80]
    shown = {
        "typed": typed,
        "people": people(typed, request.member),
        "places": [place for place in everywhere(request) if is_meant(typed, place)],
    }
    return render(request, "search.html", shown)


def people(typed: str, member: Member) -> list[Client]:
    if len(typed) < SHORTEST or not allowed(member, "see_clients"):
        return []
    return find(Client.objects.current(), typed).clients(most=PEOPLE)


def is_meant(typed: str, place: Place) -> bool:
    """Any word of the place begins with what was typed."""
    label = str(place.label).casefold()
    return any(word.startswith(typed.casefold()) for word in [label, *label.split()])
