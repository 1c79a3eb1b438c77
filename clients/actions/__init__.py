"""What people do with clients: one function a verb, one transaction, one fact."""

from clients.actions.batch_runs import bring_in, run_check, run_import, run_undo, try_out
from clients.actions.batches import (
    ColumnMissing,
    FileUnreadable,
    NotNow,
    ask_to_check,
    ask_to_import,
    ask_to_undo,
    choose,
    release_batch,
    upload,
)
from clients.actions.consents import give_consent, withdraw_consent
from clients.actions.facts import LONGEST as LONGEST_FACT
from clients.actions.facts import (
    FactEmpty,
    FactOver,
    FactTooLong,
    end_fact,
    note_fact,
    read_sensitive,
    supersede,
)
from clients.actions.forgetting import forget_old_files
from clients.actions.leaving import (
    ExportOver,
    ask_for_export,
    erase,
    fetch_export,
    note_list_export,
    run_export,
)
from clients.actions.people import (
    AlreadyErased,
    ChangedMeanwhile,
    ContactUnreadable,
    ExternalIdTaken,
    NameMissing,
    ReferredByThemselves,
    archive,
    change_details,
    register,
    release,
    restore,
    tag,
)
from clients.actions.proving import prove_address
from clients.importing.running import FileGone

__all__ = [
    "AlreadyErased",
    "ChangedMeanwhile",
    "ColumnMissing",
    "ContactUnreadable",
    "ExternalIdTaken",
    "ExportOver",
    "FactEmpty",
    "FactOver",
    "FactTooLong",
    "FileGone",
    "FileUnreadable",
    "LONGEST_FACT",
    "NameMissing",
    "ReferredByThemselves",
    "NotNow",
    "archive",
    "ask_for_export",
    "ask_to_check",
    "ask_to_import",
    "ask_to_undo",
    "bring_in",
    "change_details",
    "choose",
    "end_fact",
    "erase",
    "fetch_export",
    "forget_old_files",
    "give_consent",
    "note_fact",
    "note_list_export",
    "prove_address",
    "read_sensitive",
    "register",
    "release",
    "release_batch",
    "restore",
    "run_check",
    "run_export",
    "run_import",
    "run_undo",
    "supersede",
    "tag",
    "try_out",
    "upload",
    "withdraw_consent",
]
