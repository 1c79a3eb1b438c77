"""The redactor trusts what our own lines merge, so each of our log calls is read."""

import ast
from pathlib import Path

from django.conf import settings

from config.watch import redaction

NUMBERS = {"pk", "__name__"}
WORDS = {"wrong", "level"}


def test_our_own_lines_merge_only_numbers_and_kinds():
    """The redactor trusts our templates' values, so each is read here: an id, a class's name or a count."""
    odd = []
    for package in redaction.OURS:
        for file in (Path(settings.BASE_DIR) / package).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text())):
                if not (isinstance(call, ast.Call) and ast.unparse(call.func).startswith("log.")):
                    continue
                template, *values = call.args[1:] if ast.unparse(call.func) == "log.log" else call.args
                fine = isinstance(template, ast.Constant) and all(
                    (isinstance(value, ast.Attribute) and value.attr in NUMBERS)
                    or (isinstance(value, ast.Name) and (value.id in WORDS or value.id.endswith("_id")))
                    for value in values
                )
                if not fine:
                    odd.append(f"{file}:{call.lineno} {ast.unparse(call)}")
    assert odd == []
