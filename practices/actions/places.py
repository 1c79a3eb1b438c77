"""What the practice is like, and where it works."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal
from practices.events import LocationChanged, LocationOpened, PracticeChanged, record
from practices.models import Location, Member, Practice


class CurrencyFixed(Refusal):
    sentence = _("Money was taken in {currency} already, so the currency stays.")


class LastLocation(Refusal):
    sentence = _("A practice needs a place. Open another one first.")


class HoursBackwards(Refusal):
    """A time span ends before it begins, or begins before the one before it ends."""

    sentence = _("These times run backwards.")


@transaction.atomic
def change_practice(practice: Practice, *, by: Member, at: datetime, **wanted: Any) -> None:
    """Change settings of the practice, given by field name.

    Refuses     CurrencyFixed
    Records     PracticeChanged, unless nothing changed
    """
    asks_other_currency = wanted.get("currency", practice.currency) != practice.currency
    if asks_other_currency and practice.currency_fixed_at is not None:
        raise CurrencyFixed(currency=practice.currency)
    changes = _changes(practice, wanted)
    if changes:
        practice.save(update_fields=list(changes))
        record(PracticeChanged(changes=changes), practice=practice, by=by, at=at)


@transaction.atomic
def open_location(
    practice: Practice, *, name: str, time_zone: str, by: Member, at: datetime, **details: Any
) -> Location:
    """Open a further place, with a clock of its own.

    time_zone   IANA name
    details     street, postcode, city, country, phone, hours
    Records     LocationOpened
    """
    position = Location.objects.count()
    location = Location.objects.create(
        practice=practice, name=name, time_zone=time_zone, position=position, **details
    )
    record(LocationOpened(location_id=location.pk), practice=practice, by=by, at=at)
    return location


@transaction.atomic
def change_location(location: Location, *, by: Member, at: datetime, **wanted: Any) -> None:
    """Change a place, given by field name.

    Records     LocationChanged, unless nothing changed
    """
    changes = _changes(location, wanted)
    if changes:
        location.save(update_fields=list(changes))
        fact = LocationChanged(location_id=location.pk, changes=changes)
        record(fact, practice=location.practice, by=by, at=at)


@transaction.atomic
def close_location(location: Location, *, by: Member, at: datetime) -> None:
    """Close a place for good. What happened there stays.

    Refuses     LastLocation
    Records     LocationChanged
    """
    still_open = Location.objects.filter(closed_at=None).select_for_update().order_by("pk")
    if not [other for other in still_open if other.pk != location.pk]:
        raise LastLocation
    location.closed_at = at
    location.save(update_fields=["closed_at"])
    changes = {"closed_at": [None, at.isoformat()]}
    fact = LocationChanged(location_id=location.pk, changes=changes)
    record(fact, practice=location.practice, by=by, at=at)


def _changes(row: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Set what differs, and say what it was and is."""
    changes = {}
    for field, value in wanted.items():
        was = getattr(row, field)
        if was != value:
            changes[field] = [_plain(was), _plain(value)]
            setattr(row, field, value)
    return changes


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
