"""Inviting somebody, and giving them a role."""

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.models import Member


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Member.Role.choices, initial=Member.Role.FRONT_DESK)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Member.Role.choices)
