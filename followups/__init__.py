"""Followups: what we say to clients, when, by which channel, whether it arrived, and what they answered.

Owns        Message, Suppression, InboundMessage, ProviderUpdate, Feedback
Announces   MessagePlanned, MessageSent, MessageDelivered, MessageFailed, MessageWithheld, MessageWithdrawn,
            AddressSuppressed, AddressReopened, ClientWrote, FeedbackGiven
Words       occurrence: which time of a purpose for a subject; withheld: a rule stopped it; unknown: the provider's
            answer was lost
"""
