"""From a plan to the words a client reads: one text for each purpose, channel and language, dressed as e-mail.

The words live in templates/messages/<purpose>/<channel>.<language>.txt. In an e-mail's text the first line is the
subject, a paragraph of `> ` lines is the visit, and a paragraph of [label](address) links is a row of buttons.
Only what an SMS may show goes in: time, place, practice. A service is named only when it is marked harmless.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_name
from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import translation

from clients.models import Client
from followups import links
from followups.queries.proposals import proposals
from followups.queries.world import Situation
from followups.rules.purposes import EMAIL, REBOOK
from followups.rules.segments import plain
from practices.models import Practice

LANGUAGES = ("en", "es", "fr", "de")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
LINKS_ONLY = re.compile(rf"\s*(?:{LINK.pattern}\s*)+")
SIGNATURE = "\n\n--\n"
"""Between the words of an e-mail and the footer."""
# With a name, and when none is known: never "Hi None".
GREETINGS = {
    "en": ("Hi {name},", "Hi there,"),
    "es": ("Hola, {name}:", "Hola:"),
    "fr": ("Bonjour {name},", "Bonjour,"),
    "de": ("Guten Tag {name},", "Guten Tag,"),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said: heading and html are empty for SMS."""

    language: str
    text: str
    heading: str = ""
    html: str = ""


@dataclass
class Part:
    """One paragraph of an e-mail: text, or the visit, or buttons."""

    text: str = ""
    is_visit: bool = False
    buttons: list[tuple[str, str]] = field(default_factory=list)


def compose(situation: Situation, *, at: datetime) -> Words:
    """The message as the client will see it.

    at          now: what is proposed must be free
    Raises      TemplateDoesNotExist when there is no wording for it
    """
    message, practice = situation.message, situation.practice
    language = language_of(situation.client, practice)
    values = merged(situation, language, at=at)
    if message.purpose == "by_hand":
        # Tried before, it is dressed already.
        own = message.text.rpartition(SIGNATURE)[0] if message.html else message.text
        return _dressed(message.heading, own, values, language, message.channel)
    written = _rendered(f"messages/{message.purpose}/{message.channel}.{language}.txt", values)
    if message.channel != EMAIL:
        return Words(language=language, text=plain(" ".join(written.split())))
    heading, _, text = written.partition("\n")
    return _dressed(heading.removeprefix("Subject:").strip(), text.strip(), values, language, message.channel)


def language_of(client: Client, practice: Practice) -> str:
    """The client's language, else the practice's, else English."""
    wanted = (client.language or practice.language or "en")[:2].lower()
    return wanted if wanted in LANGUAGES else "en"


def merged(situation: Situation, language: str, *, at: datetime) -> dict[str, Any]:
    """What the wordings may merge. Every value is text; one that is missing is empty and the wording says less."""
    client, practice, message = situation.client, situation.practice, situation.message
    name = client.called.strip()
    with_name, without = GREETINGS[language]
    link = links.public("followups:message", practice.slug, message.token)
    location = situation.location
    return {
        "greeting": with_name.format(name=name) if name else without,
        "practice": practice.name,
        "hue": practice.hue,
        "phone": practice.phone or (location.phone if location else ""),
        "place": (location.address or location.name) if location else "",
        "link": link,
        "answer": links.public("followups:check_in", practice.slug, message.token),
        "book": f"{settings.BASE_URL}/book/{practice.slug}/",
        "scores": range(1, 6),
        "proposed": _proposed(situation, language, at=at),
        **_about_visit(situation, language),
    }


def _proposed(situation: Situation, language: str, *, at: datetime) -> list[tuple[str, str]]:
    """Times for the next visit, as a client reads them, each with its page; only e-mail has room for them."""
    if situation.purpose is not REBOOK or situation.message.channel != EMAIL:
        return []
    locale = locale_of(language, situation.practice.country)
    return [
        (spoken(starts_at, zone=zone, theirs=zone, locale=locale, is_long=False), url)
        for starts_at, zone, url in proposals(situation.client, at=at)
    ]


def _about_visit(situation: Situation, language: str) -> dict[str, str]:
    visit = situation.appointment
    if visit is None:
        return {"when": "", "short": "", "day": "", "what": ""}
    locale = locale_of(language, situation.practice.country)
    theirs = situation.client.own_zone or visit.time_zone
    return {
        "when": spoken(visit.starts_at, zone=visit.time_zone, theirs=theirs, locale=locale, is_long=True),
        "short": spoken(visit.starts_at, zone=visit.time_zone, theirs=theirs, locale=locale, is_long=False),
        "day": day_of(visit.starts_local.date(), locale, is_long=True),
        "what": ", ".join(situation.named),
    }


