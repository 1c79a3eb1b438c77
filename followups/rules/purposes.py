"""Why we write at all, and what each reason may do."""

from dataclasses import dataclass

EMAIL = "email"
SMS = "sms"


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """consent            the purpose of the consent ledger it rests on
    channels           in order of preference; the first the client can be reached by is used
    needs_opt_in       True: goes out only after a yes; False: goes out until a no
    counts             against the weekly cap
    is_reply           answers a message the client has just sent, so the hour is theirs
    resends_unknown    may be sent once more when nobody knows whether it went out
    """

    name: str
    consent: str
    channels: tuple[str, ...]
    needs_opt_in: bool = False
    counts: bool = False
    is_reply: bool = False
    resends_unknown: bool = False

    @property
    def is_marketing(self) -> bool:
        return self.needs_opt_in


CONFIRMATION = Purpose(name="confirmation", consent="visit_messages", channels=(EMAIL, SMS))
MOVED = Purpose(name="moved", consent="visit_messages", channels=(EMAIL, SMS))
CANCELLED = Purpose(name="cancelled", consent="visit_messages", channels=(EMAIL, SMS))
REMINDER_EMAIL = Purpose(name="reminder_email", consent="visit_messages", channels=(EMAIL,))
# Source: reliability.md §4.11 step 6; a visit forgotten costs more than one text too many.
REMINDER_SMS = Purpose(name="reminder_sms", consent="visit_messages", channels=(SMS,), resends_unknown=True)
CHECK_IN = Purpose(name="check_in", consent="feedback", channels=(EMAIL, SMS), counts=True)
REBOOK = Purpose(name="rebook", consent="marketing", channels=(EMAIL, SMS), needs_opt_in=True, counts=True)
WIN_BACK = Purpose(
    name="win_back", consent="marketing", channels=(EMAIL, SMS), needs_opt_in=True, counts=True
)
STOPPED = Purpose(name="stopped", consent="visit_messages", channels=(SMS,), is_reply=True)
STARTED = Purpose(name="started", consent="visit_messages", channels=(SMS,), is_reply=True)
HELP = Purpose(name="help", consent="visit_messages", channels=(SMS,), is_reply=True)
# What a member of the team writes in their own words; the client's consent still decides.
BY_HAND = Purpose(name="by_hand", consent="visit_messages", channels=(EMAIL, SMS))

PURPOSES = {
    purpose.name: purpose
    for purpose in (
        CONFIRMATION,
        MOVED,
        CANCELLED,
        REMINDER_EMAIL,
        REMINDER_SMS,
        CHECK_IN,
        REBOOK,
        WIN_BACK,
        STOPPED,
        STARTED,
        HELP,
        BY_HAND,
    )
}
