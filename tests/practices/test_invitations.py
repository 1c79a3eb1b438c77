"""Asking somebody to join."""

import re
from datetime import timedelta

import pytest

from practices.actions import invitations
from practices.actions.members import change_role, leave
from practices.models import AccountMail, Event, Invitation, Member
from tests.factories import NOON, make_member, make_user, verify


def invite(willow, email="Bea@Example.com", role="marketer"):
    return invitations.invite(willow.practice, email=email, role=role, by=willow.owner, at=NOON)


def person(name, address):
    """Somebody with an account of their own, who has verified this address."""
    return verify(make_user(name, "elsewhere"), address)


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
    user = person("Bea", "bea@example.com")

    member = invitations.accept(invite(willow), user=user, at=NOON)

    assert (member.user, member.role, member.practice) == (user, "marketer", willow.practice)
    assert Event.objects.filter(kind="member.joined", actor=member).exists()


def test_an_invitation_is_for_the_address_it_went_to(willow):
    invitation = invite(willow)
    unproven = person("Bea", "bea@elsewhere.example")
    unproven.emailaddress_set.create(email="bea@example.com", verified=False, primary=False)

    for user in (person("Eve", "eve@example.com"), unproven):
        with pytest.raises(invitations.InvitedByAnotherAddress, match=user.email):
            invitations.accept(invitation, user=user, at=NOON)
    assert not Member.objects.filter(name__in=["Bea", "Eve"]).exists()


def test_an_invitation_is_accepted_once(willow):
    invitation, bea = invite(willow), person("Bea", "bea@example.com")
    invitations.accept(invitation, user=bea, at=NOON)

    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation, user=bea, at=NOON)


def test_a_withdrawn_or_old_invitation_opens_nothing(willow):
    withdrawn, old = invite(willow), invite(willow, email="other@example.com")
    invitations.withdraw(withdrawn, at=NOON)

    user = verify(make_user("Bea", "elsewhere"), "bea@example.com", "other@example.com")
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(withdrawn, user=user, at=NOON)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(old, user=user, at=NOON + invitations.STANDS_FOR)


def test_a_withdrawn_invitation_cannot_be_sent_again_nor_an_accepted_one_withdrawn(willow):
    gone, taken = invite(willow), invite(willow, email="other@example.com")
    invitations.withdraw(gone, at=NOON)
    invitations.accept(taken, user=person("Bea", "other@example.com"), at=NOON)

    with pytest.raises(invitations.InvitationOver):
        invitations.send_again(gone, by=willow.owner, at=NOON)
    with pytest.raises(invitations.InvitationOver):
        invitations.withdraw(Invitation.objects.get(pk=taken.pk), at=NOON)


def test_one_accepted_while_the_page_was_open_is_neither_withdrawn_nor_sent_again(willow):
    seen = invite(willow)
    invitations.accept(seen, user=person("Bea", "bea@example.com"), at=NOON)

    assert seen.accepted_at is None  # as the page has it still
    with pytest.raises(invitations.InvitationOver):
        invitations.withdraw(seen, at=NOON)
    with pytest.raises(invitations.InvitationOver):
        invitations.send_again(seen, by=willow.owner, at=NOON)
    assert Invitation.objects.get().withdrawn_at is None


@pytest.fixture
def bea(willow):
    """A second owner, who has invited an address of her own as an owner."""
    bea = make_member(willow.practice, make_user("Bea", "willow"), "owner")
    invitations.invite(willow.practice, email="hers@example.com", role="owner", by=bea, at=NOON)
    invite(willow, email="other@example.com")
    return bea


@pytest.mark.parametrize(
    "ends", [leave, lambda bea, **how: change_role(bea, role="manager", **how)], ids=["leaves", "is demoted"]
)
def test_no_invitation_outlives_the_right_to_send_it(willow, bea, ends):
    ends(bea, by=willow.owner, at=NOON)

    gone, stands = Invitation.objects.get(email="hers@example.com"), Invitation.objects.get(role="marketer")
    assert (gone.withdrawn_at, stands.withdrawn_at) == (NOON, None)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(gone, user=person("Mia", "hers@example.com"), at=NOON)


def test_an_invitation_written_while_its_sender_was_removed_opens_nothing(willow, bea):
    leave(bea, by=willow.owner, at=NOON)
    late = invitations.invite(willow.practice, email="late@example.com", role="owner", by=bea, at=NOON)

    with pytest.raises(invitations.InvitationOver):
        invitations.accept(late, user=person("Mia", "late@example.com"), at=NOON)
    invitations.send_again(late, by=willow.owner, at=NOON)
    assert invitations.is_open(Invitation.objects.get(pk=late.pk), at=NOON)


def test_somebody_who_left_comes_back_as_the_same_member(willow):
    leave(willow.desk, by=willow.owner, at=NOON)
    invitation = invite(willow, email="frank@willow.example", role="read_only")

    member = invitations.accept(invitation, user=verify(willow.desk.user), at=NOON)

    assert member.pk == willow.desk.pk
    assert Member.objects.get(pk=member.pk).role == "read_only"
    assert member.left_at is None


def test_a_member_does_not_join_twice(willow):
    invitation = invite(willow, email="new@example.com")
    with pytest.raises(invitations.AlreadyMember):
        invitations.accept(invitation, user=verify(willow.desk.user, "new@example.com"), at=NOON)
