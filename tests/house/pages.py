"""Every staff page by its address, with a sample row for each captured part. A part without a sample fails the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from bookings import actions as bookings
from bookings.rules.seen import seen_of
from bookings.views.desk_answers import signed
from followups.models import Feedback, InboundMessage, Message
from practices import keys
from practices.actions import invitations
from practices.models import Event, Invitation, Job, WebhookDelivery
from practices.tenancy import visit
from practices.webhooks import actions as webhooks
from tests.factories import NOON, TEN, book, make_client

Samples = dict[str, Callable[[SimpleNamespace], Any]]


@dataclass(frozen=True)
class Page:
    """One route of the practice's site.

    name    namespace and name: clients:profile
    parts   names of its captured parts
    verb    what a member must be allowed to do
    """

    pattern: str
    name: str
    parts: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def verb(self) -> str | None:
        return getattr(self.view, "verb", None)

    def address(self, world: SimpleNamespace) -> str:
        """Raises      KeyError for a captured part that has no sample"""
        return f"/p/{world.practice.slug}/{self.filled(SAMPLES, world)}"

    def filled(self, samples: Samples, world: SimpleNamespace) -> str:
        path = self.pattern
        for part in self.parts:
            find = samples.get(f"{self.name}:{part}") or samples[f"{self.name.partition(':')[0]}:{part}"]
            before, _, rest = path.partition("<")
            inside, _, after = rest.partition(">")
            assert inside.endswith(part)
            path = f"{before}{find(world)}{after}"
        return path


def undo_of_a_move(visit: Any) -> str:
    starts = visit.starts_at.isoformat()
    return signed(starts=starts, who=[], confirmed=False, minutes=None, seen=seen_of(visit))


def open_stay(world: Any) -> int:
    with visit(world.practice):
        return int(world.journey.entries.get(left_at=None).pk)


def undo_of_a_block(block: Any) -> str:
    starts, ends = block.starts_at.isoformat(), block.ends_at.isoformat()
    return signed(who=block.resource_id, starts=starts, ends=ends, why=block.reason)


def staff_pages() -> list[Page]:
    return list(walk(get_resolver(settings.PRACTICE_URLCONF)))


def walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[Page]:
    for entry in resolver.url_patterns:
        assert isinstance(entry.pattern, RoutePattern), f"{entry.pattern} is not a plain path"
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, path, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            parts = tuple(piece.split(">")[0].split(":")[-1] for piece in path.split("<")[1:])
            yield Page(path, f"{namespace}:{entry.name}", parts, entry.callback)


def furnish_every_page(world: SimpleNamespace) -> None:
    """One row of each kind that a page can show."""
    from clients import actions as clients
    from journeys.models import Journey

    practice, owner = world.practice, world.owner
    with visit(practice):
        world.client = make_client(
            world, phone="+1 303 555 0142", email="zoe@example.com", tags=["quiet room", "mornings"]
        )
        world.appointment = book(world, world.client)
        world.block = bookings.block_time(
            world.petra,
            starts_at=TEN + timedelta(hours=5),
            ends_at=TEN + timedelta(hours=6),
            by=owner,
            at=NOON,
        )
        world.payment = bookings.take_payment(world.appointment, amount=100, method="cash", by=owner, at=NOON)
        world.fact = clients.note_fact(world.client, kind="goal", value="Sleep well", by=owner, at=NOON)
        world.batch = clients.upload(
            practice, kind="clients", file_name="c.csv", content=b"name\nBea Lund\n", by=owner, at=NOON
        )
        world.export = clients.ask_for_export(world.client, by=owner, at=NOON)
        furnish_settings_of_bookings(world)
        world.journey = Journey.objects.filter(client=world.client).first()
        world.job = Job.objects.create(
            practice=practice, kind="import_clients", asked_by=owner, asked_at=NOON
        )
        invitations.invite(practice, email="new@example.com", role="marketer", by=owner, at=NOON)
        world.key, _secret = keys.make(practice, name="k", scopes=["events:read"], by=owner, at=NOON)
        world.endpoint = webhooks.add_endpoint(
            practice, url="https://hooks.example/rapport", kinds=[], by=owner, at=NOON
        )
        world.invitation = Invitation.objects.get()
        events = Event.objects.order_by("pk")
        world.delivery = WebhookDelivery.objects.create(
            practice=practice, endpoint=world.endpoint, event=events.first(), due_at=NOON
        )
        world.message = Message.objects.filter(client=world.client).first()
        world.heard = InboundMessage.objects.create(
            practice=practice,
            client=world.client,
            channel="sms",
            sender=world.client.phone,
            text="Running late",
            provider_id="SM1",
            received_at=NOON,
        )
        world.answer = Feedback.objects.create(
            practice=practice,
            client=world.client,
            appointment=world.appointment,
            kind="csat",
            score=2,
            given_at=NOON,
            needs_answer=True,
        )


def furnish_settings_of_bookings(world: SimpleNamespace) -> None:
    from datetime import date

    from bookings import actions
    from bookings.models import Closure, ResourcePool, ShiftException

    day, how = date(2026, 12, 24), {"by": world.owner, "at": NOON}
    actions.close_days(world.practice, location=None, first=day, last=day, **how)
    actions.set_day(world.petra, location=world.location, first=day, last=day, hours=None, **how)
    world.closure, world.exception = Closure.objects.get(), ShiftException.objects.get()
    world.pool = ResourcePool.objects.first()


SAMPLES: Samples = {
    "bookings:visit_id": lambda world: world.appointment.public_id,
    "bookings:payment_id": lambda world: world.payment.public_id,
    "bookings:block_id": lambda world: world.block.pk,
    "bookings:block_again:token": lambda world: undo_of_a_block(world.block),
    "bookings:seen": lambda world: seen_of(world.appointment),
    "bookings:token": lambda world: undo_of_a_move(world.appointment),
    "bookings:location:pk": lambda world: world.location.pk,
    "practices:close_location:pk": lambda world: world.location.pk,
    "practices:change_role:pk": lambda world: world.desk.pk,
    "practices:remove_member:pk": lambda world: world.desk.pk,
    "practices:send_invitation_again:pk": lambda world: world.invitation.pk,
    "practices:withdraw_invitation:pk": lambda world: world.invitation.pk,
    "practices:job:pk": lambda world: world.job.pk,
    "bookings:leaver:pk": lambda world: world.practitioner.pk,
    "bookings:service:public_id": lambda world: world.service.public_id,
    "bookings:archive_service:public_id": lambda world: world.service.public_id,
    "bookings:new_unit:pk": lambda world: world.pool.pk,
    "bookings:open_days:pk": lambda world: world.closure.pk,
    "bookings:drop_day:pk": lambda world: world.exception.pk,
    "bookings:public_id": lambda world: world.petra.public_id,
    "bookings:place": lambda world: world.location.pk,
    "practices:change_key:pk": lambda world: world.key.pk,
    "practices:rotate_key:pk": lambda world: world.key.pk,
    "practices:revoke_key:pk": lambda world: world.key.pk,
    "practices:resend:pk": lambda world: world.delivery.pk,
    "practices:pk": lambda world: world.endpoint.pk,
    "clients:pk": lambda world: world.client.pk,
    "clients:fact": lambda world: world.fact.pk,
    "clients:export": lambda world: world.export.pk,
    "clients:import:pk": lambda world: world.batch.pk,
    "clients:begin_import:pk": lambda world: world.batch.pk,
    "clients:undo_import:pk": lambda world: world.batch.pk,
    "clients:release_import:pk": lambda world: world.batch.pk,
    "clients:rejected:pk": lambda world: world.batch.pk,
    "journeys:pk": lambda world: world.journey.pk,
    "journeys:stay": open_stay,
    "followups:pk": lambda world: world.message.pk,
    "followups:client": lambda world: world.client.pk,
    "followups:handle:pk": lambda world: world.heard.pk,
    "followups:answer:pk": lambda world: world.answer.pk,
    "followups:close_answer:pk": lambda world: world.answer.pk,
    "metrics:metric": lambda world: "visits",
    "journeys:stage": lambda world: world.journey.stage,
}
