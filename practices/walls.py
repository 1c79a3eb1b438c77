"""The walls that the database keeps: same-practice keys, row-level security, append-only tables.

Three roles (manage.py prepare_database makes them): rapport_owner owns the tables and migrates; rapport_app is the web
process and the workers, sees one practice at a time and owns nothing; rapport_ops owns the few functions that look
across practices and return ids only. Nobody signs in as rapport_ops.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.operations import RunSQL

OWNER, APP, OPS = "rapport_owner", "rapport_app", "rapport_ops"

WALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_wall ON {table}
    USING (practice_id = (SELECT NULLIF(current_setting('app.practice', true), '')::bigint));
CREATE POLICY whole_house ON {table} TO rapport_owner, rapport_ops USING (true);
"""
NO_WALL = """
DROP POLICY whole_house ON {table};
DROP POLICY practice_wall ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
ACROSS = """
CREATE FUNCTION {signature} LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$ {body} $$;
ALTER FUNCTION {name} OWNER TO rapport_ops;
REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {name} TO rapport_app, rapport_owner;
"""
APPEND_ONLY = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


def practice_walls(*tables: str) -> list[RunSQL]:
    """Migration steps: row-level security on these tables, forced on their owner too."""
    return [RunSQL(WALL.format(table=table), NO_WALL.format(table=table)) for table in tables]


def looks_across(name: str, *, arguments: str = "", returns: str, body: str) -> RunSQL:
    """Migration step: a function that reads across practices and returns ids, never rows of people.

    name        with its argument types, as DROP FUNCTION wants it: "practices_with_due_messages(timestamptz)"
    arguments   with names: "at timestamptz"
    """
    signature = f"{name.split('(')[0]}({arguments}) RETURNS {returns}"
    return RunSQL(ACROSS.format(signature=signature, name=name, body=body), f"DROP FUNCTION {name}")


def append_only(table: str) -> RunSQL:
    """Migration step: rows of this table are written once. Erasure alone may change them, by its own path."""
    return RunSQL(APPEND_ONLY.format(table=table), f"DROP TRIGGER {table}_append_only ON {table}")


class SamePractice(models.BaseConstraint):
    """Database rule: the row `field` points at belongs to this row's practice.

    Row-level security does not watch foreign keys, so this key is what stops a reference across the wall.
    """

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def _clause(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        field = model._meta.get_field(self.field)
        target = field.related_model._meta.db_table
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY (practice_id, {quote(field.column)}) "
            f"REFERENCES {quote(target)} (practice_id, id)"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        """Added at the end of the migration, when the table pointed at has the unique key that this one needs."""
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} ADD {self._clause(model, schema_editor)}")

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: Any = None) -> None:
        pointed_at = getattr(instance, self.field, None)
        if pointed_at is not None and pointed_at.practice_id != instance.practice_id:
            raise ValidationError(f"{self.field} belongs to another practice")

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (self.field,), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SamePractice) and (self.name, self.field) == (other.name, other.field)

    def __hash__(self) -> int:
        return hash((self.name, self.field))
