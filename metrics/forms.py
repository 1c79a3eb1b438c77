"""The filters of the dashboard, in its address."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bookings.models import Resource
from metrics.queries.scope import Scope, clock_of, scope_of
from metrics.rules.periods import local_day
from practices.models import Location, Practice

DAYS = {"7": 7, "30": 30, "90": 90, "365": 365}
SPANS = [
    ("7", _("Last 7 days")),
    ("30", _("Last 30 days")),
    ("90", _("Last 90 days")),
    ("365", _("Last 12 months")),
    ("days", _("Between two days")),
]
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)  # beyond them calendars have no room for the period before
OF_OUR_TIME: dict[str, Any] = {
    "required": False,
    "widget": forms.DateInput(attrs={"type": "date"}),
    "validators": [MinValueValidator(FIRST), MaxValueValidator(LAST)],
}
Offered = tuple[tuple[int, str], ...]
LONGEST = 3 * 366  # days; three years of daily sums are one quick read


class FilterForm(forms.Form):
    """Which days, which place, whose hands. Nothing chosen: the last 30 days of everything.

    address     what was asked, and nothing else of the page's own address
    """

    range = forms.ChoiceField(label=_("Days"), choices=SPANS, required=False)
    start = forms.DateField(label=_("From"), **OF_OUR_TIME)
    end = forms.DateField(label=_("To"), **OF_OUR_TIME)
    location = forms.ModelChoiceField(
        label=_("Place"), queryset=Location.unscoped.none(), required=False, empty_label=_("All places")
    )
    practitioner = forms.ModelChoiceField(
        label=_("Practitioner"), queryset=Resource.unscoped.none(), required=False, empty_label=_("Everybody")
    )

    def __init__(self, asked: Any, *, practice: Practice) -> None:
        super().__init__({"range": "30", **asked.dict()})
        self.practice = practice
        self.address = urlencode({name: value for name, value in asked.dict().items() if name in self.fields})
        self.locations = list(Location.objects.order_by("position", "id"))
        self.fields["location"].queryset = Location.objects.order_by("position", "id")  # type: ignore[attr-defined]
        self.fields["practitioner"].queryset = Resource.objects.filter(  # type: ignore[attr-defined]
            kind=Resource.Kind.PRACTITIONER
        )

    def offer(self) -> tuple[Offered, Offered]:
        """List what can be chosen: the places and the practitioners, by id and name."""
        places = tuple((place.pk, str(place)) for place in self.locations)
        hands = tuple((hand.pk, str(hand)) for hand in self.fields["practitioner"].queryset)  # type: ignore[attr-defined]
        for name, offered in (("location", places), ("practitioner", hands)):
            field = self.fields[name]
            field.choices = [("", field.empty_label), *offered]  # type: ignore[attr-defined]
        return places, hands

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if self.errors:
            return cleaned
        if cleaned.get("range") == "days" and not (start and end):
            self.add_error("start" if not start else "end", _("Choose both days."))
        elif start and end and start > end:
            self.add_error("end", _("The last day comes before the first."))
        elif start and end and (end - start).days > LONGEST:
            self.add_error("end", _("Three years at most."))
        elif start and start > self.today(cleaned.get("location")):
            self.add_error("start", _("These days are still to come."))
        return cleaned

    def today(self, location: Location | None) -> date:
        return local_day(timezone.now(), clock_of(self.locations, location))

    def understood(self) -> dict[str, Any]:
        """What the page goes by, under the names of the fields; what could not be read is the last 30 days of all."""
        self.is_valid()
        asked = dict(self.cleaned_data)
        if asked.get("range") != "days" or self.errors:
            asked |= {
                "range": asked.get("range") if asked.get("range") in DAYS else "30",
                "start": None,
                "end": None,
            }
        return {name: asked[name] for name in self.fields if asked.get(name)}

    def scope(self, *, at: datetime) -> Scope:
        asked = self.understood()
        hands = asked.get("practitioner")
        return scope_of(
            self.practice,
            self.locations,
            at=at,
            days=DAYS.get(asked["range"], 30),
            start=asked.get("start"),
            end=asked.get("end"),
            location=asked.get("location"),
            practitioner_id=hands.pk if hands else None,
        )
