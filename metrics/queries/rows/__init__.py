"""The list behind each number, read from the record and not from the sums, so that the two check each other.

The count of the list equals the number: of its denominator, or with part "numerator" of its numerator.
"""

from collections.abc import Callable
from dataclasses import replace

from metrics.definitions import DEFINITIONS
from metrics.definitions.definition import Kind
from metrics.queries.rows import answers, appointments, people, visits
from metrics.queries.rows.behind import Asked, Behind, Line, Named, named

__all__ = ["BEHIND", "Asked", "Behind", "Line", "Named", "behind", "named", "parts_of"]

BEHIND: dict[str, Callable[[Asked], Behind]] = {
    "new_client_return_90": visits.newcomers_who_may_return,
    "rebooking_24h": visits.decided,
    "visits": visits.all_visits,
    "new_clients": visits.newcomers,
    "active_90": people.active,
    "standing": people.standing,
    "retention_cohorts": people.cohort,
    "ltv_mean": people.lifetimes,
    "ltv_median": people.lifetimes,
    "revenue": appointments.payments,
    "no_show_rate": appointments.kept_or_missed,
    "broken_rate": appointments.kept_or_broken,
    "unresolved": appointments.without_outcome,
    "csat": answers.content,
    "nps": answers.recommendation,
}


def parts_of(metric: str) -> frozenset[str]:
    """The parts that a list can be narrowed to; any other is all of it."""
    if metric == "standing":
        return frozenset(standing.value for standing in people.STANDINGS)
    is_share = DEFINITIONS[metric].kind == Kind.SHARE
    return frozenset({"numerator"}) if is_share else frozenset()


def behind(metric: str, asked: Asked) -> Behind:
    """The rows of a metric.

    Raises      KeyError for a metric that has none
    """
    return BEHIND[metric](asked if asked.part in parts_of(metric) else replace(asked, part=""))
