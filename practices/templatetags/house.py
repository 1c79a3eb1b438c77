"""What every template may say: money, initials, a hue, a dressed form field. Built in: no page loads it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from babel.numbers import format_currency, get_currency_precision
from django import template
from django.forms import BoundField
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from practices.icons import drawn

register = template.Library()

HUES = ("teal", "ocean", "indigo", "plum", "rose", "clay", "ochre", "moss", "slate")
LOOKS = {
    "checkbox": "checkbox checkbox-primary",
    "file": "file-input",
    "select": "select",
    "textarea": "textarea",
    "radioselect": "",
    "checkboxselectmultiple": "",
    "hidden": "",
    "range": "range range-primary",
}


@register.simple_tag
def drawing(name: str, *, size: int, **attrs: object) -> str:
    """A Lucide icon as SVG. Names, sizes and classes are words of our templates, so all there are fit in memory."""
    return _drawing(f"{name}", size, **{attr: f"{value}" for attr, value in attrs.items()})


@lru_cache(maxsize=1000)
def _drawing(name: str, size: int, **attrs: str) -> str:
    return mark_safe(drawn(name, size, **attrs))  # noqa: S308  it escapes what it is given


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Minor units as people write them: 8500|money:"EUR" is €85.00."""
    if minor is None:
        return "–"
    amount = minor / 10 ** get_currency_precision(currency)
    return format_currency(amount, currency, locale=(get_language() or "en").replace("-", "_"))


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word."""
    words = [word for word in str(name).split() if word[:1].isalnum()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def hue_of(thing: Any) -> str:
    """One of nine hues, the same each time for the same row or name."""
    number = getattr(thing, "pk", thing)
    if not isinstance(number, int):
        number = sum(ord(letter) for letter in str(number))
    return HUES[number % len(HUES)]


@register.filter
def clock(at: datetime | None) -> str:
    """The time of day as people here read it from a clock, always with minutes: 9:00 AM, 09:00. No zone is changed."""
    if at is None:
        return "–"
    return format_time(at.time(), "short", locale=(get_language() or "en").replace("-", "_"))


@register.filter
def in_zone(at: datetime | None, zone: str | ZoneInfo) -> datetime | None:
    """The instant on the wall clock of a place."""
    return at and at.astimezone(zone if isinstance(zone, ZoneInfo) else ZoneInfo(str(zone)))


@register.filter
def dressed(field: BoundField) -> str:
    """The field's widget with the look that fits its kind; a class given by the form is kept.

    The account library puts each label into the field as well; a label is said once.
    """
    widget = field.field.widget
    name = type(widget).__name__.lower()
    look = LOOKS.get(name, LOOKS.get(getattr(widget, "input_type", name), "input"))
    attrs: dict[str, Any] = {"class": f"{look} {widget.attrs.get('class', '')}".strip()}
    if type(field.form).__module__.startswith("allauth"):
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


@register.filter
def is_tick(field: BoundField) -> bool:
    """One checkbox stands beside its label, not under it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def arrow(direction: str) -> str:
    return {"up": "trending-up", "down": "trending-down"}.get(str(direction), "minus")


STATUS_ICONS = {
    "booked": "circle-dashed",
    "waiting": "circle-dashed",
    "planned": "clock",
    "confirmed": "check",
    "active": "check",
    "good": "check",
    "delivered": "check-check",
    "sent": "send",
    "running": "loader",
    "arrived": "door-open",
    "in_service": "hand-heart",
    "completed": "circle-check",
    "done": "circle-check",
    "no_show": "user-x",
    "failed": "circle-x",
    "bad": "circle-x",
    "lapsed": "moon",
    "at_risk": "triangle-alert",
    "warning": "triangle-alert",
    "withdrawn": "undo-2",
}


@register.filter
def status_icon(code: str) -> str:
    """A state is never told by hue alone."""
    return STATUS_ICONS.get(str(code), "ban" if str(code).startswith("cancelled") else "circle")


@register.filter
def undo_url(message: Any) -> str:
    """The address that takes the reported change back, if `toast` was given one."""
    _, _, url = (getattr(message, "extra_tags", "") or "").partition("undo:")
    return url


BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "Mac"),
    ("Windows", "Windows"),
)


@register.filter
def device(user_agent: str) -> str:
    """What a person calls it: "Chrome on Mac". Unknown ones are shown as they call themselves, shortened."""
    browser = next((name for name in BROWSERS if f"{name}/" in user_agent), "")
    system = next(
        (name for sign, name in SYSTEMS if sign in user_agent), "Linux" if "Linux" in user_agent else ""
    )
    named = {"Edg": "Edge", "OPR": "Opera"}.get(browser, browser)
    return f"{named} · {system}" if named and system else user_agent[:60] or "?"


@register.filter
def opening_hours(rows: list[list[Any]]) -> list[tuple[str, str]]:
    """Opening hours as people write them: Mon 09:00–12:00, 13:00–18:00. Closed days are left out."""
    days: dict[int, list[str]] = {}
    for day, start, end in sorted(rows):
        days.setdefault(day, []).append(f"{start}–{end}")
    return [(str(WEEKDAYS_ABBR[day]), ", ".join(times)) for day, times in days.items()]


JOB_NAMES = {"import_clients": _("Import of clients"), "import_visits": _("Import of visits")}


@register.filter
def job_name(kind: str) -> str:
    """What the long work is called."""
    return str(JOB_NAMES.get(kind, kind.replace("_", " ").capitalize()))


@register.filter
def named(sentence: str, name: str) -> str:
    """Put a name into a sentence that has a place for it."""
    return str(sentence).format(name=name)
