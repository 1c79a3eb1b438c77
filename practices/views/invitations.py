"""The page behind the link of an invitation: it shows, and only a press of the button joins."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.actions import invitations
from practices.errors import Refusal
from practices.models import Invitation, Practice
from practices.tenancy import visit
from practices.toasts import toast


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    practice, secret_hash = _practice_of(token)
    if practice is None:
        return render(request, "practices/invitation_over.html", status=404)
    now = timezone.now()
    with visit(practice):
        found = Invitation.objects.select_related("invited_by").filter(secret_hash=secret_hash).first()
        if found is None or not invitations.is_open(found, at=now):
            return render(request, "practices/invitation_over.html", status=410)
        if request.method != "POST" or not request.user.is_authenticated:
            shown = {"invitation": found, "host": practice, "here": request.path}
            return render(request, "practices/invitation.html", shown)
        try:
            invitations.accept(found, user=request.user, at=now)
        except Refusal as refusal:
            toast(request, str(refusal))
        else:
            toast(request, _("Welcome to {name}.").format(name=practice.name))
    return redirect(f"/p/{practice.slug}/")


def _practice_of(token: str) -> tuple[Practice | None, str]:
    read = invitations.read_token(token)
    if read is None:
        return None, ""
    public_id, secret_hash = read
    try:
        return Practice.objects.filter(public_id=public_id).first(), secret_hash
    except ValidationError:
        return None, ""
