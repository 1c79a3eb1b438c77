"""free_slots: the one answer to "when could it be?"."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bookings.availability.axis import Axis
from bookings.availability.bits import gap_left_of, gap_right_of, positions
from bookings.availability.lanes import Lane, starts
from bookings.availability.pools import Pool, pool_starts
from bookings.rules.anatomy import Anatomy
from bookings.rules.buffers import Rule


@dataclass(frozen=True, slots=True)
class Person:
    """One practitioner who may do the service, with their own length of it.

    until       minutes since 1970 from which they may no longer do it; None: no end known
    """

    resource_id: int
    lane: Lane
    anatomy: Anatomy
    pools: tuple[Pool, ...] = ()
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """All that decides, as plain values.

    window      bitmap of the minutes at which a visit may start: days asked, notice, horizon
    open_at     bitmap of the minutes at which a client may be in the house; None: no limit
    units       lanes of rooms and equipment by resource id
    client      lane of the client, who cannot be in two places; None: not known
    step        grid in minutes of wall time
    """

    axis: Axis
    people: tuple[Person, ...]
    window: int
    open_at: int | None = None
    units: Mapping[int, Lane] = field(default_factory=dict)
    client: Lane | None = None
    step: int = 15
    rule: Rule = "larger"
    rest_at_work: bool = False


def start_bitmaps(search: Search) -> dict[int, int]:
    """For each practitioner, the minutes at which the visit may start, as a bitmap."""
    axis = search.axis
    everywhere = (1 << axis.length) - 1
    wanted = search.window & axis.grid(search.step)
    around: dict[tuple[Anatomy, tuple[Pool, ...]], int] = {}
    found: dict[int, int] = {}
    for person in search.people:
        key = (person.anatomy, person.pools)
        if key not in around:
            around[key] = wanted and _around(search, person, everywhere) & wanted
        free = around[key] and around[key] & starts(
            person.lane,
            person.anatomy.practitioner,
            everywhere,
            rule=search.rule,
            rest_at_work=search.rest_at_work,
        )
        if person.since is not None:
            free &= axis.window(person.since, axis.end)
        if person.until is not None:
            free &= axis.window(axis.origin, person.until)
        found[person.resource_id] = found.get(person.resource_id, 0) | free
    return found


def _around(search: Search, person: Person, everywhere: int) -> int:
    """What the house, the client, the rooms and the equipment allow, whoever does it."""
    whole = person.anatomy.client
    found = everywhere
    if search.open_at is not None:
        found &= starts(Lane(search.open_at), whole, everywhere)
    if search.client is not None:
        found &= starts(search.client, whole, everywhere)
    return found and found & pool_starts(person.pools, search.units, everywhere, search.rule)


def free_slots(search: Search) -> dict[int, list[int]]:
    """For each practitioner, the free starts in minutes since 1970, in order.

    Every start offered can be booked as it is, and no bookable start on the grid is left out.
    """
    origin = search.axis.origin
    return {who: [bit + origin for bit in positions(free)] for who, free in start_bitmaps(search).items()}


def gaps_beside(axis: Axis, lane: Lane, anatomy: Anatomy, start: int) -> tuple[int, int]:
    """Idle minutes a visit at this start would leave before and after it with this practitioner."""
    free = lane.working & ~lane.padded & ((1 << axis.length) - 1)
    bit = axis.bit(start)
    return gap_left_of(free, bit), gap_right_of(free, bit + anatomy.minutes, axis.length)
