"""A practice in which there is something to do for every operation of the API."""

from datetime import datetime, timedelta
from types import SimpleNamespace

from django.utils import timezone

from bookings import actions as bookings
from clients import actions as clients
from followups.models import Message
from journeys import actions as journeys
from journeys.models import Journey
from practices import jobs
from practices.tenancy import visit
from tests.factories import book, make_client
from tests.house.pages import furnish_every_page

IN_SPITE = bookings.Details(insist=frozenset({"hours", "overlap", "rest", "client", "interval"}))
STEPS = (bookings.mark_arrived, bookings.start_service, bookings.complete)
UNKNOWN = 4


def make_busy(world: SimpleNamespace) -> None:
    furnish_every_page(world)
    with visit(world.practice):
        now = timezone.now()
        furnish_today(world, now)
        furnish_journeys(world, now)
        furnish_messages(world, now)
        furnish_imports(world, now)
        export = clients.ask_for_export(world.client, by=world.owner, at=now)
        jobs.run(export.job, clock=lambda: now)
        consent = {"purpose": "marketing", "wording": "w1", "source": "website", "by": world.owner, "at": now}
        clients.give_consent(world.client, channel="email", **consent)
        export = clients.ask_for_export(world.client, by=world.owner, at=now)
        jobs.run(export.job, clock=timezone.now)


def furnish_today(world: SimpleNamespace, now: datetime) -> None:
    """A visit at each step of its day, so that somebody can take the next one, or take it back."""
    begun, local = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0), world.location.local
    earlier = begun - timedelta(minutes=40)
    starts_at = earlier if local(earlier).date() == local(now).date() else begun  # also just after midnight
    for count in range(len(STEPS) + 1):
        visit_ = book(world, make_client(world, f"Guest {count}"), starts_at, details=IN_SPITE)
        for step in STEPS[:count]:
            visit_ = step(visit_, by=world.desk, at=now)


def furnish_journeys(world: SimpleNamespace, now: datetime) -> None:
    """People whom nobody has seen yet, and one who was moved by hand."""
    for count in range(UNKNOWN):
        make_client(world, f"Unknown {count}", email=f"unknown{count}@example.com")
    moved = Journey.objects.get(client__name="Unknown 0")
    journeys.move(moved, to="lapsed", reason="Moved away", by=world.owner, at=now)


def furnish_imports(world: SimpleNamespace, now: datetime) -> None:
    """A file that was tried, and one that came in."""
    for step in (clients.try_out, clients.bring_in):
        file = {"kind": "clients", "file_name": "more.csv", "content": f"name\n{step.__name__}\n".encode()}
        batch = clients.upload(world.practice, **file, by=world.owner, at=now)
        step(batch, say=lambda **_: None, by=world.owner)


def furnish_messages(world: SimpleNamespace, now: datetime) -> None:
    """Messages of a visit to come, one of which failed."""
    book(world, world.client, now.replace(hour=15, minute=0) + timedelta(days=9), details=IN_SPITE, at=now)
    planned = Message.objects.filter(client=world.client, channel="email", due_at__gt=now - timedelta(days=1))
    failed = planned.order_by("pk").last()
    Message.objects.filter(pk=failed.pk).update(status=Message.Status.FAILED, failure="mailbox full")
