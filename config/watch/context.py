"""Which request, practice, member, key and task a line belongs to. Numbers only: who they are stays in the database."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from practices.active import active_practice_id


@dataclass(frozen=True)
class Task:
    """A Celery task at work.

    request_id   of the request that asked for it, if one did
    """

    id: str
    name: str
    request_id: str = ""


current_request: ContextVar[Any] = ContextVar("request", default=None)
current_task: ContextVar[Task | None] = ContextVar("task", default=None)


def bound(request: Any = None) -> dict[str, Any]:
    """What is known of where we are, without what is not known."""
    request = request if request is not None else current_request.get()
    task = current_task.get()
    known = {
        "request_id": getattr(request, "request_id", None) or (task.request_id if task else None),
        "practice": active_practice_id() or _pk(getattr(request, "practice", None)),
        "member": _pk(getattr(request, "member", None)),
        "key": _pk(getattr(request, "key_shown", None)),
        "task": task.name if task else None,
        "task_id": task.id if task else None,
    }
    return {name: value for name, value in known.items() if value}


def _pk(row: Any) -> int | None:
    return getattr(row, "pk", None)


def request_id() -> str:
    """The id of the request we work for, also in a task that it rang for."""
    return str(bound().get("request_id", ""))


def route_of(request: Any) -> str:
    """The name of the route, which is a word of the code; never the path, which may hold a name or a token."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "none"
    return match.view_name or "unnamed"
