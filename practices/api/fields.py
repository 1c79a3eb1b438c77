"""Serializer fields that speak outside ids: they resolve only inside the practice."""

from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from practices.ids import NotAnId, public_id, row_number
from practices.ready import Ready


def outside_id(prefix: str, pk: int | None, practice: Any) -> str | None:
    return None if pk is None else public_id(prefix, pk, key=bytes(practice.id_key))


def inside_id(text: str, prefix: str, practice: Any) -> int:
    """Raises      NotAnId"""
    return row_number(text, prefix=prefix, key=bytes(practice.id_key))


@cache
def by_pk(model: type[models.Model]) -> Ready[Any]:
    """The question for one row of the practice by its number."""
    return Ready(lambda pk: model._default_manager.filter(pk=pk), pk=int)


class IdField(serializers.Field[int, str, str, Any]):
    """A row's own id, or the id of a row it points at, going out."""

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(read_only=True, **kwargs)

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
            return self._rows().get(pk=pk)
        except (NotAnId, self.model.DoesNotExist):
            self.fail("not_found")
        raise AssertionError

    def _rows(self) -> models.QuerySet[models.Model]:
        """The practice's rows; of people, those who are still present: nobody erased, nobody merged away."""
        rows = self.model._default_manager.all()
        present: models.QuerySet[models.Model] = rows.present() if hasattr(rows, "present") else rows
        return present

    def to_representation(self, value: models.Model) -> str:
        return public_id(self.prefix, value.pk, key=bytes(self.context["request"].practice.id_key))
