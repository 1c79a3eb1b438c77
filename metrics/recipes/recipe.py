"""The shape of a recipe."""

from dataclasses import dataclass

from django.db import connection

from practices.tenancy import PracticeOwned


@dataclass(frozen=True)
class Recipe:
    """A SELECT whose columns are `keys` then `values`, and the table that keeps its rows.

    part    the condition that narrows the SELECT to some people or days; it stands at {part}
    """

    model: type[PracticeOwned]
    keys: tuple[str, ...]
    values: tuple[str, ...]
    sql: str
    part: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        return self.keys + self.values

    def type_of(self, column: str) -> str:
        """The column's type in the database, for values that come without one, such as NULL."""
        return str(self.model._meta.get_field(column).db_type(connection))

    def same(self, column: str) -> str:
        """The operator that finds the column's equals: the plain one where it can, because only that uses an index."""
        return "IS NOT DISTINCT FROM" if self.model._meta.get_field(column).null else "="

    @property
    def whole(self) -> str:
        """Everything the practice has."""
        return self.sql.replace("{part}", "")

    @property
    def partial(self) -> str:
        """Only the people or days asked for."""
        return self.sql.replace("{part}", self.part)
