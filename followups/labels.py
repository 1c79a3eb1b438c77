"""What staff call things: purposes, the groups of the outbox, and how each state looks."""

from django.utils.translation import gettext_lazy as _

from followups.models import Message

Status = Message.Status
PURPOSES = {
    "confirmation": _("Confirmation"),
    "moved": _("New time"),
    "cancelled": _("Cancellation"),
    "reminder_email": _("Reminder, 2 days before"),
    "reminder_sms": _("Reminder, the day before"),
    "check_in": _("How was it?"),
    "rebook": _("Time for the next visit"),
    "win_back": _("We miss you"),
    "stopped": _("Stop confirmed"),
    "started": _("Welcome back"),
    "help": _("Help"),
    "by_hand": _("By hand"),
}
GROUPS = {
    "sent": (_("Sent"), (Status.ACCEPTED, Status.DELIVERED)),
    "waiting": (_("Planned"), (Status.PLANNED, Status.SENDING)),
    "held": (_("Not sent"), (Status.WITHHELD, Status.WITHDRAWN, Status.EXPIRED)),
    "trouble": (_("Failed or uncertain"), (Status.FAILED, Status.UNKNOWN)),
}
# Hue, icon and texture of a state, in the words of the design.
LOOKS = {
    Status.PLANNED: "planned",
    Status.SENDING: "running",
    Status.ACCEPTED: "sent",
    Status.DELIVERED: "delivered",
    Status.FAILED: "failed",
    Status.UNKNOWN: "warning",
    Status.WITHHELD: "withdrawn",
    Status.WITHDRAWN: "withdrawn",
    Status.EXPIRED: "withdrawn",
}
