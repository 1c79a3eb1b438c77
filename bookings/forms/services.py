"""A service, who does it and what it needs."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bookings.actions import Doing
from bookings.forms.money import MoneyField
from bookings.models import Resource, ResourcePool, Service
from bookings.queries.services import FIELDS, Own, doer, is_doer, practitioner_of, practitioners, shown_of
from practices.forms.practice import HUES
from practices.forms.seen import SeenForm
from practices.models import Location, Practice
from practices.templatetags.house import money

PARTS = ("before_minutes", "hands_on_minutes", "processing_minutes", "finishing_minutes", "after_minutes")
USUAL: Own = {"minutes": None, "price": None}


def minutes(label: Any, help_text: Any = "", *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=720, initial=0)


class ServiceForm(SeenForm):
    """Values go to the action as they are; who does it becomes Doings."""

    name = forms.CharField(label=_("Name"), max_length=120)
    category = forms.CharField(label=_("Group"), max_length=60, required=False)
    description = forms.CharField(
        label=_("In a sentence"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    hue = forms.ChoiceField(label=_("Colour"), choices=list(HUES.items()))
    before_minutes = minutes(_("Before"), _("setting up"))
    hands_on_minutes = minutes(_("Hands-on"), _("with the client"), least=1)
    processing_minutes = minutes(_("Processing"), _("works by itself"))
    finishing_minutes = minutes(_("Finishing"), _("with the client"))
    after_minutes = minutes(_("After"), _("notes, cleaning"))
    books_online = forms.BooleanField(label=_("Clients may book it online"), required=False, initial=True)
    may_be_named = forms.BooleanField(
        label=_("Messages may name it"),
        required=False,
        help_text=_("Leave this empty if the name says something about health."),
    )
    rhythm_days = forms.IntegerField(
        label=_("Usual days between visits"), min_value=1, max_value=730, required=False
    )
    min_interval_days = forms.IntegerField(
        label=_("Least days between visits"), min_value=1, max_value=365, required=False
    )
    needs = forms.ModelMultipleChoiceField(
        label=_("Needs one of"),
        queryset=ResourcePool.unscoped.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, practice: Practice, service: Service | None = None, **kwargs: Any) -> None:
        was = shown_of(service) if service else None
        super().__init__(*args, initial=dict(was or {"hue": "teal"}), was=was, **kwargs)
        self.people, self.currency = practitioners(), practice.currency
        self.fields["price"] = MoneyField(label=_("Price"), currency=self.currency)
        self.fields["needs"].queryset = ResourcePool.objects.order_by("name")  # type: ignore[attr-defined]
        for person in self.people:
            self._add_person(person, was[doer(person.pk)] if was else USUAL)
        if service:
            self._show_the_usual(service)

    def _add_person(self, person: Resource, own: Own | None) -> None:
        self.fields[f"does_{person.pk}"] = forms.BooleanField(
            label=person.name, required=False, initial=own is not None
        )
        length = forms.IntegerField(
            label=_("Hands-on minutes of {name}").format(name=person.name),
            required=False,
            min_value=1,
            max_value=720,
            initial=own and own["minutes"],
        )
        price = MoneyField(
            label=_("Price with {name}").format(name=person.name),
            currency=self.currency,
            required=False,
            initial=own and own["price"],
        )
        for field in (length, price):
            field.widget.attrs["aria-label"] = field.label
        self.fields[f"minutes_{person.pk}"], self.fields[f"price_{person.pk}"] = length, price

    def _show_the_usual(self, service: Service) -> None:
        """Empty fields say what holds when they stay empty."""
        price = str(self.fields["price"].prepare_value(service.price))
        for person in self.people:
            self.fields[f"minutes_{person.pk}"].widget.attrs["placeholder"] = str(service.hands_on_minutes)
            self.fields[f"price_{person.pk}"].widget.attrs["placeholder"] = price

    def parts(self) -> list[Any]:
        return [self[name] for name in PARTS]

    def lines(self) -> list[dict[str, Any]]:
        """One line for each practitioner: whether, how long, how much."""
        return [
            {
                "person": person,
                "does": self[f"does_{person.pk}"],
                "minutes": self[f"minutes_{person.pk}"],
                "price": self[f"price_{person.pk}"],
            }
            for person in self.people
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("finishing_minutes") and not given.get("processing_minutes"):
            self.add_error(
                "finishing_minutes", _("Finishing follows processing; add it to hands-on instead.")
            )
        return given

    def wanted(self) -> dict[str, Any]:
        """The arguments of `save_service` and `revise_service`."""
        given = self.cleaned_data
        return {
            "values": {name: given[name] for name in FIELDS},
            "needs": list(given["needs"]),
            "doers": [
                Doing(
                    practitioner=person,
                    hands_on_minutes=given[f"minutes_{person.pk}"],
                    price=given[f"price_{person.pk}"],
                )
                for person in self.people
                if given[f"does_{person.pk}"]
            ],
        }

    def said(self, name: str, value: Any) -> list[tuple[str, str]]:
        """Who does it is told at their line, money as people write it, and what it needs by name."""
        if is_doer(name):
            return [(f"does_{practitioner_of(name)}", self._said_of(value))]
        if name == "price":
            return [(name, money(value, self.currency))]
        if name == "needs":
            pools = ResourcePool.objects.filter(pk__in=value).order_by("name")
            return [(name, ", ".join(pool.name for pool in pools))]
        return super().said(name, value)

    def _said_of(self, own: Own | None) -> str:
        if own is None:
            return _now("does not do it")
        minutes = own["minutes"] and _now("{minutes} min").format(minutes=own["minutes"])
        price = money(own["price"], self.currency) if own["price"] is not None else None
        return ", ".join(part for part in (minutes, price) if part) or _now("as usual")


class PoolForm(forms.Form):
    name = forms.CharField(
        label=_("A new kind of room or thing"),
        max_length=80,
        help_text=_("For example: Treatment room, Laser"),
    )


class UnitForm(forms.Form):
    """One more of a kind."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(Resource.Kind.ROOM.value, _("Room")), (Resource.Kind.EQUIPMENT.value, _("Equipment"))],
    )
    location = forms.ModelChoiceField(label=_("Where"), queryset=Location.unscoped.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = Location.objects.filter(closed_at=None)
        self.fields["location"].queryset = self.places  # type: ignore[attr-defined]
        if self.places.count() < 2:
            del self.fields["location"]

    def wanted(self) -> dict[str, Any]:
        """The arguments of `add_unit`; with one place it is there."""
        return {"location": self.places.first(), **self.cleaned_data}
