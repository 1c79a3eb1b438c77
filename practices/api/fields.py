"""Serializer fields that speak outside ids: they resolve only inside the practice."""

import re
from functools import cache
from math import isfinite
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from practices.ids import NotAnId, public_id, row_number
from practices.ready import Ready

UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")


def is_storable(value: Any) -> bool:
    """Whether the database can keep this as JSON: no NUL, no half of a surrogate pair, no number beyond all bounds."""
    if isinstance(value, dict):
        return all(is_storable(key) and is_storable(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(is_storable(inner) for inner in value)
    if isinstance(value, float):
        return isfinite(value)
    return not isinstance(value, str) or not UNSTORABLE.search(value)


def outside_id(prefix: str, pk: int | None, practice: Any) -> str | None:
    return None if pk is None else public_id(prefix, pk, key=bytes(practice.id_key))


def inside_id(text: str, prefix: str, practice: Any) -> int:
    """Raises      NotAnId"""
    return row_number(text, prefix=prefix, key=bytes(practice.id_key))


@cache
def one_of(model: type[models.Model]) -> Ready[Any]:
    """The question for one row of the practice; of people, one who is still present: not erased, not merged away."""

    def words(pk: int) -> models.QuerySet[Any]:
        rows: Any = model._default_manager.all()
        found: models.QuerySet[Any] = (rows.present() if hasattr(rows, "present") else rows).filter(pk=pk)
        return found

    return Ready(words, pk=int)


class IdField(serializers.Field[int, str, str, Any]):
    """A row's own id, or the id of a row it points at, going out."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: int) -> str:
        return public_id(self.prefix, value, key=bytes(self.context["request"].practice.id_key))


class OutsideId(serializers.Field[int, str, str, Any]):
    """An id coming in that becomes a row's number, where the row lies above this app. It may name nobody."""

    default_error_messages = {"not_found": _("There is nothing with this id.")}

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(**kwargs)

    def to_internal_value(self, data: str) -> int:
        try:
            return inside_id(str(data), self.prefix, self.context["request"].practice)
        except NotAnId:
            self.fail("not_found")
        raise AssertionError

    def to_representation(self, value: int) -> str:
        return public_id(self.prefix, value, key=bytes(self.context["request"].practice.id_key))


class InPractice(serializers.Field[models.Model, str, str, Any]):
    """An id coming in: it becomes the row, if the practice has it, and says "not found" for all else."""

    default_error_messages = {"not_found": _("There is nothing with this id.")}

    def __init__(self, model: type[models.Model], prefix: str, **kwargs: Any) -> None:
        self.model, self.prefix = model, prefix
        super().__init__(**kwargs)

    def to_internal_value(self, data: str) -> models.Model:
        try:
            pk = inside_id(str(data), self.prefix, self.context["request"].practice)
        except NotAnId:
            self.fail("not_found")
        row: models.Model | None = one_of(self.model).one(pk=pk)
        if row is None:
            self.fail("not_found")
        return row

    def to_representation(self, value: models.Model) -> str:
        return public_id(self.prefix, value.pk, key=bytes(self.context["request"].practice.id_key))
