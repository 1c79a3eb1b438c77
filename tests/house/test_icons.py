"""A misspelt icon is a broken page that only some people see; so they are all looked up here."""

import re
from pathlib import Path

import lucide
import pytest

from practices import navigation
from practices.icons import drawn
from practices.templatetags import house

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"""(?:\bicon="|<c-icon name="|\{% drawing ")([a-z0-9-]+)"|icon='([a-z0-9-]+)'""")


def icons():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for match in NAMED.finditer(path.read_text()):
            yield match[1] or match[2]
    yield from house.STATUS_ICONS.values()
    yield from (place.icon for place in (*navigation.MAIN, *navigation.FOOT, *navigation.SETTINGS))


@pytest.mark.parametrize("name", sorted(set(icons())))
def test_every_icon_named_by_a_page_exists_and_is_drawn_as_its_makers_draw_it(name):
    attrs = {"class": "text-muted", "aria_hidden": "true"}

    assert drawn(name, 18, **attrs) == lucide._render_icon(name, 18, **attrs)
