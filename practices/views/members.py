"""The people who work here, and those who are asked to."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from practices import queries
from practices.actions import invitations, members
from practices.errors import Refusal
from practices.forms.people import InviteForm, RoleForm
from practices.middleware import PracticeRequest
from practices.models import Invitation, Member
from practices.permissions import may
from practices.toasts import toast


@may("see_members")
def member_list(request: PracticeRequest, form: InviteForm | None = None) -> HttpResponse:
    at = timezone.now()
    keys = queries.keys_by_maker(at)
    shown = {
        "members": [(person, keys.get(person.pk, [])) for person in queries.members()],
        "my_keys": keys.get(request.member.pk, []),
        "invitations": queries.open_invitations(),
        "form": form or InviteForm(),
        "roles": Member.Role.choices,
        "now": at,
    }
    return render(request, "practices/members.html", shown, status=422 if form else 200)


@require_POST
@may("manage_members")
def invite(request: PracticeRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invited = invitations.invite(
                request.practice, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            toast(request, _("We wrote to {email}.").format(email=invited.email))
            return redirect("practices:members")
    return member_list(request, form)


@require_POST
@may("manage_members")
def change_role(request: PracticeRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member.objects.filter(left_at=None), pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            members.change_role(member, by=request.member, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            toast(request, str(refusal), is_refused=True)
        else:
            role = member.get_role_display()
            toast(request, _("{name}: {role}.").format(name=member.name, role=role))
    return redirect("practices:members")


@require_POST
@may("manage_members")
def remove(request: PracticeRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member.objects.filter(left_at=None), pk=pk)
    try:
        members.leave(member, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("{name} no longer has access.").format(name=member.name))
    return redirect("practices:members")


@require_POST
@may("leave_practice")
def leave(request: PracticeRequest) -> HttpResponse:
    try:
        members.leave(request.member, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
        return redirect("practices:members")
    toast(request, _("You left {name}.").format(name=request.practice.name))
    return HttpResponse(status=302, headers={"Location": "/"})


@require_POST
@may("manage_members")
def send_again(request: PracticeRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.all(), pk=pk)
    try:
        invitations.send_again(invitation, by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("We wrote to {email} again.").format(email=invitation.email))
    return redirect("practices:members")


@require_POST
@may("manage_members")
def withdraw(request: PracticeRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.all(), pk=pk)
    try:
        invitations.withdraw(invitation, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("The invitation is withdrawn."))
    return redirect("practices:members")
