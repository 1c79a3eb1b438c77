"""The filters above the numbers as the page shows them; each process keeps what it has drawn of them."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from metrics.forms import FilterForm
from practices.kept import Drawings

DRAWN = Drawings(most=300)  # of 4 kB


def filters(form: FilterForm, **kept: Any) -> str:
    """Days, place and practitioner, with what is wrong of them. Nothing else of the page is in them.

    kept        what stays in the address as it is; what is empty or None does not stand there
    """
    offered = form.offer()
    stays = tuple((name, str(value)) for name, value in kept.items() if value not in ("", None))

    def draw() -> str:
        return render_to_string("metrics/parts/filters.html", {"form": form, "kept": stays})

    chosen = tuple(form[name].value() for name in form.fields)
    wrong = tuple((name, *map(str, errors)) for name, errors in form.errors.items())
    return DRAWN.find((get_language(), stays, chosen, wrong, offered), draw)
