"""Every Django form in the house is drawn by the field component."""

from django.forms.renderers import TemplatesSetting


class HouseForms(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
