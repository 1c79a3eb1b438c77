"""Worlds for tests: each maker calls what production calls, so no test starts where production cannot."""

from datetime import UTC, datetime
from types import SimpleNamespace

from practices import opening
from practices.models import Member, User
from practices.tenancy import visit

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday in winter, before any clock changes."""


def make_user(name: str, slug: str) -> User:
    return User.objects.create_user(f"{name.lower()}@{slug}.example", "correct horse battery", name=name)


def make_practice(slug: str, *, owner: str, desk: str, practitioner: str) -> SimpleNamespace:
    """A clinic in New York with an owner, a front desk and a practitioner who can sign in."""
    practice, ana = opening.open_practice(
        make_user(owner, slug),
        name=slug.title(),
        slug=slug,
        kind="clinic",
        time_zone="America/New_York",
        currency="USD",
        at=NOON,
    )
    with visit(practice):
        return SimpleNamespace(
            practice=practice,
            location=_first_location(),
            owner=ana,
            desk=make_member(practice, make_user(desk, slug), Member.Role.FRONT_DESK),
            practitioner=make_member(practice, make_user(practitioner, slug), Member.Role.PRACTITIONER),
        )


def make_member(practice, user: User, role: str) -> Member:  # type: ignore[no-untyped-def]
    return Member.objects.create(practice=practice, user=user, name=user.name, role=role, joined_at=NOON)


def _first_location():  # type: ignore[no-untyped-def]
    from practices.models import Location

    return Location.objects.get()


def make_client(world: SimpleNamespace, name: str = "Zoe Baker", **details):  # type: ignore[no-untyped-def]
    """A client of this practice, registered by its owner. Keywords as clients.actions.register takes them."""
    from clients import actions

    details.setdefault("at", NOON)
    details.setdefault("by", world.owner)
    with visit(world.practice):
        return actions.register(world.practice, name=name, **details)
