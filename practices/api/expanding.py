"""Serializers whose related rows can be shown whole."""

from typing import Any, ClassVar

from rest_framework import serializers


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
