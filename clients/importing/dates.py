"""Dates and times as people and spreadsheets write them.

03/04/2024 is two different days. One value cannot say which, but its column often
can: a 13 in the first place anywhere settles it for all. Where nothing settles it,
the answer is "ambiguous" and a person chooses.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from clients.rules.trouble import Trouble, Troubled

DAY_FIRST, MONTH_FIRST, AMBIGUOUS, MIXED = (
    "day_first",
    "month_first",
    "ambiguous",
    "mixed",
)

_NUMBERS = re.compile(r"(\d{1,4})\s*([./\-\s])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|º)?\.?[\s\-]+(?:de\s+)?([^\W\d]{3,})\.?,?[\s\-]+(?:de\s+)?(\d{4}|\d{2})(?!\d)",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    r"(?:[^\W\d]+,\s+)?([^\W\d]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})([./\-])(\d{1,2})\2(\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?!\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?$")
_TIME = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:h|uhr|horas|hrs?)?\s*([ap])?\.?(?:m\.?)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_PART_OF_A_DAY = re.compile(r"0?[.,]\d+")  # how a spreadsheet keeps a time: 0.5 is noon
_EXCEL_BEGAN = date(1899, 12, 30)  # Excel's day 0, its imaginary 29 February 1900 included

# The first letters that tell the months apart in English, German, French and Spanish, folded.
_MONTHS = (
    ("jan", "ene"), ("feb", "fev", "fév"), ("mar", "mär", "mrz", "maer"), ("apr", "avr", "abr"),
    ("may", "mai"), ("jun", "juin"), ("jul", "juil"), ("aug", "aou", "aoû", "ago"),
    ("sep", "set"), ("oct", "okt"), ("nov",), ("dec", "dez", "déc", "dic"),
)  # fmt: skip


@dataclass
class DateEvidence:
    """What a column's values say about the order of day and month."""

    looks: Counter[str]

    @classmethod
    def none(cls) -> "DateEvidence":
        return cls(Counter())

    def note(self, text: str) -> None:
        self.looks[_look(text)] += 1

    @property
    def dates(self) -> int:
        return sum(times for look, times in self.looks.items() if look not in ("other", "serial"))

    @property
    def order(self) -> str:
        """day_first or month_first when something proves it, mixed when both are proved."""
        day, month = self.looks[DAY_FIRST], self.looks[MONTH_FIRST]
        if day and month:
            return MIXED
        if day or month:
            return DAY_FIRST if day else MONTH_FIRST
        # Points are not used by anybody who writes the month first.
        if self.looks["points"]:
            return DAY_FIRST
        return AMBIGUOUS if self.looks["either"] else ""


def _look(text: str) -> str:
    if not text or not text[0].isalnum():
        return "other"
    if _YEAR_FIRST.match(text):
        return "iso"
    if found := _NUMBERS.match(text):
        first, second = int(found[1]), int(found[3])
        if first > 12 or second > 12:
            return (
                DAY_FIRST
                if second <= 12 and first <= 31
                else MONTH_FIRST
                if first <= 12 and second <= 31
                else "other"
            )
        return "points" if found[2] == "." else "either"
    if _SERIAL.match(text):
        return "serial"
    return "named" if _NAMED.match(text) or _NAMED_FIRST.match(text) else "other"


def read_date(text: str, *, order: str, today: date | None = None) -> date:
    """The day a cell names; a time behind it is passed over.

    order       day_first or month_first, for values that do not say it themselves
    today       two-digit years are taken as past: "85" is 1985
    Refuses     date_unreadable, date_impossible
    """
    day, _ = _date_and_rest(text, order, today)
    return day


