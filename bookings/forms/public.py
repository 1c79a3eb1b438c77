"""Outside words to what bookings understand, and back."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bookings.actions import Visitor
from clients.rules.emails import normal_email
from clients.rules.phones import normal_phone
from clients.rules.trouble import Troubled
from clients.wording import sentence
from practices.models import Practice


class VisitorForm(forms.Form):
    """Who books. Name and one way to reach them; nothing else is needed."""

    name = forms.CharField(
        label=_("Your name"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("E-mail or mobile number: one is enough."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    request = forms.CharField(
        label=_("A wish for this visit"),
        max_length=300,
        required=False,
        help_text=_("Please leave out anything about your health; we ask about that in person."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    wants_news = forms.BooleanField(
        label=_("Send me news and offers now and then. I can stop this at any time."), required=False
    )
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice

    @property
    def is_trap_sprung(self) -> bool:
        """People do not see the field called website; programs fill it in."""
        return bool(self.data.get("website"))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self) -> str:
        written = self.cleaned_data["email"]
        return self._normal(normal_email, written) if written else ""

    def clean_phone(self) -> str:
        written = self.cleaned_data["phone"]
        return self._normal(normal_phone, written, region=self.practice.country) if written else ""

    def _normal(self, rule: Any, written: str, **how: str) -> str:
        try:
            normal: str = rule(written, **how)
        except Troubled as trouble:
            raise forms.ValidationError(sentence(trouble.trouble)) from trouble
        return normal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        missing = not cleaned.get("email") and not cleaned.get("phone")
        if missing and not self.has_error("email") and not self.has_error("phone"):
            self.add_error(
                "email", _("Please give an e-mail address or a mobile number, so we can reach you.")
            )
        return cleaned

    def visitor(self) -> Visitor:
        said = self.cleaned_data
        return Visitor(
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            language=(get_language() or self.practice.language)[:2],
            wants_news=said["wants_news"],
        )
