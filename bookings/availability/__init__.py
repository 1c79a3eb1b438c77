"""Availability: which times are free, as one pure computation over plain integers.

A resource's time is a big integer in which bit n is minute n of the axis. Free starts are found by
shifting and masking, so fifty practitioners over two weeks cost a few milliseconds. The desk, the
public page and the API all ask `free_slots`, fed by `bookings.queries`.

bits        painting and reading bitmaps
axis        the stretch of time a bitmap covers, and the grid of starts on it
lanes       one resource: when it works, what it already does
pools       rooms and equipment of which any unit will do
slots       free_slots
chains      visits of several services

Source      performance.md §2.2; features.md §4.2-§4.5
"""

from bookings.availability.axis import Axis
from bookings.availability.chains import Leg, chained
from bookings.availability.lanes import Busy, Lane, lane_of, why_not
from bookings.availability.pools import Pool, snuggest_unit
from bookings.availability.slots import Person, Search, free_slots, gaps_beside, start_bitmaps

__all__ = [
    "Axis",
    "Busy",
    "Lane",
    "Leg",
    "Person",
    "Pool",
    "Search",
    "chained",
    "free_slots",
    "gaps_beside",
    "lane_of",
    "snuggest_unit",
    "start_bitmaps",
    "why_not",
]
