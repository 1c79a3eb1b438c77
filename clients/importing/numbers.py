"""Sums of money and lengths of time, whatever the country."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from clients.rules.trouble import Trouble, Troubled

COMMA, POINT = "comma", "point"
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_DIGITS = re.compile(r"[\d.,]*\d[\d.,]*")
_CENTS = re.compile(r"[.,](\d{1,2})$")
_LEFT_OUT_CENTS = re.compile(r"[.,]\s*[-–—]+$")  # "80,-"
# Currencies whose smallest unit is not a hundredth. Source: ISO 4217.
_PLACES = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "VND": 0, "XAF": 0, "XOF": 0, "PYG": 0, "UGX": 0,
           "BHD": 3, "KWD": 3, "JOD": 3, "OMR": 3, "TND": 3}  # fmt: skip


@dataclass
class NumberEvidence:
    """What a column's values say about the sign before the cents."""

    marks: Counter[str]
    numbers: int = 0

    @classmethod
    def none(cls) -> "NumberEvidence":
        return cls(Counter())

    def note(self, text: str) -> None:
        found = _DIGITS.search(_SPACES.sub("", text))
        if not found:
            return
        self.numbers += 1
        digits = found[0]
        if "." in digits and "," in digits:
            self.marks[COMMA if digits.rfind(",") > digits.rfind(".") else POINT] += 1
        elif cents := _CENTS.search(digits):
            self.marks[COMMA if cents[0][0] == "," else POINT] += 1

    @property
    def mark(self) -> str:
        """comma or point; nothing when no value shows it."""
        return self.marks.most_common(1)[0][0] if self.marks else ""


def read_money(text: str, *, mark: str, currency: str) -> int:
    """A sum in the smallest unit: "1.234,50 €" is 123450 cents, "80,-" is 8000, "(5.00)" is -500.

    mark        comma or point before the cents, for "1.234" and "1,234"
    Refuses     money_unreadable
    """
    cell = _LEFT_OUT_CENTS.sub("", _SPACES.sub("", text))
    found = _DIGITS.search(cell)
    if not found or any(sign.isdigit() for sign in cell[: found.start()] + cell[found.end() :]):
        raise Troubled(Trouble("money_unreadable", value=text))
    is_negative = cell.startswith(("-", "−", "(")) or "-" in cell[: found.start()] or cell.endswith("-")
    places = _PLACES.get(currency, 2)
    try:
        amount = Decimal(_with_point(found[0].strip(".,") or found[0], mark))
    except InvalidOperation as unreadable:
        raise Troubled(Trouble("money_unreadable", value=text)) from unreadable
    minor = int((amount.scaleb(places)).to_integral_value(rounding="ROUND_HALF_UP"))
    if minor > 10**11:
        raise Troubled(Trouble("money_unreadable", value=text))
    return -minor if is_negative else minor


def _with_point(digits: str, mark: str) -> str:
    """The digits with a point before the cents and nothing between the thousands."""
    if "." in digits and "," in digits:
        cents = "," if digits.rfind(",") > digits.rfind(".") else "."
    elif digits.count(",") + digits.count(".") > 1:
        cents = ""
    elif _CENTS.search(digits):
        cents = digits[_CENTS.search(digits).start()]  # type: ignore[union-attr]
    else:
        cents = {COMMA: ",", POINT: "."}.get(mark, "")
    whole, _, part = digits.rpartition(cents) if cents and cents in digits else (digits, "", "")
    return re.sub(r"[.,]", "", whole) + ("." + part if part else "")


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?$")
_HOURS = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?|stunden?|heures?|horas?)\s*(?:(\d{1,2})\s*(?:m|min\w*\.?)?)?$"
)
_MINUTES = re.compile(r"(\d{1,4})(?:[.,]0+)?\s*(?:['′]|m|min\.?|mins\.?|minutes?|minuten|minutos?|mn)?$")
_ISO = re.compile(r"pt(?:(\d+)h)?(?:(\d+)m)?$")
LONGEST_VISIT = 24 * 60


def read_minutes(text: str) -> int:
    """A length in minutes: "60", "1:00", "60 min", "1 h 30", "1,5 Std.", "PT45M".

    Refuses     duration_unreadable
    """
    cell = text.strip().lower()
    minutes = 0
    if found := _CLOCK.match(cell) or _ISO.match(cell):
        minutes = int(found[1] or 0) * 60 + int(found[2] or 0)
    elif found := _HOURS.match(cell):
        minutes = round(float(found[1].replace(",", ".")) * 60) + int(found[2] or 0)
    elif found := _MINUTES.match(cell):
        minutes = int(found[1])
    if not 0 < minutes <= LONGEST_VISIT:
        raise Troubled(Trouble("duration_unreadable", value=text))
    return minutes
