from practices.models.accounts import AccountMail, Invitation, Member, User
from practices.models.keys import Answer, ApiKey
from practices.models.places import Location, Practice
from practices.models.record import Event, Heartbeat, Job
from practices.models.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = [
    "AccountMail",
    "Answer",
    "ApiKey",
    "Event",
    "Heartbeat",
    "Invitation",
    "Job",
    "Location",
    "Member",
    "Practice",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
]
