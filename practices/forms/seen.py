"""A form that knows what stood there when its page was drawn, so that saving touches only what was changed on it."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from practices.actions.seen import FieldsChanged, plain


class SeenForm(forms.Form):
    """`seen` goes to the action with the answers; it is none where nothing stood there yet."""

    seen = forms.JSONField(
        widget=forms.HiddenInput(attrs={"id": False}), required=False
    )  # a page has several

    def __init__(self, *args: Any, was: dict[str, Any] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if was is None:
            del self.fields["seen"]
        else:
            self.initial["seen"] = {name: plain(value) for name, value in was.items()}

    def clean_seen(self) -> dict[str, Any]:
        seen = self.cleaned_data["seen"]
        return seen if isinstance(seen, dict) else {}

    def tell(self, refusal: FieldsChanged) -> None:
        """Say at each field what stands there now. What was entered is kept, and saving again means it."""
        now = refusal.facts["now"]
        entered = self.data.copy()  # with every value of a field that has several
        entered["seen"] = json.dumps({**self.cleaned_data["seen"], **now})
        self.data = entered
        self.add_error(None, str(refusal))
        for name, value in now.items():
            for field, words in self.said(name, value):
                self.add_error(field, _("Now: {value}").format(value=words or _("nothing")))

    def said(self, name: str, value: Any) -> list[tuple[str, str]]:
        """Where a value stands on the page, and how people read it."""
        field = self.fields[name]
        if isinstance(value, list):
            return [(name, ", ".join(value) or _("nothing"))]
        if isinstance(field, forms.ChoiceField):
            return [(name, str(_named(field).get(value, value)))]
        if isinstance(field, forms.BooleanField):
            return [(name, _("yes") if value else _("no"))]
        if isinstance(field, forms.TimeField):
            value = value[:5]
        return [(name, "" if value is None else str(value))]


def _named(field: forms.ChoiceField) -> dict[Any, Any]:
    """What each choice is called; choices may stand in groups."""
    names: dict[Any, Any] = {}
    for code, label in field.choices:  # type: ignore[union-attr]  # a callable has been called by then
        names.update(label if isinstance(label, list | tuple) else [(code, label)])
    return names
