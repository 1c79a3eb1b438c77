"""The filters above the numbers as the page shows them; each process keeps what it has drawn of them."""

from django.template.loader import render_to_string
from django.utils.translation import get_language

from metrics.forms import FilterForm
from practices.kept import Drawings

DRAWN = Drawings(most=300)  # of 4 kB


def filters(form: FilterForm, *, part: str = "") -> str:
    """Days, place and practitioner, with what is wrong of them. Nothing else of the page is in them."""
    offered = form.offer()

    def draw() -> str:
        return render_to_string("metrics/parts/filters.html", {"form": form, "part": part})

    chosen = tuple(form[name].value() for name in form.fields)
    wrong = tuple((name, *map(str, errors)) for name, errors in form.errors.items())
    return DRAWN.find((get_language(), part, chosen, wrong, offered), draw)
