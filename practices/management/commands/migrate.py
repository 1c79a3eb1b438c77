"""Django's migrate, as the role that owns the tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == "default":
            if "owner" not in settings.DATABASES:
                raise CommandError("DATABASE_OWNER_URL is not set: only rapport_owner may change tables.")
            options["database"] = "owner"
        super().handle(*args, **options)
