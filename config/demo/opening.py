"""Open a demo practice: the house, the team, what they offer, where and when."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as wall
from functools import cache, cached_property
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from bookings.models import Ability, Requirement, Resource, ResourcePool, Service, Shift
from config.demo.diary import Diary
from config.demo.plans import PASSWORD, Place, Plan
from practices import opening
from practices.models import Location, Member, Practice, User
from practices.tenancy import inside


@dataclass
class House:
    """The rows of a demo practice, by the names of its plan."""

    practice: Practice
    locations: list[Location] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    people: dict[str, Resource] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    rooms: dict[str, Resource] = field(default_factory=dict)

    @cached_property
    def desk(self) -> Member:
        """Who sits at the desk: the front desk, or whoever runs the place alone."""
        at_desk = [m for m in self.members.values() if m.role == Member.Role.FRONT_DESK]
        return at_desk[0] if at_desk else next(iter(self.members.values()))


def users_of(plan: Plan) -> dict[str, User]:
    """Everybody who signs in, all with the demo's one password, their addresses proven."""
    made = User.objects.bulk_create(
        User(email=f"{person.mail}@{plan.domain}", name=person.name, password=_secret(), language="en")
        for person in plan.team
        if person.mail
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    return {user.name: user for user in made}


@cache
def _secret() -> str:
    """Made slow on purpose, and so made once."""
    return make_password(PASSWORD)


def open_house(plan: Plan, diary: Diary, *, at: datetime) -> House:
    """Everything that is there before the first client."""
    users = users_of(plan)
    owner = next(person for person in plan.team if person.role == "owner")
    first = plan.places[0]
    practice, member = opening.open_practice(
        users[owner.name], name=plan.name, slug=plan.slug, kind=plan.kind, time_zone=first.zone,
        currency=plan.currency, language=plan.language, country=plan.country, at=at,
    )  # fmt: skip
    practice.is_demo, practice.hue, practice.client_word = True, plan.hue, plan.word
    practice.phone, practice.email, practice.sms_from = plan.phone, plan.email, plan.phone
    practice.save()
    house = House(practice, members={owner.name: member})
    with inside(practice):
        _clear_presets()
        house.locations = [_location(practice, place, n) for n, place in enumerate(plan.places)]
        for person in plan.team:
            if person is not owner:
                house.members[person.name] = Member.objects.create(
                    practice=practice, user=users.get(person.name), name=person.name, title=person.title,
                    role=person.role, joined_at=at,
                )  # fmt: skip
        Member.objects.filter(pk=member.pk).update(title=owner.title)
        _services(house, plan)
        _people(house, plan, diary, began=at.date())
    return house


def _clear_presets() -> None:
    """The usual services of the trade make room for this practice's own."""
    for model in (Ability, Requirement, Shift, Service, Resource, ResourcePool):
        model.objects.all().delete()


def _location(practice: Practice, place: Place, position: int) -> Location:
    hours = [[day, _clock(place.opens), _clock(place.closes)] for day in range(7)]
    values: dict[str, Any] = {
        "name": place.name, "time_zone": place.zone, "street": place.street, "postcode": place.postcode,
        "city": place.city, "country": place.country, "phone": place.phone, "hours": hours,
    }  # fmt: skip
    if position == 0:
        Location.objects.update(**values)
        return Location.objects.get()
    return Location.objects.create(practice=practice, position=position, **values)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _services(house: House, plan: Plan) -> None:
    for position, offer in enumerate(plan.offers):
        before, hands_on, processing, finishing, after = offer.parts
        house.services[offer.name] = Service.objects.create(
            practice=house.practice, name=offer.name, description=offer.text, category=offer.category,
            hue=offer.hue, before_minutes=before, hands_on_minutes=hands_on, processing_minutes=processing,
            finishing_minutes=finishing, after_minutes=after, price=offer.price * 100,
            books_online=offer.online, may_be_named=offer.named, rhythm_days=offer.rhythm, position=position,
        )  # fmt: skip


def _people(house: House, plan: Plan, diary: Diary, *, began: date) -> None:
    """Everybody who treats, with a week of their own and, in a house with rooms, a room of their own."""
    practice = house.practice
    pool = ResourcePool.objects.create(practice=practice, name=plan.room) if plan.room else None
    shifts = []
    for position, person in enumerate(plan.treating):
        resource = Resource.objects.create(
            practice=practice, kind=Resource.Kind.PRACTITIONER, name=person.name, hue=person.hue,
            member=house.members[person.name], position=position,
        )  # fmt: skip
        house.people[person.name] = resource
        location = house.locations[person.place]
        if pool:
            number = sum(p.place == person.place for p in plan.treating[: position + 1])
            house.rooms[person.name] = Resource.objects.create(
                practice=practice, kind=Resource.Kind.ROOM, name=f"{plan.room} {number}", pool=pool,
                location=location, position=number,
            )  # fmt: skip
        Ability.objects.bulk_create(
            Ability(practice=practice, service=house.services[name], practitioner=resource)
            for name in person.offers
        )
        shifts += [
            Shift(
                practice=practice, practitioner=resource, location=location, weekday=weekday,
                starts=_wall(begins), ends=_wall(ends), from_on=began - timedelta(days=30),
            )
            for weekday in diary.week_of(person)
            for begins, ends in person.hours
        ]  # fmt: skip
    Shift.objects.bulk_create(shifts)
    if pool:
        Requirement.objects.bulk_create(
            Requirement(practice=practice, service=service, pool=pool) for service in house.services.values()
        )


def _wall(minutes: int) -> wall:
    return wall(minutes // 60 % 24, minutes % 60)
