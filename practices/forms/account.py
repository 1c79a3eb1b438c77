"""What we ask of a person beside what allauth asks."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from practices.models import User


class NameForm(forms.Form):
    """allauth adds address and password to these fields."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"].strip()
        user.language = getattr(request, "LANGUAGE_CODE", "en")[:2]
        user.save(update_fields=["name", "language"])
