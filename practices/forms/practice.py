"""The practice as its people describe it."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel.core import get_global
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from practices.forms.seen import SeenForm
from practices.models import Practice
from practices.models.places import MARKETS

LEGACY = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
CLOCK = {"type": "time", "step": 900}
HUES = {
    "teal": _("Teal"),
    "ocean": _("Ocean"),
    "indigo": _("Indigo"),
    "plum": _("Plum"),
    "rose": _("Rose"),
    "clay": _("Clay"),
    "ochre": _("Ochre"),
    "moss": _("Moss"),
    "slate": _("Slate"),
}
CURRENCIES = [(code, code if code == sign else f"{code} {sign}") for code, sign in MARKETS.items()]


@cache
def zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by continent, cities in plain words: Europe, Berlin."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(LEGACY))
    continents: dict[str, list[tuple[str, str]]] = {}
    for zone in zones:
        continent, _slash, city = zone.partition("/")
        continents.setdefault(continent, []).append((zone, city.replace("_", " ").replace("/", ", ")))
    return [*continents.items(), ("UTC", [("UTC", "UTC")])]


def country_of(zone: str) -> str:
    """The country a time zone lies in, for reading phone numbers; the United States when it says nothing."""
    return str(get_global("zone_territories").get(zone, "US"))[:2]


class OpenPracticeForm(forms.Form):
    """The short path: four answers, and the practice can be booked."""

    name = forms.CharField(label=_("Name of your practice"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What kind?"),
        choices=Practice.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("You start with the usual services and hours, and change them as you like."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, widget=forms.Select(attrs={"data-guess-zone": True})
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)


class PracticeForm(SeenForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Practice.Kind.choices)
    client_word = forms.ChoiceField(
        label=_("You call them"), choices=Practice.Word.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    hue = forms.ChoiceField(label=_("Colour"), choices=list(HUES.items()), widget=forms.RadioSelect)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    quiet_from = forms.TimeField(
        label=_("No messages from"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    quiet_until = forms.TimeField(label=_("until"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    weekly_cap = forms.IntegerField(
        label=_("Marketing messages a week"),
        help_text=_("At most, for each person. Confirmations and reminders do not count."),
        min_value=0,
        max_value=21,
    )
    books_online = forms.BooleanField(label=_("People can book online"), required=False)

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        was = {name: getattr(practice, name) for name in self.base_fields if name != "seen"}
        super().__init__(*args, was=was, initial=dict(was), **kwargs)
        currency = self.fields["currency"]
        if practice.currency_fixed_at is not None:
            currency.disabled = True
            currency.help_text = _("It stays, because visits are kept in it.")
        if practice.currency not in MARKETS:
            currency.choices = [(practice.currency, practice.currency), *CURRENCIES]
