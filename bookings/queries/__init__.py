"""Reads that span tables: what is free, what stands, what is owed."""

from bookings.queries.feed import Wanted
from bookings.queries.free import Slot, free_days, nearest_slots, rebook_slots
from bookings.queries.offers import bookable_services, practitioners_of
from bookings.queries.several import free_visits
from bookings.queries.visits import balance_of, stranded_visits

__all__ = [
    "Slot",
    "Wanted",
    "balance_of",
    "bookable_services",
    "free_days",
    "free_visits",
    "nearest_slots",
    "practitioners_of",
    "rebook_slots",
    "stranded_visits",
]
