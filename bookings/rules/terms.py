"""How long a service takes, and what it costs, with this person, here, on this day.

The most particular word wins: service × practitioner × location, then service × practitioner,
then service × location, then the service itself. Each value is looked up on its own, so a
practitioner may differ in price and not in length.

Source      features.md F20, §4.4
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Override:
    """One exception to a service's usual terms; None leaves a value as it is.

    valid_from, valid_to    half open; None is open-ended
    """

    practitioner_id: int | None = None
    location_id: int | None = None
    minutes: int | None = None
    price: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def speaks_of(self, practitioner_id: int | None, location_id: int | None, day: date) -> bool:
        return (
            self.practitioner_id in (None, practitioner_id)
            and self.location_id in (None, location_id)
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day < self.valid_to)
        )

    @property
    def weight(self) -> tuple[bool, bool, date]:
        return (self.practitioner_id is not None, self.location_id is not None, self.valid_from or date.min)


@dataclass(frozen=True, slots=True)
class Terms:
    minutes: int
    price: int


def terms_for(
    usual: Terms,
    overrides: Iterable[Override],
    *,
    practitioner_id: int | None,
    location_id: int | None,
    day: date,
) -> Terms:
    """The length in minutes and the price in minor units that hold.

    Where two overrides are equally particular, the one that began last holds.
    """
    minutes, price = usual.minutes, usual.price
    speaking = (o for o in overrides if o.speaks_of(practitioner_id, location_id, day))
    for override in sorted(speaking, key=lambda o: o.weight):
        minutes = override.minutes if override.minutes is not None else minutes
        price = override.price if override.price is not None else price
    return Terms(minutes, price)
