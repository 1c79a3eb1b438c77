"""What a stop took away from a client, and START gives back."""

from collections import defaultdict

from clients.models import Client, Consent
from followups.rules.purposes import PURPOSES, SMS

STOP_ALL = "stop_all"
"""The wish of a client who wants nothing more on a channel, as the ledger of consent keeps it."""
NEEDS_YES = {purpose.consent for purpose in PURPOSES.values() if purpose.needs_opt_in}


def taken_by_stop(client: Client) -> list[tuple[str, str]]:
    """What "no more texts at all" took away, where nobody has said anything else since.

    News and offers are among it only where there had been a yes: START is none.
    Returns     purposes of consent, each with the version of the words the client had seen
    """
    ledgers: dict[str, list[Consent]] = defaultdict(list)
    entries = Consent.objects.filter(client=client, channel__in=[SMS, Consent.Channel.ANY])
    for entry in entries.order_by("id"):
        ledgers[entry.purpose].append(entry)
    return [(purpose, ledger[-2:][0].wording) for purpose, ledger in ledgers.items() if _was_taken(ledger)]


def _was_taken(ledger: list[Consent]) -> bool:
    *earlier, newest = ledger
    is_stop = not newest.is_given and newest.evidence.get("wish") == STOP_ALL
    return is_stop and (earlier[-1].is_given if earlier else newest.purpose not in NEEDS_YES)
