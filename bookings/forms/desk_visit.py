"""Calling a visit off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES = "yes"


class CancelForm(forms.Form):
    party = forms.ChoiceField(
        label=_("Who cancels?"),
        choices=[("client", _("The client")), ("practice", _("We do"))],
        widget=forms.RadioSelect,
        initial="client",
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tell = forms.ChoiceField(
        label=_("Message about it"),
        choices=[(YES, _("Tell them")), ("no", _("They know"))],
        widget=forms.RadioSelect,
        initial=YES,
    )

    def __init__(self, data: Any = None, *, one: Any) -> None:
        """one      what the practice calls a client"""
        super().__init__(data)
        self.fields["party"].choices = [("client", one), ("practice", _("We do"))]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"party": given["party"], "reason": given["reason"], "quietly": given["tell"] != YES}
