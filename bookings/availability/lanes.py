"""One resource's line of time: when it works, and what it already does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bookings.availability.axis import Axis
from bookings.availability.bits import DAY, joined, paint, runs, shifted
from bookings.rules.anatomy import Use
from bookings.rules.buffers import Rule


class Busy(NamedTuple):
    """One taken stretch, in minutes since 1970.

    before, after   rest it asks for around itself
    visit           stretches of one visit on one resource share it: what lies between is processing
    """

    start: int
    end: int
    before: int = 0
    after: int = 0
    visit: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """Bitmaps over one axis.

    working     may work
    taken       is taken: hands-on and finishing, never rest
    padded      taken, and the rest around it
    lull        between the hands-on and the finishing of one visit
    """

    working: int
    taken: int = 0
    padded: int = 0
    lull: int = 0


def lane_of(axis: Axis, working: int, busy: Iterable[Busy | tuple[int, int, int, int, int]] = ()) -> Lane:
    """The lane of a resource with these taken stretches.

    One pass, painted day by day: this loop sees every row of a search, so it is written flat.
    """
    origin, length = axis.origin, axis.length
    size = length // DAY + 2
    taken, padded = [0] * size, [0] * size
    lulls: list[tuple[int, int]] = []
    last: dict[int, int] = {}
    for start, end, before, after, visit in busy:
        start, end = start - origin, end - origin
        if start < 0:
            start = 0
        if end > length:
            end = length
        if end <= start:
            continue
        day = start // DAY
        taken[day] |= ((1 << (end - start)) - 1) << (start - day * DAY)
        if before or after:
            low = start - before if start > before else 0
            day = low // DAY
            padded[day] |= ((1 << (end + after - low)) - 1) << (low - day * DAY)
        if visit:
            if visit in last and last[visit] < start:
                lulls.append((last[visit], start))
            last[visit] = end
    hard = joined(taken)
    return Lane(working, hard, hard | joined(padded), paint(lulls, length) if lulls else 0)


def starts(
    lane: Lane, use: Use, everywhere: int, *, rule: Rule = "larger", rest_at_work: bool = False
) -> int:
    """At which minutes a visit could begin, as far as this one resource is concerned.

    everywhere      all minutes of the axis
    rest_at_work    rest must lie inside working hours too; usually the first visit may start at opening

    A visit inside another's processing must fit there completely, rest and all.
    """
    work = lane.working
    unpadded, untaken = everywhere & ~lane.padded, everywhere & ~lane.taken
    found = everywhere
    for begin, end in use.pieces:
        found &= shifted(runs((unpadded if rule == "larger" else untaken) & work, end - begin), -begin)
    found &= _rested(unpadded if rule == "sum" else untaken, use)
    if rest_at_work:
        found &= _rested(work, use)
    if lane.lull and len(use.pieces) > 1:
        whole = shifted(runs(untaken, use.end - use.start), -use.start)
        found &= whole | ~_touches(lane.lull, use, everywhere)
    return found


def _rested(free: int, use: Use) -> int:
    """Starts where the rest before the first piece and after the last is free, and the pieces with it."""
    found = -1
    final = len(use.pieces) - 1
    for index, (begin, end) in enumerate(use.pieces):
        begin = begin - use.before if index == 0 else begin
        end = end + use.after if index == final else end
        found &= shifted(runs(free, end - begin), -begin)
    return found


def _touches(lull: int, use: Use, everywhere: int) -> int:
    """Starts where some piece lies in another visit's processing."""
    touched = 0
    for begin, end in use.pieces:
        touched |= everywhere & ~shifted(runs(everywhere & ~lull, end - begin), -begin)
    return touched


def why_not(
    lane: Lane, use: Use, bit: int, everywhere: int, *, rule: Rule = "larger"
) -> Literal["taken", "hours", "rest"] | None:
    """What speaks against a visit that starts at this bit, the hardest reason first; None: nothing."""
    pieces = 0
    for begin, end in use.pieces:
        pieces |= ((1 << (end - begin)) - 1) << (bit + begin)
    if pieces & lane.taken:
        return "taken"
    if pieces & ~lane.working:
        return "hours"
    return None if starts(lane, use, everywhere, rule=rule) >> bit & 1 else "rest"
