"""Bookings: who sees whom, when, where, and for what.

Owns        Service, Resource, ResourcePool, Requirement, Ability, Shift, ShiftException, Closure,
            Appointment, Segment, Occupancy, Hold, VisitNote, AlertReason, Payment
Announces   AppointmentBooked, AppointmentMoved, AppointmentConfirmed, AppointmentCancelled, ClientArrived,
            ServiceStarted, VisitCompleted, ClientMissed, StatusReversed, PaymentTaken, PaymentRefunded, VisitsImported
Words       standing: still claims its time; core: the part of a service nobody may overlap; buffer: the soft part
            around it; occupancy: one resource's claim on one stretch of time
"""
