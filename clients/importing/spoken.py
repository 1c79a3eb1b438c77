"""Words that stand for a choice: yes and no, came and did not come, languages, pronouns."""

import re

from clients.rules.names import fold
from clients.rules.trouble import Trouble, Troubled

_YES = {"yes", "y", "true", "1", "on", "x", "ja", "j", "wahr", "oui", "o", "vrai", "si", "s", "verdadero",
        "paid", "bezahlt", "paye", "payee", "pagado", "opted in", "subscribed", "granted", "checked"}  # fmt: skip
_NO = {"no", "n", "false", "0", "off", "nein", "falsch", "non", "faux", "falso", "unpaid", "offen", "unbezahlt",
       "impaye", "impayee", "no pagado", "pendiente", "opted out", "unsubscribed", "unchecked", "none", ""}  # fmt: skip


def read_yes(text: str) -> bool:
    """Yes or no in four languages, a tick or a cross.

    Refuses     yes_or_no
    """
    if text.strip() in ("✓", "✔", "☑"):
        return True
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Troubled(Trouble("yes_or_no", value=text))


COMPLETED, NO_SHOW, BOOKED = "completed", "no_show", "booked"
CANCELLED, CANCELLED_LATE, CANCELLED_BY_PRACTICE = (
    "cancelled_by_client",
    "cancelled_late",
    "cancelled_by_practice",
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split(","))


# Beginnings of folded words, asked in this order: "not completed" before "completed".
_STATUSES = (
    (NO_SHOW, _words("""
        no show, noshow, did not, dna, missed, absent, nicht ersch, ausgefallen, nicht gekommen,
        versaumt, non venu, non present, pas venu, lapin, no asist, no acud, no presentad, ausente
    """)),
    (CANCELLED_LATE, _words("""
        late cancel, cancelled late, canceled late, cancel late, kurzfristig, spat ab, zu spat,
        annule tard, annulation tardive, cancelacion tard, cancelado tard
    """)),
    (CANCELLED_BY_PRACTICE, _words("""
        cancelled by p, canceled by p, cancelled by st, canceled by st, practice cancel, business
        cancel, praxis, annule par le c, cancelado por el c
    """)),
    (CANCELLED, _words("""
        cancel, canceled, cancelled, abgesagt, storn, abbruch, annul, anul, declined, deleted
    """)),
    (COMPLETED, _words("""
        complet, done, attended, arrived, checked, finished, closed, paid, came, show, seen,
        fulfilled, wahrgenommen, erledigt, abgeschlossen, erschienen, gekommen, bezahlt, beendet,
        termine, effectu, honor, venu, present, realiz, asist, acud, atendid, finaliz, hecho
    """)),
    (BOOKED, _words("""
        book, confirm, schedul, planned, pending, reserv, open, active, new, geplant, gebucht,
        bestatigt, offen, prevu, planifi, programad, pendiente, agendad
    """)),
)  # fmt: skip


def read_status(text: str, *, is_past: bool) -> str:
    """What became of a visit. An empty cell means it took place, and so does "confirmed" in the past.

    Refuses     status_unknown
    """
    word = fold(text)
    if not word:
        return COMPLETED if is_past else BOOKED
    found = next((status for status, starts in _STATUSES if word.startswith(starts)), None)
    if found is None:
        raise Troubled(Trouble("status_unknown", value=text))
    return COMPLETED if found == BOOKED and is_past else found


_LANGUAGES = {"en": ("en", "englis", "anglais", "ingles"), "de": ("de", "ger", "deu", "allemand", "aleman"),
              "fr": ("fr", "franz", "fran"), "es": ("es", "spa", "span", "espagnol"), "it": ("it", "ital"),
              "nl": ("nl", "dut", "nied", "neerl", "hol"), "pt": ("pt", "por"), "pl": ("pl", "pol"),
              "tr": ("tr", "tur"), "ar": ("ar",), "ru": ("ru",), "uk": ("uk", "ukr")}  # fmt: skip
_NAMES_OF_LANGUAGES = {"englisch": "en", "deutsch": "de", "german": "de", "spanish": "es", "spanisch": "es",
                       "espanol": "es", "french": "fr", "polish": "pl"}  # fmt: skip


def read_language(text: str) -> str:
    """The two-letter code of a language, from its code ("de-AT") or its name; nothing when unknown."""
    word = fold(text)
    if word in _NAMES_OF_LANGUAGES:
        return _NAMES_OF_LANGUAGES[word]
    if code := re.fullmatch(r"([a-z]{2})(?: [a-z0-9]{2,4})?", word):
        return code[1]
    return next(
        (
            code
            for code, starts in _LANGUAGES.items()
            if len(word) > 3 and word.startswith(starts[1:] or starts)
        ),
        "",
    )


def read_list(text: str) -> list[str]:
    """The tags in a cell, cut at commas, semicolons and bars, each once."""
    return list(
        dict.fromkeys(part for piece in re.split(r"[,;|\n]", text) if (part := " ".join(piece.split())))
    )
