"""What clients read is there in every language we speak; staff pages follow as they come."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from followups.composing import LANGUAGES
from followups.rules.why import RULES

TEMPLATES = Path(settings.BASE_DIR) / "templates"
FOR_CLIENTS = [
    *(TEMPLATES / "bookings/public").glob("**/*.html"),
    *(TEMPLATES / f"followups/{name}.html" for name in ("message", "stop", "check_in")),
    TEMPLATES / "layouts/public.html",
    *TEMPLATES.glob("[45]*.html"),
]
SENTENCE = re.compile(r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)


def said_to_clients():
    """Every sentence of their pages, as the catalogues name it."""
    found = {sentence for _, sentence in RULES.values()}
    for path in FOR_CLIENTS:
        page = path.read_text()
        found |= {double or single for double, single in SENTENCE.findall(page)}
        for block in BLOCK.findall(page):
            found.add(re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block.partition("{% plural %}")[0]))
    return found


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_what_clients_read_is_said_in_their_language(language):
    path = Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES/django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)

    missing = {
        sentence
        for sentence in said_to_clients()
        if not (sentence in catalogue and catalogue[sentence].string)
    }
    assert missing == set()


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_translation_merges_what_the_sentence_merges(language):
    path = Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES/django.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)

    merged = re.compile(r"%\(\w+\)s|{\w+}")
    for message in catalogue:
        pairs = zip(
            message.id if isinstance(message.id, tuple) else (message.id,),
            message.string if isinstance(message.string, tuple) else (message.string,),
            strict=True,
        )
        for said, meant in pairs:
            assert set(merged.findall(said)) == set(merged.findall(meant)), said
