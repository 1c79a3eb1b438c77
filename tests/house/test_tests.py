"""Tests stand alone: what two of them need is in a module beside them."""

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def test_no_test_is_imported_by_another():
    """pytest would collect it twice, and a change to the one would break the other."""
    found = []
    for file in TESTS.rglob("*.py"):
        for one in ast.walk(ast.parse(file.read_text())):
            names = [one.module or ""] if isinstance(one, ast.ImportFrom) else []
            names += [alias.name for alias in one.names] if isinstance(one, ast.Import) else []
            found += [
                f"{file.relative_to(TESTS)}: {name}"
                for name in names
                if ".test_" in name and name.startswith("tests.")
            ]
    assert found == []
