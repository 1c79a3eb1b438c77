"""The engine against a reference that walks minute by minute and knows no bitmaps."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.availability import (
    Axis,
    Busy,
    Leg,
    Person,
    Pool,
    Search,
    chained,
    free_slots,
    lane_of,
    snuggest_unit,
)
from bookings.availability.bits import gap_left_of, gap_right_of, paint, positions, runs
from bookings.rules.anatomy import Anatomy
from bookings.rules.buffers import is_rested
from bookings.rules.time import day_span
from tests.bookings.clocks import CHANGES

ZONE = "Europe/Berlin"
STEP = 15


# --- the reference -------------------------------------------------------------------------------


def fits(use, start, working, visits, rule):
    """One resource, one start: every minute worked, every rest kept, no visits interleaved."""
    pieces = [(start + a, start + b) for a, b in use.pieces]
    if not all(minute in working for a, b in pieces for minute in range(a, b)):
        return False
    last = len(pieces) - 1
    for visit in visits:
        for i, (a, b) in enumerate(pieces):
            before, after = (use.before if i == 0 else 0), (use.after if i == last else 0)
            for start_, end_, before_, after_, _ in visit:
                if a < end_ and start_ < b:
                    return False
                if end_ <= a and not is_rested(end_, a, after=after_, before=before, rule=rule):
                    return False
                if b <= start_ and not is_rested(b, start_, after=after, before=before_, rule=rule):
                    return False
    inside = any(
        first.end < b and a < second.start
        for visit in visits
        for first, second in zip(visit, visit[1:], strict=False)
        for a, b in pieces
    )
    whole = range(pieces[0][0], pieces[-1][1])
    return not (inside and any(s < whole.stop and whole.start < e for v in visits for s, e, *_ in v))


def reference(axis, window, person, units, pools, step, rule):
    found = []
    for start in window:
        if (start - axis.origin) % step or not fits(person.anatomy.practitioner, start, *units["me"], rule):
            continue
        wants = [pool for pool in pools for _ in range(pool.count)]
        names = sorted({u for pool in pools for u in pool.units})
        if any(
            all(
                u in p.units and fits(p.use, start, *units[u], rule)
                for p, u in zip(wants, chosen, strict=True)
            )
            for chosen in permutations(names, len(wants))
        ):
            found.append(start)
    return found


# --- worlds --------------------------------------------------------------------------------------

DAY = CHANGES[0][1].replace(month=6, day=10)
AXIS = Axis.over(DAY, DAY, ZONE)
MORNING = day_span(DAY, ZONE)[0] + 8 * 60
minutes = st.integers(0, 6 * 60).map(lambda m: MORNING + m)
anatomies = st.builds(
    Anatomy,
    st.integers(5, 60),
    st.sampled_from([0, 0, 30, 60]),
    st.sampled_from([0, 10, 20]),
    st.sampled_from([0, 10]),
    st.sampled_from([0, 5, 15]),
)


@st.composite
def resources(draw):
    """Working hours, and visits that were each placed by the rules."""
    start = draw(minutes)
    working = set(range(start, start + draw(st.integers(60, 300)))) | set(range(MORNING + 400, MORNING + 460))
    visits = []
    for number, (anatomy, at) in enumerate(draw(st.lists(st.tuples(anatomies, minutes), max_size=5)), 1):
        use = anatomy.practitioner
        if fits(use, at, set(range(MORNING - 999, MORNING + 999)), visits, "larger"):
            final = len(use.pieces) - 1
            visits.append(
                [
                    Busy(at + a, at + b, use.before if i == 0 else 0, use.after if i == final else 0, number)
                    for i, (a, b) in enumerate(use.pieces)
                ]
            )
    return working, visits


def lane(resource):
    working, visits = resource
    spans = [(minute - AXIS.origin, minute + 1 - AXIS.origin) for minute in working]
    return lane_of(AXIS, paint(spans, AXIS.length), [busy for visit in visits for busy in visit])


@settings(max_examples=60, deadline=None)
@given(
    me=resources(),
    rooms=st.lists(resources(), min_size=3, max_size=3),
    anatomy=anatomies,
    shape=st.sampled_from([(), ((0, 1, 2),), ((0, 1), (1, 2)), ((0,), (0,)), ((2,),)]),
    count=st.sampled_from([1, 1, 2]),
    rule=st.sampled_from(["larger", "sum"]),
)
def test_the_engine_offers_exactly_the_times_that_fit(me, rooms, anatomy, shape, count, rule):
    pools = tuple(Pool(units, anatomy.room, count if len(shape) == 1 else 1) for units in shape)
    person = Person(1, lane(me), anatomy, pools)
    window = range(MORNING, MORNING + 480)
    search = Search(
        AXIS, (person,), AXIS.window(window.start, window.stop), units=dict(enumerate(map(lane, rooms))),
        step=STEP, rule=rule,
    )  # fmt: skip

    expected = reference(AXIS, window, person, {"me": me, **dict(enumerate(rooms))}, pools, STEP, rule)

    assert free_slots(search)[1] == expected


def simple(working, busy=(), anatomy=None, **more):
    axis = more.pop("axis", AXIS)
    open_ = paint([(a - axis.origin, b - axis.origin) for a, b in working], axis.length)
    person = Person(1, lane_of(axis, open_, busy), anatomy or Anatomy(60), **more)
    return Search(axis, (person,), axis.window(axis.origin, axis.end), step=STEP)


@pytest.mark.parametrize(("zone", "spring", "autumn", "moved"), CHANGES)
def test_no_time_is_offered_in_the_gap_and_both_are_in_the_fold(zone, spring, autumn, moved):
    for day, expected in ((spring, 24 * 60 - moved), (autumn, 24 * 60 + moved)):
        axis = Axis.over(day, day, zone)
        start, end = day_span(day, zone)
        offered = free_slots(simple([(start, end)], axis=axis, anatomy=Anatomy(15)))[1]
        assert offered == list(range(start, end, STEP))
        assert len(offered) == expected // STEP


def test_half_open_times_may_touch():
    busy = [Busy(MORNING + 60, MORNING + 120)]
    offered = free_slots(simple([(MORNING, MORNING + 180)], busy))[1]
    assert offered == [MORNING, MORNING + 120]


def test_the_first_visit_may_start_at_opening_and_the_last_end_at_closing():
    calm = Anatomy(60, before=15, after=15)
    search = simple([(MORNING, MORNING + 60)], anatomy=calm)
    assert free_slots(search)[1] == [MORNING]


def test_a_licence_that_ends_ends_the_offer():
    search = simple([(MORNING, MORNING + 180)], since=MORNING + 30, until=MORNING + 60)
    assert free_slots(search)[1] == [MORNING + 30, MORNING + 45]


def test_the_house_and_the_client_must_be_free_too():
    search = simple([(MORNING, MORNING + 240)])
    client = lane_of(AXIS, (1 << AXIS.length) - 1, [Busy(MORNING + 60, MORNING + 120)])
    open_at = AXIS.window(MORNING, MORNING + 180)
    both = Search(AXIS, search.people, search.window, open_at=open_at, client=client, step=STEP)
    assert free_slots(both)[1] == [MORNING, MORNING + 120]


def test_rest_can_be_asked_to_lie_inside_working_hours():
    search = simple([(MORNING, MORNING + 90)], anatomy=Anatomy(60, before=15, after=15))
    strict = Search(AXIS, search.people, search.window, step=STEP, rest_at_work=True)
    assert free_slots(strict)[1] == [MORNING + 15]


def test_the_unit_that_keeps_large_gaps_whole_is_taken():
    everything = (1 << AXIS.length) - 1
    units = {
        1: lane_of(AXIS, everything),
        2: lane_of(AXIS, everything, [Busy(MORNING - 60, MORNING), Busy(MORNING + 60, MORNING + 90)]),
        3: lane_of(AXIS, everything, [Busy(MORNING, MORNING + 30)]),
    }
    pool, bit = Pool((1, 2, 3), Anatomy(60).room), AXIS.bit(MORNING)
    assert snuggest_unit(pool, units, bit, AXIS.length) == 2
    assert snuggest_unit(pool, units, bit, AXIS.length, without=frozenset({2})) == 1
    assert snuggest_unit(pool, units, bit, AXIS.length, without=frozenset({1, 2})) is None


def test_a_visit_of_two_services_waits_as_little_as_it_can():
    cut = Leg(1, paint([(0, 1), (60, 61)], 999), 30)
    colour = [Leg(2, paint([(45, 46), (90, 91)], 999), 60), Leg(3, paint([(40, 41)], 999), 60)]
    assert chained([[cut], colour]) == {0: [(1, 0), (3, 40)], 60: [(1, 60), (2, 90)]}


def searched(legs, ready):
    """The legs that can follow, found by trying: the shortest wait first, then people in their order."""
    if not legs:
        return []
    for wait in range(0, 16, 5):
        for leg in legs[0]:
            rest = leg.starts >> (ready + wait) & 1 and searched(legs[1:], ready + wait + leg.minutes)
            if isinstance(rest, list):
                return [(leg.practitioner_id, ready + wait), *rest]
    return None


turns = st.lists(st.tuples(st.integers(0, 2**60), st.sampled_from([10, 15, 25])), min_size=1, max_size=3)


@settings(deadline=None)
@given(st.lists(turns, min_size=1, max_size=4))
def test_every_visit_of_several_services_that_could_be_is_found(turns):
    legs = [
        [
            Leg(who, sum(1 << 5 * at for at in positions(starts)), minutes)
            for who, (starts, minutes) in enumerate(turn)
        ]
        for turn in turns
    ]
    found = {}
    for first in legs[0]:
        for bit in positions(first.starts):
            rest = searched(legs[1:], bit + first.minutes)
            if bit not in found and rest is not None:
                found[bit] = [(first.practitioner_id, bit), *rest]
    assert chained(legs) == found


def test_many_who_could_and_nobody_at_the_end_take_no_time():
    always = [Leg(who, (1 << 1000) - 1, 5) for who in range(20)]
    assert chained([always] * 5 + [[Leg(99, 0, 5)]]) == {}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 4000), st.integers(0, 1500)), max_size=8), st.integers(1, 200))
def test_painting_and_runs_say_what_a_walk_would(spans, length):
    stretches = [(start, start + size) for start, size in spans]
    walked = [m for m in range(3000) if any(a <= m < b for a, b in stretches)]
    painted = paint(stretches, 3000)
    assert positions(painted) == walked
    free = set(walked)
    assert positions(runs(painted, length)) == [
        m for m in walked if all(m + n in free for n in range(length))
    ]
    for minute in (0, 700, 2999):
        left = next((n for n in range(minute) if minute - n - 1 not in free), minute)
        right = next((n for n in range(3000 - minute) if minute + n not in free), 3000 - minute)
        assert (gap_left_of(painted, minute), gap_right_of(painted, minute, 3000)) == (left, right)
