"""The page behind the link of an invitation: it shows, and only a press of the button joins."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.actions import invitations
from practices.errors import Refusal
from practices.models import Invitation, Practice, User
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
        if request.method == "POST" and request.user.is_authenticated:
            return _join(request, practice, found, user=request.user, at=now)
        return _ask(request, practice, found)


def _join(
    request: HttpRequest, practice: Practice, found: Invitation, *, user: User, at: datetime
) -> HttpResponse:
    try:
        invitations.accept(found, user=user, at=at)
    except invitations.InvitationOver:
        return render(request, "practices/invitation_over.html", status=410)
    except invitations.InvitedByAnotherAddress:
        return _ask(request, practice, found, status=409)
    except Refusal as refusal:
        toast(request, str(refusal))
    else:
        toast(request, _("Welcome to {name}.").format(name=practice.name))
    return redirect(f"/p/{practice.slug}/")


def _ask(request: HttpRequest, practice: Practice, found: Invitation, *, status: int = 200) -> HttpResponse:
    user = request.user
    shown = {
        "invitation": found,
        "host": practice,
        "here": request.path,
        "is_for_them": user.is_authenticated and invitations.is_for(found, user),
    }
    return render(request, "practices/invitation.html", shown, status=status)


def _practice_of(token: str) -> tuple[Practice | None, str]:
    read = invitations.read_token(token)
    if read is None:
        return None, ""
    public_id, secret_hash = read
    try:
        return Practice.objects.filter(public_id=public_id).first(), secret_hash
    except ValidationError:
        return None, ""
