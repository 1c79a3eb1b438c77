"""Asking somebody to join."""

import re
from datetime import timedelta

import pytest

from practices.actions import invitations
from practices.models import AccountMail, Event, Invitation, Member
from tests.factories import NOON, make_user


def invite(willow, email="Bea@Example.com", role="marketer"):
    return invitations.invite(willow.practice, email=email, role=role, by=willow.owner, at=NOON)


def token_of(letter):
    return re.search(r"/invitations/([^/]+)/", letter.text)[1]


def test_an_invitation_is_a_letter_with_a_link_of_its_own(willow):
    invitation = invite(willow)

    letter = AccountMail.objects.get(to="bea@example.com")
    practice, secret_hash = invitations.read_token(token_of(letter))
    assert practice == str(willow.practice.public_id)
    assert secret_hash == invitation.secret_hash
    assert "Ana asks you to join Willow as Marketer" in letter.text
    assert Event.objects.filter(kind="member.invited").exists()


def test_the_link_keeps_no_secret_in_the_database(willow):
    invitation = invite(willow)

    token = token_of(AccountMail.objects.get())
    assert invitation.secret_hash not in token


def test_a_link_that_was_tampered_with_opens_nothing():
    assert invitations.read_token("not:a:token") is None


def test_somebody_who_works_here_is_not_invited_again(willow):
    with pytest.raises(invitations.AlreadyMember):
        invite(willow, email="FRANK@willow.example")


def test_one_address_has_one_open_invitation(willow):
    invite(willow)
    with pytest.raises(invitations.AlreadyInvited):
        invite(willow, email="bea@example.com")


def test_sending_again_makes_the_old_link_useless(willow):
    invitation = invite(willow)
    old = invitation.secret_hash

    invitations.send_again(invitation, by=willow.owner, at=NOON + timedelta(days=6))

    assert Invitation.objects.get().secret_hash != old
    assert Invitation.objects.get().expires_at == NOON + timedelta(days=13)
    assert AccountMail.objects.filter(to="bea@example.com").count() == 2


def test_accepting_makes_a_member_with_the_role(willow):
    user = make_user("Bea", "elsewhere")

    member = invitations.accept(invite(willow), user=user, at=NOON)

    assert (member.user, member.role, member.practice) == (user, "marketer", willow.practice)
    assert Event.objects.filter(kind="member.joined", actor=member).exists()


def test_an_invitation_is_accepted_once(willow):
    invitation = invite(willow)
    invitations.accept(invitation, user=make_user("Bea", "elsewhere"), at=NOON)

    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation, user=make_user("Eve", "elsewhere"), at=NOON)


def test_a_withdrawn_or_old_invitation_opens_nothing(willow):
    withdrawn, old = invite(willow), invite(willow, email="other@example.com")
    invitations.withdraw(withdrawn, at=NOON)

    user = make_user("Bea", "elsewhere")
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(withdrawn, user=user, at=NOON)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(old, user=user, at=NOON + invitations.STANDS_FOR)


def test_a_withdrawn_invitation_cannot_be_sent_again_nor_an_accepted_one_withdrawn(willow):
    gone, taken = invite(willow), invite(willow, email="other@example.com")
    invitations.withdraw(gone, at=NOON)
    invitations.accept(taken, user=make_user("Bea", "elsewhere"), at=NOON)

    with pytest.raises(invitations.InvitationOver):
        invitations.send_again(gone, by=willow.owner, at=NOON)
    with pytest.raises(invitations.InvitationOver):
        invitations.withdraw(Invitation.objects.get(pk=taken.pk), at=NOON)


def test_somebody_who_left_comes_back_as_the_same_member(willow):
    from practices.actions.members import leave

    leave(willow.desk, by=willow.owner, at=NOON)
    invitation = invite(willow, email="frank@willow.example", role="read_only")

    member = invitations.accept(invitation, user=willow.desk.user, at=NOON)

    assert member.pk == willow.desk.pk
    assert Member.objects.get(pk=member.pk).role == "read_only"
    assert member.left_at is None


def test_a_member_does_not_join_twice(willow):
    invitation = invite(willow, email="new@example.com")
    with pytest.raises(invitations.AlreadyMember):
        invitations.accept(invitation, user=willow.desk.user, at=NOON)
