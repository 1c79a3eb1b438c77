"""What people do with bookings: one function a verb, one transaction, one fact.

appointment = actions.book(client, service=…, practitioner=…, starts_at=…, location=…, by=frank, at=now)
actions.reschedule(appointment, starts_at=…, by=frank, at=now)
actions.cancel(appointment, party="client", reason=…, by=None, at=now)
actions.confirm / mark_arrived / start_service / complete / mark_no_show / undo (appointment, by=…, at=…)
actions.take_payment(appointment, amount=8500, method="card", by=…, at=…); actions.refund(payment, …)
actions.write_note(appointment, text=…, by=…, at=…); actions.block_time(resource, …)
"""

from bookings.actions.alerts import AlertNeedsReason
from bookings.actions.blocking import NoTimeSpan, block_time, unblock_time
from bookings.actions.booking import (
    PLAIN,
    Details,
    book,
    book_visit,
    booked_before,
)
from bookings.actions.by_link import LinkOver, by_link
from bookings.actions.changing import (
    AlreadyBegun,
    MovedTooOften,
    NotPossible,
    OneForEachService,
    PastCutOff,
    cancel,
    reschedule,
)
from bookings.actions.fitting import Asked
from bookings.actions.holding import drop_expired_holds, hold, release_hold
from bookings.actions.hours import (
    DaysBackwards,
    LongerThanAYear,
    close_days,
    drop_day,
    open_days,
    save_week,
    set_day,
    set_week,
)
from bookings.actions.listed import ClientIsArchived, LocationClosed, NotTheirVisit, ServiceArchived
from bookings.actions.locks import patiently
from bookings.actions.money import AmountMissing, MoreThanDue, MoreThanPaid, refund, take_payment
from bookings.actions.notes import NoteEmpty, read_notes, write_note
from bookings.actions.refusals import (
    ClientBusy,
    HouseClosed,
    ManyAtOnce,
    NobodyFree,
    NotOffered,
    NotOnline,
    OffGrid,
    OutsideHours,
    RestTooShort,
    SlotTaken,
    TimeRefused,
    TooFar,
    TooManyOpen,
    TooSoon,
    TooSoonAgain,
)
from bookings.actions.resources import (
    PoolNameTaken,
    StillBooked,
    add_pool,
    add_practitioner,
    add_unit,
    change_practitioner,
    retire,
    save_practitioner,
)
from bookings.actions.services import (
    Doing,
    FinishingWithoutProcessing,
    archive_service,
    restore_service,
    revise_service,
    save_service,
)
from bookings.actions.visitors import HoldGone, Visitor, book_held, key_of
from bookings.actions.visits import (
    NothingToUndo,
    NotToday,
    TooEarlyForNoShow,
    complete,
    confirm,
    mark_arrived,
    mark_no_show,
    start_service,
    undo,
)
from practices.actions.places import HoursBackwards

__all__ = [
    "PLAIN",
    "AlertNeedsReason",
    "AlreadyBegun",
    "AmountMissing",
    "Asked",
    "ClientBusy",
    "ClientIsArchived",
    "DaysBackwards",
    "Details",
    "Doing",
    "FinishingWithoutProcessing",
    "HoldGone",
    "HoursBackwards",
    "HouseClosed",
    "LinkOver",
    "LocationClosed",
    "LongerThanAYear",
    "ManyAtOnce",
    "MoreThanDue",
    "MoreThanPaid",
    "MovedTooOften",
    "NoTimeSpan",
    "NobodyFree",
    "NotOffered",
    "NotOnline",
    "NotPossible",
    "NotTheirVisit",
    "NotToday",
    "NoteEmpty",
    "NothingToUndo",
    "OffGrid",
    "OneForEachService",
    "OutsideHours",
    "PastCutOff",
    "PoolNameTaken",
    "RestTooShort",
    "ServiceArchived",
    "SlotTaken",
    "StillBooked",
    "TimeRefused",
    "TooEarlyForNoShow",
    "TooFar",
    "TooManyOpen",
    "TooSoon",
    "TooSoonAgain",
    "Visitor",
    "add_pool",
    "add_practitioner",
    "add_unit",
    "archive_service",
    "block_time",
    "book",
    "book_held",
    "book_visit",
    "booked_before",
    "by_link",
    "cancel",
    "change_practitioner",
    "close_days",
    "complete",
    "confirm",
    "drop_day",
    "drop_expired_holds",
    "hold",
    "key_of",
    "mark_arrived",
    "mark_no_show",
    "open_days",
    "patiently",
    "read_notes",
    "refund",
    "release_hold",
    "reschedule",
    "restore_service",
    "retire",
    "revise_service",
    "save_practitioner",
    "save_service",
    "save_week",
    "set_day",
    "set_week",
    "start_service",
    "take_payment",
    "unblock_time",
    "undo",
    "write_note",
]
