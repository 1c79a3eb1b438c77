"""Figures as people write them, in the language of the page."""

from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from metrics.rules.periods import Period
from metrics.rules.shares import Interval, Share


def locale() -> str:
    return (get_language() or "en").replace("-", "_")


def whole(figure: float) -> str:
    return str(format_decimal(round(figure), locale=locale()))


def money(minor: float, currency: str) -> str:
    """Without cents from a thousand on: nobody reads them there."""
    amount = minor / 10 ** get_currency_precision(currency)
    if abs(amount) < 1000:
        return str(format_currency(amount, currency, locale=locale()))
    whole_units = str(Locale.parse(locale()).currency_formats["standard"].pattern).replace(".00", "")
    written = format_currency(
        round(amount), currency, format=whole_units, locale=locale(), currency_digits=False
    )
    return str(written)


def sign(currency: str) -> str:
    return str(get_currency_symbol(currency, locale=locale()))


def percent(rate: float) -> str:
    return str(format_percent(rate, locale=locale(), format="#,##0%"))


def share(of: Share) -> str:
    """A percentage, or the counts when they are too few for one."""
    if of.rate is None:
        return "–"
    return counts(of) if of.is_small else percent(of.rate)


def counts(of: Share) -> str:
    return f"{whole(of.numerator)} / {whole(of.denominator)}"


def interval(of: Interval, *, is_share: bool) -> str:
    low, high = (percent(end) if is_share else whole(end) for end in (of.low, of.high))
    return f"{low} – {high}"


def days(period: Period) -> str:
    """Both days included, as people say it."""
    last = period.end - timedelta(days=1)
    return str(format_interval(period.start, last, "yMMMd", locale=locale()))


def day(of: date) -> str:
    return str(format_skeleton("MMMd", of, locale=locale()))


def month(of: date) -> str:
    return str(format_date(of, "MMM y", locale=locale()))


def hours(minutes: int) -> str:
    return _("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
