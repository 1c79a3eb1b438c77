"""manage.py create_api_key --practice willow --scopes clients:read,bookings:write: make a key and print it, once."""

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from practices import keys
from practices.errors import Refusal
from practices.models import ApiKey, Member, Practice
from practices.queries import home_place
from practices.tenancy import visit

A_YEAR = timedelta(days=365)
"""How long a key works when nobody says; the page of keys offers the same first."""


class Command(BaseCommand):
    help = "Make a key for a program, in the name of the practice's first owner. It is printed once, alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = ", ".join(keys.SCOPES)
        parser.add_argument("--practice", required=True, metavar="SLUG")
        parser.add_argument("--scopes", required=True, metavar="A,B", help=f"what it may do: {known}")
        parser.add_argument("--name", default="Command line", help="what it is for")
        parser.add_argument(
            "--networks",
            default="",
            metavar="A,B",
            help="where it may be used from, such as 203.0.113.7,198.51.100.0/24; else anywhere",
        )
        parser.add_argument(
            "--expires", metavar="DAY", help="its last day, such as 2027-06-30, or never; else in a year"
        )

    def handle(
        self,
        *args: Any,
        practice: str,
        scopes: str,
        name: str,
        expires: str | None,
        networks: str = "",
        **options: Any,
    ) -> None:
        found = Practice.objects.filter(slug=practice).first()
        if found is None:
            raise CommandError(f"There is no practice “{practice}”.")
        at = timezone.now()
        with visit(found):
            try:
                key, secret = keys.make(
                    found,
                    name=name[:80],
                    scopes=listed(scopes),
                    networks=listed(networks),
                    by=first_owner(found),
                    at=at,
                    expires_at=last_moment(expires, at=at),
                )
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
        self.stderr.write(told(key, found))
        self.stdout.write(secret)


def listed(text: str) -> list[str]:
    return [one for part in text.split(",") if (one := part.strip())]


def first_owner(practice: Practice) -> Member:
    """The owner who has been here longest, and can sign in.

    Raises      CommandError
    """
    owners = Member.objects.filter(role=Member.Role.OWNER, left_at=None, user__isnull=False)
    owner = owners.order_by("joined_at", "pk").first()
    if owner is None:
        raise CommandError(f"{practice.name} has no owner in whose name the key could act.")
    return owner


def last_moment(text: str | None, *, at: datetime) -> datetime | None:
    """When a key ends: with its last day on the wall of the practice's first place. None for never.

    Raises      CommandError
    """
    if text in {None, "never"}:
        return at + A_YEAR if text is None else None
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        raise CommandError(f"“{text}” is not a day; write it as 2027-06-30, or never.") from None
    place = home_place()
    ends_at = datetime.combine(day + timedelta(days=1), time(), place.zone if place else ZoneInfo("UTC"))
    if ends_at <= at:
        raise CommandError(f"{day} has passed; the key would open nothing.")
    return ends_at


def told(key: ApiKey, practice: Practice) -> str:
    until = f"until {key.expires_at:%Y-%m-%d %H:%M %Z}" if key.expires_at else "until it is revoked"
    origin = f", from {', '.join(key.networks)}" if key.networks else ""
    return f"A key of {practice.name}, for {', '.join(key.scopes)}{origin}, {until}. It is shown only now:"
