"""Numbers as a program reads them."""

from typing import Any

from rest_framework import serializers

from metrics.definitions import DEFINITIONS
from metrics.definitions.definition import Kind
from metrics.queries.charts import CohortRow
from metrics.queries.numbers import Number
from metrics.queries.scope import Scope
from metrics.rules.change import Direction
from metrics.rules.periods import Period
from metrics.rules.shares import Share
from practices.api.fields import IdField


class PeriodOut(serializers.Serializer[Any]):
    """Days from `since` up to, not including, `until`."""

    since = serializers.DateField(source="start")
    until = serializers.DateField(source="end")


class IntervalOut(serializers.Serializer[Any]):
    """Where the true value may lie, with 95 % certainty."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class DefinitionOut(serializers.Serializer[Any]):
    """What the number means. Another meaning is another version."""

    version = serializers.IntegerField()
    kind = serializers.ChoiceField(list(Kind))
    name = serializers.CharField()
    meaning = serializers.CharField()
    formula = serializers.CharField()
    population = serializers.CharField()
    ripeness = serializers.CharField(help_text="When something may be counted at all; empty when at once")
    more_is_better = serializers.BooleanField()
    source = serializers.CharField()


class CountedOut(serializers.Serializer[Any]):
    """A share says what of what; a sum or a score only its value. Money in minor units."""

    value = serializers.FloatField(allow_null=True, help_text="Null when there is nothing to tell")
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)


class NumberOut(CountedOut):
    metric = serializers.ChoiceField(list(DEFINITIONS))
    definition = DefinitionOut()
    interval = IntervalOut(allow_null=True)
    is_small = serializers.BooleanField(help_text="Too few for a percentage: read the counts")
    period = PeriodOut()
    before = CountedOut(
        help_text="The same for as many days just before; counts and money are null unless the record speaks of"
        " all of them"
    )
    change = serializers.ChoiceField(list(Direction), help_text="Up or down only when it is more than noise")
    counted = serializers.IntegerField(help_text="How many rows stand behind it")
    unripe = serializers.IntegerField(help_text="Left out, because their window is still open")
    still_standing = serializers.IntegerField(
        allow_null=True, help_text="Of the rebooked, those not cancelled"
    )


class StandingOut(serializers.Serializer[Any]):
    standing = serializers.CharField(help_text="scheduled, active, at_risk or lapsed")
    clients = serializers.IntegerField()
    before = serializers.IntegerField()


class NumbersOut(serializers.Serializer[Any]):
    period = PeriodOut()
    before = PeriodOut()
    time_zone = serializers.CharField()
    currency = serializers.CharField()
    data = NumberOut(many=True)
    standings = StandingOut(many=True)


class RowOut(serializers.Serializer[Any]):
    """One row behind a number. `client` is null for somebody erased."""

    client = IdField("cli", source="client_id", allow_null=True)
    day = serializers.DateField()
    location = IdField("loc", source="location_id", allow_null=True)
    practitioner = IdField("res", source="practitioner_id", allow_null=True)
    what = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True, help_text="Minor units")
    counts = serializers.BooleanField(allow_null=True, help_text="In the numerator; null when there is none")


class CameOut(serializers.Serializer[Any]):
    k = serializers.IntegerField(help_text="Months after the first visit")
    clients = serializers.IntegerField()
    rate = serializers.FloatField()
    is_running = serializers.BooleanField(help_text="That month is not over yet")


class CohortOut(serializers.Serializer[Any]):
    """Those who first came in a month, and how many of them came in each month after."""

    month = serializers.DateField(help_text="Its first day")
    clients = serializers.IntegerField()
    came = CameOut(many=True)


class CohortsOut(serializers.Serializer[Any]):
    definition = DefinitionOut()
    data = CohortOut(many=True)


def counted(share: Share | None, amount: float | None) -> dict[str, Any]:
    if share is None:
        return {"value": amount, "numerator": None, "denominator": None}
    return {"value": share.rate, "numerator": share.numerator, "denominator": share.denominator}


def shown(number: Number, scope: Scope) -> dict[str, Any]:
    """One number, ready for its serializer."""
    period: Period = number.period or scope.period
    return {
        "metric": number.definition.id,
        "definition": number.definition,
        **counted(number.share, number.amount),
        "interval": number.interval,
        "is_small": bool(number.share and number.share.is_small),
        "period": period,
        "before": counted(number.share_before, number.before),
        "change": number.change,
        "counted": number.counted,
        "unripe": number.unripe,
        "still_standing": number.still_standing,
    }


def cohort(row: CohortRow) -> dict[str, Any]:
    last = len(row.came) - 1
    came = [
        {"k": k, "clients": share.numerator, "rate": share.rate or 0.0, "is_running": k == last}
        for k, share in enumerate(row.came)
    ]
    return {"month": row.month, "clients": row.size, "came": came}
