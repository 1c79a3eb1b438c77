"""What a practice calls the people it cares for. Whole phrases, so that each can be translated."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.models import Practice

WORDS: dict[str, dict[str, str | Promise]] = {
    Practice.Word.CLIENT: {
        "one": _("Client"),
        "many": _("Clients"),
        "new": _("New client"),
        "none": _("No clients yet"),
    },
    Practice.Word.PATIENT: {
        "one": _("Patient"),
        "many": _("Patients"),
        "new": _("New patient"),
        "none": _("No patients yet"),
    },
    Practice.Word.GUEST: {
        "one": _("Guest"),
        "many": _("Guests"),
        "new": _("New guest"),
        "none": _("No guests yet"),
    },
}


def words_of(practice: Practice) -> dict[str, str | Promise]:
    """one, many, new, none: how this practice says them."""
    return WORDS[practice.client_word]
