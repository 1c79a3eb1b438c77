"""Settings: taking somebody's access away, with what they leave behind in front of one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from bookings.models import Resource
from bookings.queries.visits import visits_ahead
from practices.middleware import PracticeRequest
from practices.models import Member
from practices.permissions import may
from practices.queries import keys_by_maker


@may("manage_members")
def leaver(request: PracticeRequest, pk: int) -> HttpResponse:
    """What ends with somebody's access, and the visits that are still theirs."""
    at = timezone.now()
    others = Member.objects.filter(left_at=None).exclude(pk=request.member.pk)
    person = get_object_or_404(others.select_related("user"), pk=pk)
    who = Resource.objects.filter(member=person, retired_at=None).first()
    shown = {
        "person": person,
        "who": who,
        "ahead": visits_ahead(who, at=at) if who else [],
        "keys": keys_by_maker(at).get(person.pk, []),
    }
    return render(request, "bookings/settings/leaver.html", shown)
