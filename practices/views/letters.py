"""In the demo and in development nothing is sent: the letters with codes and invitations are read here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from practices.models import AccountMail

OPEN_IN = frozenset({"demo", "development"})


def letters(request: HttpRequest) -> HttpResponse:
    if settings.MODE not in OPEN_IN:
        raise Http404
    return render(request, "practices/letters.html", {"letters": AccountMail.objects.order_by("-pk")[:30]})
