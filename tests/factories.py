"""Worlds for tests: each maker calls what production calls, so no test starts where production cannot."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from allauth.account.models import EmailAddress

from bookings import actions as bookings
from bookings import presets
from bookings.models import Appointment, Resource, Service
from practices import opening
from practices.models import Member, User
from practices.tenancy import visit

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday in winter, before any clock changes."""


def make_user(name: str, slug: str) -> User:
    return User.objects.create_user(f"{name.lower()}@{slug}.example", "correct horse battery", name=name)


def verify(user: User, *addresses: str) -> User:
    """This person has entered the code that went to these addresses, or to their own."""
    for address in addresses or [user.email]:
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=address == user.email)
    return user


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
        world = SimpleNamespace(
            practice=practice,
            location=_first_location(),
            owner=ana,
            desk=make_member(practice, make_user(desk, slug), Member.Role.FRONT_DESK),
            practitioner=make_member(practice, make_user(practitioner, slug), Member.Role.PRACTITIONER),
        )
        furnish(world)
        return world


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


def furnish(world: SimpleNamespace) -> None:
    """Petra is bookable, the first assessment (60 minutes) is the service, and ten in the morning is the time.

    world.petra is the practitioner's resource, world.ana the owner's; both work Monday to Friday, 9–13 and 14–18.
    """
    world.service = Service.objects.order_by("position").first()
    world.ana = Resource.objects.get(member=world.owner)
    world.petra = presets.add_practitioner(
        world.practice,
        name=world.practitioner.name,
        member=world.practitioner,
        location=world.location,
        at=NOON,
    )


TEN = NOON + timedelta(hours=3)
"""10:00 in New York on the same Monday."""


def book(world: SimpleNamespace, client=None, starts_at: datetime = TEN, **how) -> Appointment:  # type: ignore[no-untyped-def]
    """A visit of the client with Petra, booked by the desk at NOON; `how` goes to `bookings.actions.book`."""
    wanted = {
        "service": world.service,
        "practitioner": world.petra,
        "location": world.location,
        "by": world.desk,
        "at": NOON,
        **how,
    }
    return bookings.book(client or make_client(world), starts_at=starts_at, **wanted)
