"""Bookings: who sees whom, when, and for what.

Owns        Service, Resource, Shift, Closure, Appointment, Segment, Occupancy, Hold, Payment, VisitNote
Announces   AppointmentBooked, AppointmentMoved, AppointmentConfirmed, ClientArrived, ServiceStarted,
            VisitCompleted, ClientMissed, AppointmentCancelled, PaymentTaken, PaymentRefunded
Reacts to   PracticeOpened
Words       lane: one resource's line of time; core: the client's time in a visit, without rest around it;
            standing: still to come or under way; hold: a slot kept for someone who is filling in the form
"""
