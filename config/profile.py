"""What stands on a client's profile, app by app: how facts read, lines that are no facts, slots of the header."""

from clients import tellings as clients
from clients.profile import Profile

PROFILE = Profile(
    tellings={**clients.TELLINGS},
    sources={},
    header=[],
)
