"""What the practice offers, and who does it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.models import Ability, Resource, Service
from bookings.queries.feed import anatomy_of
from practices.models import Location


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A service as the public sees it. Lengths and prices are ranges where people differ."""

    service: Service
    minutes: tuple[int, int]
    price: tuple[int, int]

    @property
    def is_one_length(self) -> bool:
        return self.minutes[0] == self.minutes[1]

    @property
    def is_fixed(self) -> bool:
        return self.price[0] == self.price[1]


def bookable_services(location: Location, *, is_online: bool = True) -> QuerySet[Service]:
    """Services that somebody at this location does."""
    able = Ability.objects.filter(
        Q(location=None) | Q(location=location), service=OuterRef("pk"), practitioner__retired_at=None
    )
    services: QuerySet[Service] = Service.objects.filter(archived_at=None)
    if is_online:
        able = able.filter(books_online=True, practitioner__books_online=True)
        services = services.filter(books_online=True)
    return services.filter(Exists(able))


def offers_at(location: Location) -> list[Offer]:
    """What can be booked online here, with its range of lengths and prices: two queries."""
    services = list(bookable_services(location))
    able = Ability.objects.filter(
        Q(location=None) | Q(location=location),
        service__in=services,
        books_online=True,
        practitioner__books_online=True,
        practitioner__retired_at=None,
    )
    by_service: dict[int, list[Ability]] = {}
    for ability in able:
        by_service.setdefault(ability.service_id, []).append(ability)
    return [_offer(service, by_service.get(service.pk, [])) for service in services]


def _offer(service: Service, able: list[Ability]) -> Offer:
    prices = [a.price if a.price is not None else service.price for a in able] or [service.price]
    lengths = [anatomy_of(service, a.hands_on_minutes or service.hands_on_minutes).minutes for a in able] or [
        service.minutes
    ]
    return Offer(service=service, minutes=(min(lengths), max(lengths)), price=(min(prices), max(prices)))


def practitioners_of(service: Service, location: Location, *, is_online: bool = True) -> QuerySet[Resource]:
    """Who does this service here."""
    able = Ability.objects.filter(
        Q(location=None) | Q(location=location), service=service, practitioner=OuterRef("pk")
    )
    people: QuerySet[Resource] = Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, retired_at=None)
    if is_online:
        able, people = able.filter(books_online=True), people.filter(books_online=True)
    return people.filter(Exists(able))
