"""Keys for programs, and addresses that want to hear what happens."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from practices import keys
from practices.events import Fact
from practices.forms.seen import SeenForm
from practices.models import ApiKey
from practices.webhooks.catalogue import all_facts

LIVES = [("90", _("90 days")), ("365", _("A year")), ("0", _("Until revoked"))]


class WhatAKeyMay(forms.Form):
    name = forms.CharField(label=_("What is it for?"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=list(keys.SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    networks = forms.CharField(
        label=_("Only from"),
        max_length=1000,
        required=False,
        help_text=_("Addresses or networks, such as 203.0.113.7, 198.51.100.0/24. Empty: from anywhere."),
    )

    def clean_networks(self) -> list[str]:
        return self.cleaned_data["networks"].replace(",", " ").split()


class KeyForm(WhatAKeyMay):
    lives = forms.ChoiceField(label=_("It works for"), choices=LIVES, initial="365")

    def asked(self, at: datetime) -> dict[str, Any]:
        """What `keys.make` takes."""
        given = self.cleaned_data
        expires_at = at + timedelta(days=int(given["lives"])) if given["lives"] != "0" else None
        return {
            "name": given["name"], "scopes": given["scopes"], "expires_at": expires_at,
            "networks": given["networks"],
        }  # fmt: skip


class ChangeKeyForm(WhatAKeyMay, SeenForm):
    """`cleaned_data` is what `keys.change` takes."""

    def __init__(self, *args: Any, key: ApiKey, **kwargs: Any) -> None:
        was = {"name": key.name, "scopes": key.scopes, "networks": key.networks}
        initial = was | {"networks": ", ".join(key.networks)}
        super().__init__(*args, was=was, initial=initial, **kwargs)


class EndpointForm(forms.Form):
    url = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    note = forms.CharField(label=_("Note"), max_length=120, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("What it wants to hear"),
        required=False,
        help_text=_("Nothing chosen: everything, also what is yet to come."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(fact.kind, fact.kind) for fact in all_facts(Fact)]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]


class ReplayForm(forms.Form):
    after = forms.IntegerField(label=_("Everything after event"), min_value=0)
