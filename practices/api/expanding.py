"""Serializers whose related rows can be shown whole."""

from threading import local
from typing import Any, ClassVar

from rest_framework import serializers

_of_thread = local()


def kept(kind: type[serializers.BaseSerializer[Any]]) -> Any:
    """This thread's serializer of the kind, for showing rows: to build its fields costs more than to show a row."""
    known: dict[type, Any] = _of_thread.__dict__.setdefault("serializers", {})
    if kind not in known:
        known[kind] = kind()
    return known[kind]


class Expandable(serializers.ModelSerializer[Any]):
    """Fields named in `?expand=` are shown whole instead of as an id."""

    wholes: ClassVar[dict[str, type[serializers.BaseSerializer[Any]]]] = {}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        shown = super().to_representation(instance)
        for name in self.wholes.keys() & self.context.get("expanded", set()):
            row = getattr(instance, name)
            shown[name] = None if row is None else self.wholes[name](row, context=self.context).data
        return shown


class Nothing(serializers.Serializer[Any]):
    """No body."""
