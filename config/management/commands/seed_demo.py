"""Fill the demo: three practices, two years, the same story every time. Run again, it changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.demo.forgetting import forget
from config.demo.seed import seed


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()  # they read every page and address there is, at every start of `make run`

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="take the demo away first")
        parser.add_argument("--scale", type=float, default=1.0, help="share of the usual number of clients")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("There is no demo in production.")
        if options["reset"]:
            forget()
        say = self.stdout.write if options["verbosity"] > 1 else lambda line: None
        seed(now=timezone.now(), scale=options["scale"], say=say)