@lru_cache(maxsize=4096)
def spoken(instant: datetime, *, zone: str, theirs: str, locale: str, is_long: bool) -> str:
    """Day and time on the clock of the visit; a client on another clock is told both."""
    local, at_home = instant.astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(theirs))
    said = f"{day_of(local.date(), locale, is_long=is_long)}, {clock_time(local, locale)}"
    if local.utcoffset() == at_home.utcoffset():
        return said
    here = get_timezone_name(local, "short", locale=locale)
    home = f"{clock_time(at_home, locale)} {get_timezone_name(at_home, 'short', locale=locale)}"
    return f"{said} {here} ({home})"


@lru_cache(maxsize=1024)
def day_of(day: date, locale: str, *, is_long: bool) -> str:
    """Sunday, March 8 or Sun, Mar 8."""
    return format_date(day, pattern_of(locale, is_long=is_long), locale=locale)


def clock_time(local: datetime, locale: str) -> str:
    """3:00 PM or 15:00. The narrow space of some languages is missing in half the fonts of mail programs."""
    return format_time(local, "short", locale=locale).replace("\u202f", "\u00a0")


@cache
def pattern_of(locale: str, *, is_long: bool) -> str:
    """Weekday, day and month without the year, as this language orders them; long writes the words out."""
    known = Locale.parse(locale).datetime_skeletons
    if not is_long:
        return str(known["MMMEd"].pattern)
    pattern = str((known.get("MMMMEd") or known["MMMEd"]).pattern)
    return re.sub(r"M+", "MMMM", re.sub(r"E+", "EEEE", pattern))


@cache
def locale_of(language: str, country: str) -> str:
    """en_GB for English in Britain; the language alone where Babel does not know the pair."""
    try:
        return str(Locale.parse(f"{language}_{country}"))
    except (UnknownLocaleError, ValueError):
        return language


def _rendered(name: str, values: dict[str, Any]) -> str:
    """A text template, without HTML escaping: it is escaped where it becomes HTML."""
    template = get_template(name)
    return str(template.template.render(Context(values, autoescape=False))).strip()  # type: ignore[attr-defined]


def _dressed(heading: str, text: str, values: dict[str, Any], language: str, channel: str) -> Words:
    if channel != EMAIL:
        return Words(language=language, text=plain(text))
    footer = _rendered(f"messages/footer.{language}.txt", values)
    return Words(
        language=language,
        heading=" ".join(heading.split())[:200],
        text=f"{in_plain_text(text)}{SIGNATURE}{in_plain_text(footer)}",
        html=in_html(text, footer, language=language, practice=values["practice"], hue=values.get("hue", "")),
    )


def parts_of(text: str) -> list[Part]:
    """The paragraphs of an e-mail's text."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if LINKS_ONLY.fullmatch(paragraph):
            parts.append(Part(buttons=LINK.findall(paragraph)))
        elif paragraph.startswith("> "):
            lines = [line.removeprefix("> ").strip() for line in paragraph.splitlines()]
            parts.append(Part(text="\n".join(line for line in lines if line), is_visit=True))
        else:
            parts.append(Part(text=paragraph))
    return parts


def in_plain_text(text: str) -> str:
    shown = []
    for part in parts_of(text):
        shown.append(
            "\n".join(f"{label}: {url}" for label, url in part.buttons) or LINK.sub(r"\1: \2", part.text)
        )
    return "\n\n".join(shown)


def in_html(text: str, footer: str, *, language: str, practice: str, hue: str) -> str:
    """The e-mail page, with its style inside each element, as mail programs want it."""
    with translation.override(language):
        page = render_to_string(
            "messages/layout.html",
            {"parts": parts_of(text), "footer": parts_of(footer), "language": language, "practice": practice},
        )
    return css_inline.inline(
        page, extra_css=_stylesheet().replace("#0f766e", _safe(hue)), load_remote_stylesheets=False
    )


@cache
def _stylesheet() -> str:
    return (settings.BASE_DIR / "templates/messages/layout.css").read_text()


def _safe(hue: str) -> str:
    return hue if re.fullmatch(r"#[0-9a-fA-F]{6}", hue) else "#0f766e"
