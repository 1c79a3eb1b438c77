"""Followups: what we say to clients, when, by which channel, whether it arrived, and what they answered.

Owns        Message, Suppression, InboundMessage, ProviderUpdate, Feedback
Announces   MessageSent, MessageDelivered, MessageFailed, AddressSuppressed, AddressReopened, ClientWrote,
            FeedbackGiven, FeedbackAnswered
Reacts to   bookings (booked, moved, confirmed, cancelled, begun, completed, missed, undone),
            clients (consent withdrawn or given, erased), journeys (lapsed)
Words       purpose: why we write; occurrence: which time of a purpose for a subject; claim: a worker takes a
            message; withheld: a rule stopped it; withdrawn: no longer true; unknown: the answer was lost
"""
