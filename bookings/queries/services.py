"""A service as its page shows it: its own fields, what it needs, and who does it on which terms."""

from typing import Any

from django.db.models import F

from bookings.models import Ability, Requirement, Resource, Service

FIELDS = (
    "name", "category", "description", "hue", "before_minutes", "hands_on_minutes", "processing_minutes",
    "finishing_minutes", "after_minutes", "price", "books_online", "may_be_named", "rhythm_days", "min_interval_days",
)  # fmt: skip

DOER = "doer_"
Own = dict[str, int | None]
"""What one practitioner has of their own: `minutes` and `price`, none where it is the service's."""


def practitioners() -> list[Resource]:
    """Everybody who may be asked whether they do it."""
    return list(Resource.objects.filter(kind=Resource.Kind.PRACTITIONER, retired_at=None))


def doers_of(service: Service) -> dict[int, Own]:
    """Who does it, with their own terms: of several, those that hold everywhere and always."""
    found = Ability.objects.filter(service=service).order_by(
        F("location").desc(nulls_last=True), F("from_on").desc(nulls_last=True), "-pk"
    )  # the last of each person stays
    return {one.practitioner_id: {"minutes": one.hands_on_minutes, "price": one.price} for one in found}


def shown_of(service: Service) -> dict[str, Any]:
    """All of it as plain values by name; `doer_7` is what practitioner 7 has of their own, or none."""
    needs = Requirement.objects.filter(service=service).values_list("pool_id", flat=True)
    doers = doers_of(service)
    return {
        **{name: getattr(service, name) for name in FIELDS},
        "needs": sorted(needs),
        **{doer(person.pk): doers.get(person.pk) for person in practitioners()},
    }


def doer(pk: int) -> str:
    return f"{DOER}{pk}"


def is_doer(name: str) -> bool:
    return name.startswith(DOER) and name.removeprefix(DOER).isdecimal()


def practitioner_of(name: str) -> int:
    return int(name.removeprefix(DOER))
