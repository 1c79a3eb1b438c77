"""The tables of docs/api.md, from the code: scopes, errors, rules and events. `make openapi` writes them."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module

from config.api.answers import DOORS
from config.api.refusals import sentences
from practices.events import Fact
from practices.keys import SCOPES
from practices.webhooks.catalogue import catalogue

# Whatever can happen or be refused is known once every door is.
EVERYTHING = ("config.urls", "config.practice_urls", "config.reactions")
BETWEEN = re.compile(r"(<!-- (\w+) -->\n).*?(\n?<!-- /\2 -->)", re.DOTALL)

Row = tuple[str, ...]


def scopes() -> Iterator[Row]:
    yield "Scope", "What a key with it may do"
    for scope, sentence in SCOPES.items():
        yield f"`{scope}`", str(sentence)


def errors() -> Iterator[Row]:
    yield "Status", "Code", "Says"
    for code, (status, sentence) in DOORS.items():
        yield str(status), f"`{code}`", sentence


def rules() -> Iterator[Row]:
    yield "Code", "What the rule says"
    for code, several in sentences().items():
        yield f"`{code}`", " Or: ".join(several)


def events() -> Iterator[Row]:
    yield "Type", "Ids in `data`, besides `event_id`", "What happened"
    for fact in catalogue(Fact):
        ids = ", ".join(f"`{name}`" for name in fact["ids"])
        yield f"`{fact['kind']}`", ids, " ".join(fact["says"].split())


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "scopes": scopes,
    "errors": errors,
    "rules": rules,
    "events": events,
}


def table(name: str) -> str:
    head, *rows = TABLES[name]()
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def with_tables(page: str) -> str:
    for module in EVERYTHING:
        import_module(module)
    return BETWEEN.sub(lambda found: f"{found[1]}{table(found[2])}\n{found[3].strip()}", page)
