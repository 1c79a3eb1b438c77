"""Celery as operators see it: each task bound to its lines, counted, and tied to the request that rang for it."""

import logging
import time
from typing import Any

from celery import signals

from config.watch.context import Task, current_task, request_id
from practices import tally

log = logging.getLogger(__name__)
HEADER = "rapport_request_id"
SLOW = 1.0  # seconds; tasks ring every few seconds and mostly find nothing, which is not worth a line

_started: dict[str, tuple[float, Any]] = {}


@signals.setup_logging.connect
def leave_logging_alone(**later: object) -> None:
    """Django has set it up; without this answer Celery would put handlers of its own in its place."""


@signals.before_task_publish.connect
def send_the_request_along(headers: dict[str, Any] | None = None, **later: object) -> None:
    if headers is not None and (asked_by := request_id()):
        headers[HEADER] = asked_by


@signals.task_prerun.connect
def begin(task_id: str, task: Any, **later: object) -> None:
    asked_by = str(getattr(task.request, HEADER, "") or "")
    token = current_task.set(Task(id=task_id, name=task.name, request_id=asked_by))
    _started[task_id] = time.perf_counter(), token


@signals.task_postrun.connect
def end(task_id: str, task: Any, state: str | None = None, **later: object) -> None:
    started, token = _started.pop(task_id, (time.perf_counter(), None))
    seconds, outcome = time.perf_counter() - started, (state or "unknown").lower()
    tally.count("tasks", task=task.name, outcome=outcome)
    tally.measure("task_seconds", seconds, buckets=tally.SECONDS, task=task.name)
    level = logging.INFO if seconds > SLOW or outcome != "success" else logging.DEBUG
    log.log(level, "task", extra={"outcome": outcome, "seconds": round(seconds, 3)})
    if token is not None:
        current_task.reset(token)


@signals.worker_process_shutdown.connect
@signals.worker_shutdown.connect
def carry_what_was_counted(**later: object) -> None:
    """Celery's processes end without Python's farewell."""
    tally.flush()
