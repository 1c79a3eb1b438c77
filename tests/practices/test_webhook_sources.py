"""Whatever door a fact comes in by, a delivery is written with it."""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from clients import actions as clients
from followups.models import Message
from followups.tasks import send_due_messages
from practices.models import Event, WebhookDelivery
from practices.webhooks import actions
from tests.api.conftest import Program
from tests.factories import book, make_client
from tests.followups.worlds import MAIL, Recorder, carried_by, next_monday


def by_page(willow):
    browser = Browser()
    browser.force_login(willow.desk.user)
    assert browser.post("/p/willow/clients/new/", {"name": "Bea Lund"}).status_code == 302


def by_program(willow):
    assert Program(willow).post("clients/", {"name": "Bea Lund"}).status_code == 201


def by_import(willow):
    batch = clients.upload(
        willow.practice, kind="clients", file_name="c.csv", content=b"Name\nBea Lund\n", by=willow.owner,
        at=timezone.now(),
    )  # fmt: skip
    clients.bring_in(batch, say=lambda **_: None, by=willow.owner)


def by_worker(willow):
    type(willow.practice).objects.update(quiet_from="00:00", quiet_until="00:00")
    willow.practice.refresh_from_db()
    now = timezone.now()
    book(willow, make_client(willow, email=MAIL), starts_at=next_monday(now), at=now)
    Message.objects.filter(purpose="confirmation").update(due_at=now)
    with carried_by(Recorder()):
        assert send_due_messages() == 1


@pytest.mark.parametrize(
    ("door", "source", "kind"),
    [
        (by_page, "page", "client.registered"),
        (by_program, "api", "client.registered"),
        (by_import, "import", "clients.imported"),
        (by_worker, "worker", "message.sent"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_whatever_its_source_a_fact_is_on_its_way(willow, door, source, kind):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=timezone.now()
    )
    before = Event.objects.latest("pk").pk

    door(willow)

    happened = Event.objects.filter(pk__gt=before).order_by("pk")
    assert source in {event.source.partition(":")[0] for event in happened if event.kind == kind}
    told = WebhookDelivery.objects.filter(endpoint=endpoint, event_id__gt=before).order_by("event_id")
    assert [one.event_id for one in told] == [event.pk for event in happened]
