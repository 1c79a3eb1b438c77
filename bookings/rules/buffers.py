"""Rest between two visits of one practitioner or room.

By default the larger of the two asked-for rests is enough: after 15 and before 10 is 15 minutes.
A practice may add them up instead.

Source      features.md §4.3
"""

from typing import Literal

Rule = Literal["larger", "sum"]


def rest_between(after: int, before: int, rule: Rule = "larger") -> int:
    """Minutes of rest owed between a visit that asks `after` and the next that asks `before`."""
    return after + before if rule == "sum" else max(after, before)


def is_rested(ends_at: int, starts_at: int, *, after: int, before: int, rule: Rule = "larger") -> bool:
    """The gap between two visits is long enough for both. Plain minutes."""
    return starts_at - ends_at >= rest_between(after, before, rule)
