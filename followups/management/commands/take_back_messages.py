"""manage.py take_back_messages --due-before "2026-11-22T14:00Z": after a restore, what had gone out already."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from followups.actions.planning import NEVER_BEGUN, withdraw
from followups.letters import give_up_waiting
from followups.models import Message
from practices import patience
from practices.models import Practice
from practices.tenancy import visit


class Command(BaseCommand):
    help = (
        "Take back, in every practice, the messages that were due before a moment and have not gone out. Meant for"
        " a database that was restored: what stands as planned there has been sent by the one that was lost."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--due-before", required=True, metavar="MOMENT", help="with its zone: 2026-11-22T14:00Z"
        )
        parser.add_argument(
            "--count", action="store_true", help="change nothing; only say how many there are"
        )

    def handle(self, *args: Any, due_before: str, count: bool, **options: Any) -> None:
        before, at, taken = moment(due_before), timezone.now(), 0
        with patience.patient(patience.COMMAND):
            for practice in Practice.objects.order_by("pk"):
                with visit(practice):
                    due = Message.objects.filter(NEVER_BEGUN, due_at__lt=before)
                    taken += due.count() if count else withdraw(due, reason="restored", at=at)
        self.stdout.write(f"{taken} messages {'would be ' if count else ''}taken back.")
        if not count:
            self.stdout.write(f"{give_up_waiting(before=before)} letters to members given up.")


def moment(text: str) -> datetime:
    try:
        found = parse_datetime(text.strip().replace("Z", "+00:00"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise CommandError(f"“{text}” is no moment with a zone, such as 2026-11-22T14:00Z.")
    return found
