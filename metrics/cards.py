"""A number as the page shows it: its figure, what it was before, how sure it is, and where its rows are."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from metrics import wording
from metrics.definitions import Definition
from metrics.definitions.definition import Kind
from metrics.queries.numbers import Number, Numbers
from metrics.rules.change import Direction
from metrics.rules.satisfaction import ENOUGH_FOR_NPS

GROUPS = (
    ("volume", ("visits", "revenue", "new_clients", "active_90")),
    ("return", ("new_client_return_90", "rebooking_24h", "no_show_rate", "broken_rate")),
    ("worth", ("ltv_mean", "ltv_median", "csat", "nps")),
)


@dataclass(frozen=True)
class Card:
    """figure      what stands there in large
    detail      what it was counted from
    before      the same for the period before, in words; empty when it cannot be compared
    arrow       up or down when the change exceeds noise, else nothing
    good        yes, no, or nothing when there is no arrow
    """

    definition: Definition
    figure: str
    detail: str = ""
    interval: str = ""
    before: str = ""
    arrow: str = ""
    good: str = ""
    notes: list[str] = field(default_factory=list)
    rows: int = 0


def cards(numbers: Numbers, currency: str) -> dict[str, list[Card]]:
    return {group: [card(numbers.by_id[metric], currency) for metric in metrics] for group, metrics in GROUPS}


def card(number: Number, currency: str) -> Card:
    arrow = number.change.value if number.change in (Direction.UP, Direction.DOWN) else ""
    rises = number.change == Direction.UP
    return Card(
        definition=number.definition,
        figure=_figure(number, currency),
        detail=_detail(number),
        interval=_interval(number),
        before=_before(number, currency),
        arrow=arrow,
        good=("yes" if rises == number.definition.more_is_better else "no") if arrow else "",
        notes=list(_notes(number)),
        rows=number.counted,
    )


def _figure(number: Number, currency: str) -> str:
    if number.share is not None:
        return wording.share(number.share)
    return _amount(number.amount, number.definition.kind, currency)


def _amount(amount: float | None, kind: Kind, currency: str) -> str:
    if amount is None:
        return "–"
    return wording.money(amount, currency) if kind == Kind.MONEY else wording.whole(amount)


def _detail(number: Number) -> str:
    definition, share = number.definition, number.share
    if share is not None:
        if not share.denominator:
            return _("nothing to count yet")
        some, all_ = wording.whole(share.numerator), wording.whole(share.denominator)
        return f"{some} {definition.numerator} / {all_} {definition.denominator}"
    if definition.denominator:
        return f"{wording.whole(number.counted)} {definition.denominator}"
    return ""


def _interval(number: Number) -> str:
    if number.interval is None or (number.share and number.share.is_small):
        return ""
    return wording.interval(number.interval, is_share=number.share is not None)


def _before(number: Number, currency: str) -> str:
    if number.share_before is not None:
        return wording.share(number.share_before) if number.share_before.denominator else ""
    return _amount(number.before, number.definition.kind, currency) if number.before is not None else ""


def _unripe(number: Number) -> str:
    n = number.unripe
    if number.definition.id == "rebooking_24h":
        words = ngettext("%(n)d more is decided within a day.", "%(n)d more are decided within a day.", n)
    else:
        words = ngettext(
            "%(n)d more is still within its 90 days.", "%(n)d more are still within their 90 days.", n
        )
    return words % {"n": n}


def _notes(number: Number):  # type: ignore[no-untyped-def]
    if number.is_of_all:
        yield _("Of the whole practice, not only of what is chosen above.")
    if number.period is not None:
        yield _("First visits of %(days)s.") % {"days": wording.days(number.period)}
    if number.unripe:
        yield _unripe(number)
    if number.still_standing is not None and number.share and number.share.numerator:
        words = ngettext(
            "%(n)d of the %(rebooked)d still stands today.",
            "%(n)d of the %(rebooked)d still stand today.",
            number.still_standing,
        )
        yield words % {"n": number.still_standing, "rebooked": number.share.numerator}
    if number.share and number.share.denominator > 0 and number.share.is_small:
        yield _("Few cases: read the counts, not a percentage.")
    if number.definition.id == "nps" and number.counted < ENOUGH_FOR_NPS:
        yield _("A score needs %(n)d answers.") % {"n": ENOUGH_FOR_NPS}
