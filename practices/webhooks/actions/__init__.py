from practices.webhooks.actions.deliveries import (
    BeingSent,
    EndpointOff,
    NothingToReplay,
    queue,
    replay,
    resend,
)
from practices.webhooks.actions.endpoints import (
    BadAddress,
    UnknownKind,
    add_endpoint,
    change_endpoint,
    disable,
    enable,
    hold,
    new_secret,
    remove_endpoint,
    rotate_secret,
)
from practices.webhooks.actions.telling import begin, claim, give_back, settle

__all__ = [
    "BadAddress",
    "BeingSent",
    "EndpointOff",
    "NothingToReplay",
    "UnknownKind",
    "add_endpoint",
    "begin",
    "change_endpoint",
    "claim",
    "disable",
    "enable",
    "give_back",
    "hold",
    "new_secret",
    "queue",
    "remove_endpoint",
    "replay",
    "resend",
    "rotate_secret",
    "settle",
]
