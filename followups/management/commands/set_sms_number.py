"""manage.py set_sms_number --practice willow --number +12125550199: the number a practice texts from, and hears on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clients.rules.phones import normal_phone
from clients.rules.trouble import Troubled
from clients.wording import sentence
from practices.actions.places import change_practice
from practices.management.commands.create_api_key import first_owner
from practices.models import Practice
from practices.tenancy import visit

USUAL = "usual"


class Command(BaseCommand):
    help = (
        "Give a practice a number of its own at Twilio, in the name of its first owner. Tell Twilio in turn where the"
        " number calls: docs/operations.md. What is on its way already leaves from the number it had."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", required=True, metavar="SLUG")
        parser.add_argument(
            "--number",
            required=True,
            help=f"with its country code, such as +12125550199; {USUAL}: that of TWILIO_FROM",
        )

    def handle(self, *args: Any, practice: str, number: str, **options: Any) -> None:
        found = Practice.objects.filter(slug=practice).first()
        if found is None:
            raise CommandError(f"There is no practice “{practice}”.")
        wanted = "" if number == USUAL else read(number)
        # A number calls one address when a text comes in, so it can hear for one practice only.
        taken = Practice.objects.filter(sms_from=wanted).exclude(pk=found.pk).first() if wanted else None
        if taken:
            raise CommandError(f"{wanted} is the number of {taken.name} already.")
        with visit(found):
            change_practice(found, sms_from=wanted, by=first_owner(found), at=timezone.now())
        self.stdout.write(f"{found.name} texts from {wanted or 'the number of TWILIO_FROM'} now.")


def read(number: str) -> str:
    if not number.startswith("+"):
        raise CommandError(f"“{number}” has no country code: write it as +12125550199.")
    try:
        return normal_phone(number, region="US")
    except Troubled as troubled:
        raise CommandError(sentence(troubled.trouble)) from None
