"""Rooms and equipment of which any suitable unit will do.

Source      features.md §4.5
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from bookings.availability.bits import gap_left_of, gap_right_of
from bookings.availability.lanes import Lane, starts
from bookings.rules.anatomy import Use
from bookings.rules.buffers import Rule


@dataclass(frozen=True, slots=True)
class Pool:
    """One requirement of a service: so many of these units, in this way."""

    units: tuple[int, ...]
    use: Use
    count: int = 1


def pool_starts(
    pools: Sequence[Pool], lanes: Mapping[int, Lane], everywhere: int, rule: Rule = "larger"
) -> int:
    """At which minutes every requirement finds units of its own."""
    found = everywhere
    for group in _entangled(pools):
        found &= _disjoint(group, lanes, everywhere, rule)
        if not found:
            break
    return found


def _entangled(pools: Sequence[Pool]) -> list[list[Pool]]:
    """Requirements that may compete for a unit, together; most stand alone."""
    groups: list[tuple[set[int], list[Pool]]] = []
    for pool in pools:
        units, members = set(pool.units), [pool]
        for group in [g for g in groups if g[0] & units]:
            units |= group[0]
            members = group[1] + members
            groups.remove(group)
        groups.append((units, members))
    return [members for _, members in groups]


def _disjoint(group: Sequence[Pool], lanes: Mapping[int, Lane], everywhere: int, rule: Rule) -> int:
    if len(group) == 1:
        return _at_least(group[0], lanes, everywhere, rule)
    free = [{u: starts(lanes[u], p.use, everywhere, rule=rule) for u in p.units if u in lanes} for p in group]
    wants = [i for i, pool in enumerate(group) for _ in range(pool.count)]
    units = sorted({u for answers in free for u in answers})
    found = 0
    for chosen in permutations(units, len(wants)):
        together = everywhere
        for want, unit in zip(wants, chosen, strict=True):
            together &= free[want].get(unit, 0)
            if not together:
                break
        found |= together
    return found


def _at_least(pool: Pool, lanes: Mapping[int, Lane], everywhere: int, rule: Rule) -> int:
    """Minutes at which at least `count` units are free: counted in parallel, one bit a minute."""
    reached = [everywhere] + [0] * pool.count
    for unit in pool.units:
        if unit in lanes:
            free = starts(lanes[unit], pool.use, everywhere, rule=rule)
            for n in range(pool.count, 0, -1):
                reached[n] |= reached[n - 1] & free
    return reached[pool.count]


def snuggest_unit(
    pool: Pool,
    lanes: Mapping[int, Lane],
    bit: int,
    length: int,
    *,
    without: frozenset[int] = frozenset(),
    rule: Rule = "larger",
) -> int | None:
    """The free unit in which the visit leaves the least idle time around it, so large gaps stay whole.

    bit         where the visit starts on the axis of `length` minutes
    """
    everywhere, best = (1 << length) - 1, None
    for order, unit in enumerate(pool.units):
        if unit in without or unit not in lanes:
            continue
        lane = lanes[unit]
        if not starts(lane, pool.use, everywhere, rule=rule) >> bit & 1:
            continue
        free = lane.working & ~lane.padded
        idle = gap_left_of(free, bit + pool.use.start) + gap_right_of(free, bit + pool.use.end, length)
        best = min(best or (idle, order, unit), (idle, order, unit))
    return best[2] if best else None
