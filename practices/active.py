"""Which practice is active now. On its own, so that the database backend may ask before any model exists."""

from contextvars import ContextVar

active: ContextVar[int | None] = ContextVar("active_practice_id", default=None)


def active_practice_id() -> int | None:
    """The practice that queries see now, or None."""
    return active.get()
