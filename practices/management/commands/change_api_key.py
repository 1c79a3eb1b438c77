"""manage.py change_api_key --practice willow --key rpt_live_a1B2c3 --networks 203.0.113.7: the secret stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practices import keys
from practices.errors import Refusal
from practices.management.commands.create_api_key import first_owner, listed
from practices.models import ApiKey, Practice
from practices.tenancy import visit

ANYWHERE = "anywhere"


class Command(BaseCommand):
    help = "Change a key in the name of the practice's first owner. Its secret stays; what is not named stays too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", required=True, metavar="SLUG")
        parser.add_argument(
            "--key",
            required=True,
            metavar="START",
            help=f"its first {keys.SHOWN} characters, as the page of keys shows them",
        )
        parser.add_argument("--name", help="what it is for")
        parser.add_argument("--scopes", type=listed, metavar="A,B", help="all that it may do from now on")
        parser.add_argument(
            "--networks",
            type=networks,
            metavar="A,B",
            help=f"all that it may be used from, such as 203.0.113.7,198.51.100.0/24, or {ANYWHERE}",
        )

    def handle(self, *args: Any, practice: str, key: str, **options: Any) -> None:
        named = ("name", "scopes", "networks")
        wanted = {name: options[name] for name in named if options.get(name) is not None}
        if not wanted:
            raise CommandError("Say what to change: --name, --scopes or --networks.")
        found = Practice.objects.filter(slug=practice).first()
        if found is None:
            raise CommandError(f"There is no practice “{practice}”.")
        with visit(found):
            held = the_key(key)
            try:
                keys.change(held, by=first_owner(found), at=timezone.now(), **wanted)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
            held.refresh_from_db()
        self.stdout.write(told(held))


def networks(text: str) -> list[str]:
    return [] if text == ANYWHERE else listed(text)


def the_key(start: str) -> ApiKey:
    """The key that begins like this.

    Raises      CommandError
    """
    found = list(ApiKey.objects.filter(start=start[: keys.SHOWN], revoked_at=None)[:2])
    if len(found) != 1:
        raise CommandError(f"There is no one key that begins with “{start[: keys.SHOWN]}”.")
    return found[0]


def told(key: ApiKey) -> str:
    return f"“{key.name}” is for {', '.join(key.scopes)}, from {', '.join(key.networks) or ANYWHERE}."
