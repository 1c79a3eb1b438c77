"""manage.py describe_metrics: write docs/metrics.md from the definitions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from metrics.definitions.document import document


class Command(BaseCommand):
    help = "Write docs/metrics.md from the definitions in the code."

    def handle(self, *args: Any, **options: Any) -> None:
        (settings.BASE_DIR / "docs" / "metrics.md").write_text(document())
        self.stdout.write("docs/metrics.md is written.")
