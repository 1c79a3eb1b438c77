"""What every template and script keeps to: nothing inline, nothing too long, each part says how it is used."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT / "templates" / "messages"
PAGES = sorted(path for path in (ROOT / "templates").rglob("*.html") if LETTERS not in path.parents)
PARTS = sorted((ROOT / "templates" / "cotton").glob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
INLINE = re.compile(r"""\s(style|on[a-z]+|hx-on[:\w-]*)\s*=\s*["']""")
FILTERED = re.compile(r"""\s:[\w-]+="[^"{]*\|""")
SCRIPT = re.compile(r"<script\b(?![^>]*\bnonce=)(?![^>]*application/json)")
SENDS_ITSELF = re.compile(r"""<form\b(?=[^>]*method="post")[^>]*data-autosubmit""")
LONGEST = 150


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_template_has_nothing_the_content_policy_would_refuse(path):
    text = path.read_text()

    assert INLINE.search(text) is None
    assert SCRIPT.search(text) is None
    assert "hx-vals='js:" not in text


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_filter_is_not_hidden_in_a_dynamic_attribute_where_it_would_be_ignored(path):
    assert FILTERED.search(path.read_text()) is None


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_only_a_question_sends_itself_and_never_a_change(path):
    assert SENDS_ITSELF.search(path.read_text()) is None


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS], ids=name)
def test_no_template_or_script_is_longer_than_one_can_read(path):
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_every_component_says_in_its_first_line_how_it_is_used(path):
    first = path.read_text().splitlines()[0]

    assert first.startswith("{# <")
    assert first.endswith("#}")


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_every_script_says_what_it_does(path):
    assert path.read_text().startswith("//")
