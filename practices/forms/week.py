"""A week of working or opening times: one line per weekday, with a pause."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from practices.forms.practice import CLOCK
from practices.forms.seen import SeenForm
from practices.weeks import runs_forward

PARTS = {"opens": _("opens"), "pause": _("pause from"), "resumes": _("pause until"), "closes": _("closes")}


class WeekForm(forms.Form):
    """hours in and out as rows [weekday 0 to 6, "09:00", "18:00"]; a midday pause makes two rows of a day."""

    def __init__(self, *args: Any, hours: list[list[Any]], initial: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, initial=initial | times_of(hours), **kwargs)
        for day in range(7):
            for part, spoken in PARTS.items():
                self.fields[f"{part}_{day}"] = _clock(f"{WEEKDAYS[day]}, {spoken}")

    def days(self) -> list[dict[str, Any]]:
        """The seven lines of the table: the weekday's name and its four bound fields."""
        return [
            {"name": WEEKDAYS[day], **{part: self[f"{part}_{day}"] for part in PARTS}} for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        hours: list[list[Any]] = []
        for day in range(7):
            hours += self._rows(day, [given.pop(f"{part}_{day}", None) for part in PARTS])
        return {**given, "hours": hours}

    def _rows(self, day: int, times: list[Any]) -> list[list[Any]]:
        """One row, or two around a pause; nothing on a closed day. Says what does not fit."""
        if not any(times):
            return []
        stops = times if times[1] or times[2] else [times[0], times[3]]
        if None in stops:
            self.add_error(f"opens_{day}", _("Fill in both ends of this day, or none."))
            return []
        spans = [(day, stops[i], stops[i + 1]) for i in range(0, len(stops), 2)]
        if len(set(stops)) < len(stops) or not runs_forward(spans):
            self.add_error(f"opens_{day}", _("These times run backwards."))
            return []
        return [[day, f"{starts:%H:%M}", f"{ends:%H:%M}"] for day, starts, ends in spans]


class SeenWeekForm(WeekForm, SeenForm):
    """A week that knows what it was when its page was drawn."""

    def said(self, name: str, value: Any) -> list[tuple[str, str]]:
        """Hours are told at each day on which they differ from what was entered."""
        if name != "hours":
            return super().said(name, value)
        ours, theirs = by_day(self.cleaned_data["hours"]), by_day(value)
        return [
            (f"opens_{day}", ", ".join(theirs[day]) or str(_("closed")))
            for day in range(7)
            if ours[day] != theirs[day]
        ]


def by_day(hours: list[list[Any]]) -> list[list[str]]:
    """Seven lists, each with the times of its day: 09:00–18:00."""
    return [[f"{start}–{end}" for day, start, end in sorted(hours) if day == number] for number in range(7)]


def times_of(hours: list[list[Any]]) -> dict[str, str]:
    """Rows of opening hours as initial values of the four fields of each day."""
    initial: dict[str, str] = {}
    for day, start, end in sorted(hours):
        if f"opens_{day}" in initial:
            initial[f"pause_{day}"] = initial[f"closes_{day}"]
            initial[f"resumes_{day}"] = start
        else:
            initial[f"opens_{day}"] = start
        initial[f"closes_{day}"] = end
    return initial


def _clock(label: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={**CLOCK, "aria-label": label}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget)
