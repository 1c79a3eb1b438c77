"""Say a refusal where it belongs: at its field."""

from django.forms import Form

from practices.errors import Refusal

FIELDS = {
    "name_missing": "name",
    "referred_by_themselves": "referrer",
    "fact_empty": "value",
    "fact_too_long": "value",
}


def at_its_field(form: Form, refusal: Refusal) -> None:
    """Put the sentence at the field the refusal names, or over the form."""
    field = refusal.facts.get("field") or FIELDS.get(refusal.code)
    form.add_error(field if field in form.fields else None, str(refusal))
