"""Questions that are asked at every request, put into SQL once.

To put a question into words costs Django several times what asking it costs. A Ready question is worded once in each
thread; asked again, only the practice and the values given differ. The walls stay: it is worded by the model's own
manager, which adds the practice and refuses to speak outside one, and row-level security holds as for any other.
"""

from collections.abc import Callable
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

from practices.active import active

Row = TypeVar("Row", bound=models.Model)
FIRST = 7_000_000_000_000_000_000
"""Stand-ins while the question is worded: numbers and words that no row has."""


class Ready(Generic[Row]):
    """A question about rows of one model.

    words       builds the queryset from the values by name; nothing else in it may change from request to request
    values      the type of each value: int or str
    """

    def __init__(self, words: Callable[..., models.QuerySet[Row]], **values: type) -> None:
        self._words, self._values, self._of_thread = words, values, local()

    def all(self, **values: Any) -> list[Row]:
        if active.get() is None or not connection.in_atomic_block:
            return list(self._words(**values))  # the manager says what is wrong
        worded = self._of_thread.__dict__
        if worded.get("connection") is not connection.connection:
            worded.update(connection=connection.connection, reading=_Reading(self._words, self._values))
        found: list[Row] = worded["reading"].rows({"practice": active.get(), **values})
        return found

    def one(self, **values: Any) -> Row | None:
        return next(iter(self.all(**values)), None)


class _Reading:
    """The compiler that Django made for the question, kept with its SQL."""

    def __init__(self, words: Callable[..., models.QuerySet[Any]], values: dict[str, type]) -> None:
        names = ("practice", *values)
        stand_ins = {
            name: f"<{name}>" if values.get(name) is str else FIRST + n for n, name in enumerate(names)
        }
        token = active.set(stand_ins.pop("practice"))  # type: ignore[arg-type]  # a number, as above
        try:
            query = words(**stand_ins).query
        finally:
            active.reset(token)
        self.compiler: Any = query.get_compiler(connection=connection)
        sql, params = self.compiler.as_sql()
        by_stand_in = {FIRST: "practice", **{value: name for name, value in stand_ins.items()}}
        self.params = [(by_stand_in.get(param), param) for param in params]
        if {name for name, _ in self.params} < set(names):
            raise TypeError(f"a value is not in the question: {sql}")
        self.sql = sql
        select, info = self.compiler.select, self.compiler.klass_info
        fields = info["select_fields"]
        self.model, self.columns = info["model"], slice(fields[0], fields[-1] + 1)
        self.names = [column[0].target.attname for column in select[self.columns]]
        self.populators = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # of Django 6
        self.converters = self.compiler.get_converters([column[0] for column in select])

    def rows(self, values: dict[str, Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[name] if name else param for name, param in self.params])
            answers: Any = cursor.fetchall()
        if self.converters:
            answers = map(tuple, self.compiler.apply_converters(answers, self.converters))
        return [self._row(answer) for answer in answers]

    def _row(self, answer: Any) -> Any:
        row = self.model.from_db(connection.alias, self.names, answer[self.columns])
        for populator in self.populators:
            populator.populate(answer, row)
        return row
