"""Reads about people and practices that span tables."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.lookups import IsNull

from practices.models import ApiKey, Invitation, Job, Location, Member, Practice, User
from practices.tenancy import visit

PRACTICES_OF = """
SELECT p.* FROM memberships_of(%s) m JOIN practices_practice p ON p.id = m.practice_id ORDER BY m.member_id
"""


def practices_of(user: User) -> list[Practice]:
    """The practices where this person works now, oldest membership first. Works inside and outside of practices."""
    return list(Practice.objects.raw(PRACTICES_OF, [user.pk]))


def members() -> list[Member]:
    """Everybody who works here now, owners first, then by name."""
    order = {role: place for place, role in enumerate(Member.Role.values)}
    standing = Member.objects.filter(left_at=None).select_related("user")
    return sorted(standing, key=lambda member: (order[member.role], member.name.casefold()))


def keys_by_maker(at: datetime) -> dict[int | None, list[str]]:
    """Members' row numbers → the names of the keys they made and that still open."""
    names = defaultdict(list)
    for key in ApiKey.objects.filter(revoked_at=None).select_related("made_by").order_by("name"):
        if key.is_valid(at):
            names[key.made_by_id].append(key.name)
    return names


def open_invitations() -> Any:
    """Invitations that were neither accepted nor withdrawn, newest first; expired ones among them."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None).order_by("-invited_at")


def locations() -> Any:
    """The places that are open, in their order."""
    return Location.objects.filter(closed_at=None).order_by("position", "id")


def home_place() -> Location | None:
    """The place whose clock is the practice's own: the first open one, or the first of all when none is open."""
    is_closed = IsNull(F("closed_at"), False)
    found: Location | None = Location.objects.order_by(is_closed, "position", "id").first()
    return found


def latest_jobs(limit: int = 50) -> list[Job]:
    return list(Job.objects.select_related("asked_by").order_by("-asked_at", "-id")[:limit])


@dataclass(frozen=True)
class DemoDoor:
    """One demo practice and the people whose eyes one may borrow, the first of each role."""

    practice: Practice
    people: list[Member]


def demo_doors() -> list[DemoDoor]:
    doors = []
    for practice in Practice.objects.filter(is_demo=True).order_by("pk"):
        with visit(practice):
            first: dict[str, Member] = {}
            for member in members():
                if member.user is not None:
                    first.setdefault(member.role, member)
        doors.append(DemoDoor(practice, list(first.values())))
    return doors
