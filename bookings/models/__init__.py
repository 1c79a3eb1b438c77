from bookings.models.appointments import Appointment, Segment
from bookings.models.catalogue import Ability, Requirement, Resource, ResourcePool, Service
from bookings.models.hours import Closure, Shift, ShiftException, Timetable
from bookings.models.money import Payment
from bookings.models.notes import AlertReason, VisitNote
from bookings.models.occupancy import Hold, Occupancy

__all__ = [
    "Ability",
    "AlertReason",
    "Appointment",
    "Closure",
    "Hold",
    "Occupancy",
    "Payment",
    "Requirement",
    "Resource",
    "ResourcePool",
    "Segment",
    "Service",
    "Shift",
    "ShiftException",
    "Timetable",
    "VisitNote",
]
