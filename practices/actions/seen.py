"""Saving a page that may be old: of all that it sends, only what its person changed is changed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from practices.errors import Refusal

Seen = Mapping[str, Any]
"""What stood on the page when it was drawn: plain values by field name."""


class FieldsChanged(Refusal):
    """`now` in the facts says what stands in each of the fields."""

    sentence = _("Somebody else changed this meanwhile. What you entered is kept: compare, then save again.")


def chosen(wanted: Mapping[str, Any], seen: Seen, *, now: Callable[[str], Any]) -> dict[str, Any]:
    """Of all that a page sends, what its person changed. A field that `seen` does not name is taken as wanted.

    now         what stands in a field, by its name; read with the row locked
    Refuses     FieldsChanged when somebody else changed the same field meanwhile, to something else
    """
    changed = {name: value for name, value in wanted.items() if not same(value, seen.get(name, ...))}
    stands = {name: plain(now(name)) for name in changed if name in seen}
    taken = {
        name: value
        for name, value in stands.items()
        if not same(value, seen[name]) and not same(value, changed[name])
    }
    if taken:
        raise FieldsChanged(now=taken)
    return changed


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same; the rows of a list stand in any order."""
    one, other = plain(one), plain(other)
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one, key=repr) == sorted(other, key=repr)
    return bool(one == other)


def changes_of(row: Any, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Set what differs, and say what it was and is."""
    changes = {}
    for field, value in wanted.items():
        was = getattr(row, field)
        if was != value:
            changes[field] = [plain(was), plain(value)]
            setattr(row, field, value)
    return changes


def plain(value: Any) -> Any:
    """A value as a page can carry it, and as the record keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value
