from practices.models.accounts import AccountMail, Invitation, Member, User
from practices.models.places import Location, Practice
from practices.models.record import Event, Heartbeat, Job

__all__ = [
    "AccountMail",
    "Event",
    "Heartbeat",
    "Invitation",
    "Job",
    "Location",
    "Member",
    "Practice",
    "User",
]
