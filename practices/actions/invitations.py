"""Asking somebody to join, by a link in a letter. Of the link's secret only the hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from practices.errors import Refusal, violated
from practices.events import MemberInvited, MemberJoined, record
from practices.models import AccountMail, Invitation, Member, Practice, User
from practices.permissions import allowed

STANDS_FOR = timedelta(days=7)
SALT = "practices.invitation"


class AlreadyMember(Refusal):
    sentence = gettext_lazy("{email} works here already.")


class AlreadyInvited(Refusal):
    sentence = gettext_lazy("{email} has an open invitation. You can send it again below.")


class InvitationOver(Refusal):
    sentence = gettext_lazy("This invitation is no longer open. Ask for a new one.")


class InvitedByAnotherAddress(Refusal):
    """Whoever accepts has not shown that the address we wrote to is theirs."""

    sentence = gettext_lazy("This invitation is for another address than {email}.")


@transaction.atomic
def invite(
    practice: Practice, *, email: str, role: str, by: Member, at: datetime, name: str = ""
) -> Invitation:
    """Ask a person to join with a role, by letter.

    email       in any case; kept in lower case
    Refuses     AlreadyMember, AlreadyInvited
    Records     MemberInvited
    """
    email = email.strip().lower()
    if Member.objects.filter(user__email=email, left_at=None).exists():
        raise AlreadyMember(email=email)
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                practice=practice,
                email=email,
                role=role,
                name=name,
                secret_hash=_hashed(secret),
                invited_by=by,
                invited_at=at,
                expires_at=at + STANDS_FOR,
            )
    except IntegrityError as error:
        if violated(error) == "one_open_invitation_per_address":
            raise AlreadyInvited(email=email) from error
        raise
    _write_letter(invitation, secret, at=at)
    record(MemberInvited(invitation_id=invitation.pk, role=role), practice=practice, by=by, at=at)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: Member, at: datetime) -> None:
    """Write the letter once more, with a new link; the old link stops working.

    Refuses     InvitationOver
    """
    invitation = _held(invitation)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash, invitation.expires_at = _hashed(secret), at + STANDS_FOR
    invitation.invited_by = by
    invitation.save(update_fields=["secret_hash", "expires_at", "invited_by"])
    _write_letter(invitation, secret, at=at)


@transaction.atomic
def withdraw(invitation: Invitation, *, at: datetime) -> None:
    """Take an invitation back; its link stops working. Taking it back twice changes nothing.

    Refuses     InvitationOver when it was accepted meanwhile
    """
    invitation = _held(invitation)
    if invitation.accepted_at:
        raise InvitationOver
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])


@transaction.atomic
def withdraw_those_of(member: Member, *, at: datetime) -> None:
    """Take back every open invitation that this member sent: no letter of theirs outlives their right to write it."""
    Invitation.objects.filter(invited_by=member, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def accept(invitation: Invitation, *, user: User, at: datetime) -> Member:
    """Join the practice. Somebody who left comes back as the same member, with the new role.

    user        has verified the address that the invitation went to
    Refuses     InvitationOver, InvitedByAnotherAddress, AlreadyMember
    Records     MemberJoined
    """
    invitation = _held(invitation)
    if not is_open(invitation, at=at):
        raise InvitationOver
    if not is_for(invitation, user):
        raise InvitedByAnotherAddress(email=user.email)
    practice, name = invitation.practice, invitation.name or str(user)
    member = Member.objects.filter(user=user).first()
    if member is not None and member.left_at is None:
        raise AlreadyMember(email=user.email)
    if member is None:
        member = Member(practice=practice, user=user, name=name, joined_at=at)
    member.role, member.left_at = invitation.role, None
    member.save()
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record(MemberJoined(member_id=member.pk, role=member.role), practice=practice, by=member, at=at)
    return member


def is_open(invitation: Invitation, *, at: datetime) -> bool:
    """Whether the link still opens the door: in time, and whoever sent it may still ask people in."""
    inviter = invitation.invited_by
    if invitation.accepted_at or invitation.withdrawn_at or inviter.left_at:
        return False
    return at < invitation.expires_at and allowed(inviter, "manage_members")


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether this person has verified the address that the invitation went to."""
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=invitation.email).exists()


def _held(invitation: Invitation) -> Invitation:
    """As it stands now, locked, so that nobody accepts it while somebody takes it back."""
    standing = Invitation.objects.select_for_update(of=("self",)).select_related("practice", "invited_by")
    return standing.get(pk=invitation.pk)


def read_token(token: str) -> tuple[str, str] | None:
    """The practice's public id and the hash of the secret, or None for a token that we did not make."""
    try:
        practice, secret = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return practice, _hashed(secret)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write_letter(invitation: Invitation, secret: str, *, at: datetime) -> None:
    practice = invitation.practice
    token = signing.dumps([str(practice.public_id), secret], salt=SALT)
    link = f"{settings.BASE_URL}/invitations/{token}/"
    with override(practice.language):
        text = _(
            "Hello,\n\n{inviter} asks you to join {practice} as {role}.\n\nTo accept, open:\n{link}\n\n"
            "The link works for 7 days. If you do not know {practice}, you can forget this letter.\n"
        ).format(
            inviter=invitation.invited_by.name,
            practice=practice.name,
            role=invitation.get_role_display(),
            link=link,
        )
        subject = _("Join {practice}").format(practice=practice.name)
    AccountMail.objects.create(to=invitation.email, subject=subject, text=text, written_at=at, due_at=at)
