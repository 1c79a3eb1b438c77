"""What people do with clients: one function a verb, one transaction, one fact."""

from clients.actions.consents import give_consent, withdraw_consent
from clients.actions.facts import (
    FactEmpty,
    FactOver,
    FactTooLong,
    end_fact,
    note_fact,
    read_sensitive,
    supersede,
)
from clients.actions.people import (
    AlreadyErased,
    ChangedMeanwhile,
    ContactUnreadable,
    NameMissing,
    archive,
    change_details,
    register,
    release,
    restore,
    tag,
)

__all__ = [
    "AlreadyErased",
    "ChangedMeanwhile",
    "ContactUnreadable",
    "FactEmpty",
    "FactOver",
    "FactTooLong",
    "NameMissing",
    "archive",
    "change_details",
    "end_fact",
    "give_consent",
    "note_fact",
    "read_sensitive",
    "register",
    "release",
    "restore",
    "supersede",
    "tag",
    "withdraw_consent",
]
