"""The sentence that says why a message exists, and what held it back.

A why is stored beside each message as {rule, version, inputs, sentence}: the inputs make the decision
repeatable, the sentence is what a person reads. A change of rule or wording is a new version.
Source      features.md §2.2
"""

from collections.abc import Mapping
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return text


RULES: dict[str, tuple[int, str]] = {
    "confirmation": (1, gettext_noop("A visit was booked, and every booking is confirmed.")),
    "moved": (1, gettext_noop("The visit was moved, and this says its new time.")),
    "cancelled": (1, gettext_noop("The visit was cancelled, and this says so.")),
    "reminder_email": (1, gettext_noop("Two days before a visit we remind by e-mail.")),
    "reminder_sms": (1, gettext_noop("The day before a visit that is not confirmed yet we remind by text.")),
    "check_in": (1, gettext_noop("A few hours after a visit we ask how it was, at most once in 14 days.")),
    "rebook": (
        1,
        gettext_noop(
            "Usually here every {rhythm_days} days, last here on {last_visit_on}, and nothing is booked."
        ),
    ),
    "win_back": (
        1,
        gettext_noop("It is much longer than usual since the last visit, and nothing is booked."),
    ),
    "stopped": (1, gettext_noop("We confirm the wish to stop, once.")),
    "started": (1, gettext_noop("We confirm the wish to hear from us again.")),
    "help": (1, gettext_noop("Help was asked for.")),
    "by_hand": (1, gettext_noop("{member} wrote this by hand.")),
}

REASONS: dict[str, str] = {
    "clear": gettext_noop("Nothing stands in its way."),
    "too_late": gettext_noop("It was too late to be of use."),
    "not_released": gettext_noop("The client was imported and nobody has released messages to them yet."),
    "suppressed": gettext_noop("This address asked us to stop."),
    "consent_withdrawn": gettext_noop("The client said no to messages of this kind."),
    "consent_missing": gettext_noop("The client has never said yes to messages of this kind."),
    "no_address": gettext_noop("There is no address we may use on this channel."),
    "no_longer_true": gettext_noop("What it says is no longer true."),
    "quiet_hours": gettext_noop("It is night where the client is; it waits for the morning."),
    "never_awake": gettext_noop("We cannot tell which hours would suit this number."),
    "weekly_cap": gettext_noop("The client has had enough messages from us this week."),
    "no_template": gettext_noop("There is no wording for this message."),
    "not_made": gettext_noop("It could not be put together; the log of the server says why."),
    "visit_moved": gettext_noop("The visit was moved; a new message took its place."),
    "visit_cancelled": gettext_noop("The visit was cancelled."),
    "visit_confirmed": gettext_noop("The client has confirmed already."),
    "visit_happened": gettext_noop("The client has been here."),
    "visit_missed": gettext_noop("The client did not come."),
    "booked_again": gettext_noop("The client has booked again."),
    "client_erased": gettext_noop("The client's data was erased."),
    "asked_lately": gettext_noop("We asked this client less than two weeks ago."),
    "by_member": gettext_noop("A member of the team took it back."),
    "restored": gettext_noop("It went out before our records were restored from a backup."),
    "lease_over": gettext_noop("The sending was interrupted; nobody knows yet whether it went out."),
    "no_answer": gettext_noop("The provider's answer was lost; nobody knows yet whether it went out."),
    "busy": gettext_noop("The provider was busy; it is tried again."),
    "not_found": gettext_noop("The provider does not know it."),
    "sent_again": gettext_noop("The provider did not know it, so it was sent once more."),
    "refused": gettext_noop("The provider refused it."),
    "not_delivered": gettext_noop("It could not be delivered."),
}


def because(rule: str, **inputs: Any) -> dict[str, Any]:
    """The why of a message, ready to be stored.

    inputs      plain JSON values only
    """
    version, sentence = RULES[rule]
    return {"rule": rule, "version": version, "inputs": inputs, "sentence": fill(sentence, inputs)}


def fill(sentence: str, inputs: Mapping[str, Any]) -> str:
    """Put the inputs into the sentence; one that is missing leaves an ellipsis, never a crash."""
    return sentence.format_map(_Gaps(inputs))


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"
