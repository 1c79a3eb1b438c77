"""Followups: what we say to clients, when, by which channel, and whether it arrived.

Owns        Message, Suppression, InboundMessage, ProviderUpdate, Feedback
Announces   MessageAccepted, MessageDelivered, MessageFailed, ContactStopped, FeedbackGiven
Reacts to   bookings (booked, moved, confirmed, cancelled, completed, missed), clients (consent, erasure),
            journeys (lapsed)
Words       purpose: why we write (confirmation, reminder, check-in ...); claim: a worker takes a message;
            withheld: a guard said no; withdrawn: no longer true; unknown: nobody knows whether it went out
"""
