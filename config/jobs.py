"""Long work by kind: what runs when a job of that kind is waiting."""

from clients import actions as clients
from practices.jobs import Runner

JOBS: dict[str, Runner] = {
    "check_import": clients.run_check,
    "run_import": clients.run_import,
    "undo_import": clients.run_undo,
    "export_client": clients.run_export,
}
