"""What stands on a client's profile, app by app: how facts read, lines that are no facts, slots of the header."""

from clients import tellings as clients
from clients.profile import Profile
from followups import tellings as followups

PROFILE = Profile(
    tellings={**clients.TELLINGS, **followups.TELLINGS},
    sources={"messages": followups.messages},
    header=[],
)
