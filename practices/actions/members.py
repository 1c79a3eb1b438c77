"""Who works here, and as what."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practices import keys
from practices.actions import invitations
from practices.errors import Refusal
from practices.events import MemberLeft, RoleChanged, record
from practices.models import Member
from practices.permissions import allowed


class LastOwner(Refusal):
    sentence = _("A practice needs an owner. Make somebody else one first.")


@transaction.atomic
def change_role(member: Member, *, role: str, by: Member, at: datetime) -> None:
    """Give a member another role; it counts from their next click.

    The keys of one who may make none any more stop; the open invitations of one who may send none are withdrawn.

    Refuses     LastOwner
    Records     RoleChanged, unless the role is the same; ApiKeyRevoked
    """
    was = member.role
    if role == was:
        return
    if was == Member.Role.OWNER:
        _keep_an_owner_beside(member)
    member.role = role
    member.save(update_fields=["role"])
    if not allowed(member, "manage_programs"):
        keys.revoke_those_of(member, by=by, at=at)
    if not allowed(member, "manage_members"):
        invitations.withdraw_those_of(member, at=at)
    record(RoleChanged(member_id=member.pk, role=role, was=was), practice=member.practice, by=by, at=at)


@transaction.atomic
def leave(member: Member, *, by: Member, at: datetime) -> None:
    """End a membership, one's own or somebody else's, and with it the keys they made and the invitations they sent.

    The row stays: visits name it.

    Refuses     LastOwner
    Records     MemberLeft, ApiKeyRevoked
    """
    if member.role == Member.Role.OWNER:
        _keep_an_owner_beside(member)
    member.left_at = at
    member.save(update_fields=["left_at"])
    keys.revoke_those_of(member, by=by, at=at)
    invitations.withdraw_those_of(member, at=at)
    record(MemberLeft(member_id=member.pk), practice=member.practice, by=by, at=at)


def _keep_an_owner_beside(member: Member) -> None:
    """Owners are locked while we count, so that two of them cannot leave at the same moment."""
    owners = Member.objects.filter(role=Member.Role.OWNER, left_at=None).exclude(user=None)
    if not [owner for owner in owners.select_for_update().order_by("pk") if owner.pk != member.pk]:
        raise LastOwner