def read_moment(text: str, *, order: str, zone: tzinfo, clock: str = "") -> datetime:
    """The moment a cell names, with the time in the same cell or in another.

    zone        of the location; used when the cell names no zone of its own
    clock       the cell of the separate time column, if the file has one
    Refuses     date_unreadable, date_impossible, time_unreadable, time_missing, time_skipped
    """
    day, rest = _date_and_rest(text, order, None)
    rest = clock.strip() or rest
    if not rest:
        raise Troubled(Trouble("time_missing", value=text))
    at, own_zone = read_time(rest)
    moment = datetime.combine(day, at, tzinfo=own_zone or zone)
    # A wall time that was skipped in spring comes back different from a walk through UTC.
    if moment.astimezone(UTC).astimezone(moment.tzinfo).time() != at:
        raise Troubled(Trouble("time_skipped", value=text))
    return moment.astimezone(UTC)


def read_time(text: str) -> tuple[time, tzinfo | None]:
    """Time of day, and its zone when it names one: "2:30 p.m.", "14h30", "14.30 Uhr", "14:30+02:00".

    Refuses     time_unreadable
    """
    if _PART_OF_A_DAY.fullmatch(text.strip()):
        minutes = round(float(text.strip().replace(",", ".")) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60), None
    found = _TIME.match(text.strip())
    if found is None:
        raise Troubled(Trouble("time_unreadable", value=text))
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if half := (found[4] or "").lower():
        if not 1 <= hour <= 12:
            raise Troubled(Trouble("time_unreadable", value=text))
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute, second), _zone(found[5])
    except ValueError as impossible:
        raise Troubled(Trouble("time_unreadable", value=text)) from impossible


def _date_and_rest(text: str, order: str, today: date | None) -> tuple[date, str]:
    cell = text.strip()
    try:
        for read in (_year_first, _numbers, _named, _serial):
            if (answer := read(cell, order, today)) is not None:
                return answer
    except ValueError as impossible:
        raise Troubled(Trouble("date_impossible", value=text)) from impossible
    raise Troubled(Trouble("date_unreadable", value=text))


def _year_first(cell: str, _order: str, _today: date | None) -> tuple[date, str] | None:
    if not (found := _YEAR_FIRST.match(cell)):
        return None
    year, month, day = (found[1], found[3], found[4]) if found[1] else (found[5], found[6], found[7])
    return date(int(year), int(month), int(day)), _after(cell, found.end())


def _numbers(cell: str, order: str, today: date | None) -> tuple[date, str] | None:
    if not (found := _NUMBERS.match(cell)):
        return None
    first, second = int(found[1]), int(found[3])
    if first > 12 or second > 12:
        day, month = (first, second) if first > 12 else (second, first)
    else:
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
    return date(_year(found[4], today), month, day), _after(cell, found.end())


def _named(cell: str, _order: str, today: date | None) -> tuple[date, str] | None:
    if found := _NAMED.match(cell):
        day, name, year = found[1], found[2], found[3]
    elif found := _NAMED_FIRST.match(cell):
        name, day, year = found[1], found[2], found[3]
    else:
        return None
    month = next((n for n, starts in enumerate(_MONTHS, 1) if name.lower().startswith(starts)), 0)
    return (date(_year(year, today), month, int(day)), _after(cell, found.end())) if month else None


def _serial(cell: str, _order: str, _today: date | None) -> tuple[date, str] | None:
    """A spreadsheet's bare day number: 45352 is 1 March 2024."""
    if not (found := _SERIAL.match(cell)):
        return None
    part = f"0.{found[2]}" if found[2] else ""
    return _EXCEL_BEGAN + timedelta(days=int(found[1])), part


def _year(written: str, today: date | None) -> int:
    if len(written) == 4:
        return int(written)
    latest = (today or date.max.replace(year=2068)).year % 100
    return int(written) + (2000 if int(written) <= latest else 1900)


def _after(cell: str, end: int) -> str:
    return cell[end:].lstrip(" T,–-").removeprefix("à ").removeprefix("um ").removeprefix("at ").strip()


def _zone(written: str | None) -> tzinfo | None:
    if not written:
        return None
    if written.lower() in ("z", "utc", "gmt"):
        return UTC
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return timezone(timedelta(minutes=minutes if written[0] == "+" else -minutes))
