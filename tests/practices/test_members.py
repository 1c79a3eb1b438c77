"""Who works here, and as what."""

import threading

import pytest
from django.db import connection, transaction

from practices.actions.members import LastOwner, change_role, leave
from practices.models import Event, Member
from practices.tenancy import inside
from tests.factories import NOON, make_practice


def test_a_role_is_changed_and_recorded(willow):
    change_role(willow.desk, role="manager", by=willow.owner, at=NOON)

    assert Member.objects.get(pk=willow.desk.pk).role == "manager"
    event = Event.objects.get(kind="member.role_changed")
    assert (event.payload["was"], event.payload["role"]) == ("front_desk", "manager")


def test_the_same_role_again_is_no_news(willow):
    change_role(willow.desk, role="front_desk", by=willow.owner, at=NOON)

    assert not Event.objects.filter(kind="member.role_changed").exists()


def test_the_last_owner_stays_owner(willow):
    with pytest.raises(LastOwner, match="needs an owner"):
        change_role(willow.owner, role="manager", by=willow.owner, at=NOON)
    with pytest.raises(LastOwner):
        leave(willow.owner, by=willow.owner, at=NOON)


def test_an_owner_may_leave_once_there_is_another(willow):
    change_role(willow.desk, role="owner", by=willow.owner, at=NOON)

    leave(willow.owner, by=willow.owner, at=NOON)

    assert Member.objects.get(pk=willow.owner.pk).left_at == NOON
    assert Event.objects.filter(kind="member.left").exists()


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_leave_at_the_same_moment():
    world = make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")
    practice, first, second = world.practice, world.owner, world.desk
    with inside(practice), transaction.atomic():
        change_role(second, role="owner", by=first, at=NOON)
    outcomes, start = [], threading.Barrier(2)

    def go(member):
        start.wait()
        try:
            with inside(practice), transaction.atomic():
                leave(member, by=member, at=NOON)
            outcomes.append("left")
        except LastOwner:
            outcomes.append("stayed")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[member]) for member in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["left", "stayed"]
