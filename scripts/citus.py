"""What would have to change before the tables could be distributed by practice, read from the catalogue.

It writes docs/citus.md between its marks; a test holds the page against the database, so that it cannot go stale.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs/citus.md"
BETWEEN = re.compile(r"(<!-- catalogue -->\n).*?(<!-- /catalogue -->)", re.DOTALL)
TABLES = """
SELECT c.relname, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'practice_id'
                          AND NOT a.attisdropped)
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""
# Columns of an expression count as seen when its text names them.
UNIQUES = """
SELECT t.relname, i.relname, x.indisprimary, x.indisexclusion, pg_get_indexdef(x.indexrelid) LIKE '%%practice_id%%'
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relnamespace = 'public'::regnamespace AND (x.indisunique OR x.indisexclusion) ORDER BY t.relname, i.relname
"""
KEYS = """
SELECT t.relname, k.conname, r.relname, pg_get_constraintdef(k.oid) LIKE 'FOREIGN KEY (practice_id%%'
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace ORDER BY t.relname, k.conname
"""
TRIGGERS = """
SELECT DISTINCT c.relname FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
WHERE NOT g.tgisinternal AND c.relnamespace = 'public'::regnamespace ORDER BY 1
"""


def asked(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    return list(cursor.fetchall())


def catalogue(cursor: Any) -> str:
    """The lists of the page, in its words."""
    tables = dict(asked(cursor, TABLES))
    spread = {name for name, is_ours in tables.items() if is_ours}
    keys = asked(cursor, KEYS)
    everywhere = pointed_at(spread, keys)
    rest = set(tables) - spread - everywhere
    uniques = [row for row in asked(cursor, UNIQUES) if row[0] in spread]
    return "\n".join(
        [
            part("Distributed by `practice_id`", "They have the column already.", spread),
            part(
                "Reference tables", "Whole on every node, because distributed ones point at them.", everywhere
            ),
            part("Local tables", "On the coordinator alone: nothing distributed points at them.", rest),
            part(
                "Primary keys on `id` alone",
                "They become `(practice_id, id)`.",
                [table for table, _, is_primary, _, is_led in uniques if is_primary and not is_led],
                like=spread,
            ),
            part(
                "Unique without `practice_id`",
                "They gain it in front, or move to a small table for looking up.",
                [f"{table}.{name}" for table, name, *which in uniques if not any(which)],
            ),
            part(
                "Exclusion constraints without `practice_id`",
                "They gain `practice_id WITH =`.",
                [
                    f"{table}.{name}"
                    for table, name, _, excludes, is_led in uniques
                    if excludes and not is_led
                ],
            ),
            part(
                "Foreign keys on `id` alone",
                "They are dropped: each has a twin that begins with `practice_id` and stays.",
                [
                    f"{table}.{name}"
                    for table, name, to, is_led in keys
                    if {table, to} <= spread and not is_led
                ],
            ),
            part(
                "Foreign keys from other tables into distributed ones",
                "They cannot be kept.",
                [f"{table}.{name}" for table, name, to, _ in keys if table not in spread and to in spread],
            ),
            part(
                "Tables with triggers",
                "They need `citus.enable_unsafe_triggers`; each trigger looks at its own row or practice only.",
                [name for (name,) in asked(cursor, TRIGGERS) if name in spread],
            ),
        ]
    )


def pointed_at(spread: set[str], keys: list[Any]) -> set[str]:
    """Tables that distributed ones point at, and those which these point at in turn."""
    found: set[str] = set()
    while new := {to for table, _, to, _ in keys if table in spread | found} - spread - found:
        found |= new
    return found


def part(heading: str, what: str, names: Iterable[str], *, like: set[str] | None = None) -> str:
    """A heading with its count, a sentence, and the names.

    like        names listed before; the same ones are not listed again
    """
    listed = sorted(names)
    told = "\n".join(f"- `{name}`" for name in listed) or "There are none."
    if like and set(listed) == like:
        told = "That is every distributed table."
    return f"### {heading}: {len(listed)}\n\n{what}\n\n{told}\n"


def document(page: str, cursor: Any) -> str:
    return BETWEEN.sub(lambda found: f"{found[1]}\n{catalogue(cursor)}\n{found[2]}", page)


def main() -> None:
    import psycopg2

    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        PAGE.write_text(document(PAGE.read_text(), cursor))


if __name__ == "__main__":
    main()
