"""Where queries go: practice-owned rows to the replica while it is being read, everything else to the primary."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

from practices.replica import REPLICA, reading_from
from practices.tenancy import PracticeOwned


class ToReplica:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return reading_from() if issubclass(model, PracticeOwned) else None

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None
