"""What happens in a practice while something else is at work in the same database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def before_the_first(words: str, happens: Callable[[], Any]) -> Iterator[None]:
    """Something happens just before the first statement with these words."""
    done: list[str] = []

    def meanwhile(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if words in str(sql) and not done:
            done.append(words)
            happens()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        yield
    assert done, f"no statement had {words}"
