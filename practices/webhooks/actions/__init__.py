from practices.webhooks.actions.deliveries import NothingToReplay, claim, queue, replay, resend, settle
from practices.webhooks.actions.endpoints import (
    BadAddress,
    UnknownKind,
    add_endpoint,
    change_endpoint,
    disable,
    enable,
    new_secret,
    remove_endpoint,
    rotate_secret,
)

__all__ = [
    "BadAddress",
    "NothingToReplay",
    "UnknownKind",
    "add_endpoint",
    "change_endpoint",
    "claim",
    "disable",
    "enable",
    "new_secret",
    "queue",
    "remove_endpoint",
    "replay",
    "resend",
    "rotate_secret",
    "settle",
]
