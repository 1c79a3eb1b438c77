"""What the practice is like, and where it works."""

from collections.abc import Sequence
from datetime import datetime, time
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practices.actions.seen import Seen, changes_of, chosen
from practices.errors import Refusal
from practices.events import LocationChanged, LocationOpened, PracticeChanged, record
from practices.models import Location, Member, Practice
from practices.weeks import Span, most_rows, runs_forward
from practices.zones import is_zone


class CurrencyFixed(Refusal):
    sentence = _("Visits are kept in {currency} already, so the currency stays.")


class LastLocation(Refusal):
    sentence = _("A practice needs a place. Open another one first.")


class HoursBackwards(Refusal):
    """Somebody stops before they begin, or begins again before they stopped."""

    sentence = _("These times run backwards.")


class ManyPauses(Refusal):
    """The pages show a day with one pause, and would lose a second one."""

    sentence = _("A day has at most one pause.")


class ZoneUnknown(Refusal):
    sentence = _("There is no time zone called “{zone}”.")


@transaction.atomic
def change_practice(practice: Practice, *, by: Member, at: datetime, **wanted: Any) -> None:
    """Change settings of the practice, given by field name.

    Refuses     CurrencyFixed, also by what hears of it and holds visits in the old one
    Records     PracticeChanged, unless nothing changed
    """
    practice.refresh_from_db(from_queryset=Practice.objects.select_for_update(no_key=True))
    asks_other_currency = wanted.get("currency", practice.currency) != practice.currency
    if asks_other_currency and practice.currency_fixed_at is not None:
        raise CurrencyFixed(currency=practice.currency)
    changes = changes_of(practice, wanted)
    if changes:
        practice.save(update_fields=list(changes))
        record(PracticeChanged(changes=changes), practice=practice, by=by, at=at)


@transaction.atomic
def save_practice(practice: Practice, *, seen: Seen, by: Member, at: datetime, **wanted: Any) -> None:
    """Change what somebody changed on a page of all the settings, and nothing that only stood there.

    seen        what stood in each field when they looked; a field that it does not name is changed as wanted
    Refuses     FieldsChanged when somebody else changed the same field meanwhile, and as `change_practice`
    Records     PracticeChanged, unless nothing changed
    """
    practice.refresh_from_db(from_queryset=Practice.objects.select_for_update(no_key=True))
    change_practice(practice, by=by, at=at, **chosen(wanted, seen, now=partial(getattr, practice)))


@transaction.atomic
def fix_currency(practice: Practice, *, at: datetime) -> None:
    """From the first visit on the currency stays as it is. Whoever writes one asks first, and uses what stands then."""
    if practice.currency_fixed_at is not None:
        return
    held = Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)
    practice.currency = held.currency
    if held.currency_fixed_at is None:
        held.currency_fixed_at = at
        held.save(update_fields=["currency_fixed_at"])


@transaction.atomic
def open_location(
    practice: Practice, *, name: str, time_zone: str, by: Member, at: datetime, **details: Any
) -> Location:
    """Open a further place, with a clock of its own.

    time_zone   IANA name
    details     street, postcode, city, country, phone, hours
    Refuses     ZoneUnknown, HoursBackwards, ManyPauses
    Records     LocationOpened
    """
    _check(time_zone=time_zone, **details)
    position = Location.objects.count()
    location = Location.objects.create(
        practice=practice, name=name, time_zone=time_zone, position=position, **details
    )
    record(LocationOpened(location_id=location.pk), practice=practice, by=by, at=at)
    return location


@transaction.atomic
def change_location(location: Location, *, by: Member, at: datetime, **wanted: Any) -> None:
    """Change a place, given by field name.

    Refuses     ZoneUnknown, HoursBackwards, ManyPauses
    Records     LocationChanged, unless nothing changed
    """
    _check(**wanted)
    changes = changes_of(location, wanted)
    if changes:
        location.save(update_fields=list(changes))
        fact = LocationChanged(location_id=location.pk, changes=changes)
        record(fact, practice=location.practice, by=by, at=at)


@transaction.atomic
def save_location(location: Location, *, seen: Seen, by: Member, at: datetime, **wanted: Any) -> None:
    """Change what somebody changed on the page of a place, and nothing that only stood there.

    seen        as for `save_practice`
    Refuses     FieldsChanged, and as `change_location`
    Records     LocationChanged, unless nothing changed
    """
    location.refresh_from_db(from_queryset=Location.objects.select_for_update(no_key=True))
    change_location(location, by=by, at=at, **chosen(wanted, seen, now=partial(getattr, location)))


@transaction.atomic
def close_location(location: Location, *, by: Member, at: datetime) -> None:
    """Close a place for good. What happened there stays; what hears of it may refuse while visits lie ahead there.

    Refuses     LastLocation, StillBooked
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


def check_week(week: Sequence[Span]) -> None:
    """Whether somebody can work, or a place be open, like this.

    Refuses     HoursBackwards, ManyPauses
    """
    if not runs_forward(week):
        raise HoursBackwards
    if most_rows(week) > 2:
        raise ManyPauses


def _check(*, time_zone: str = "UTC", hours: Sequence[list[Any]] = (), **_others: Any) -> None:
    if not is_zone(time_zone):
        raise ZoneUnknown(zone=time_zone)
    check_week([(day, time.fromisoformat(start), time.fromisoformat(end)) for day, start, end in hours])
