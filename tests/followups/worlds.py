"""What the tests of followups stand on: a client who can be reached, a worker that sends, and providers that call."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from followups import links
from followups.actions.reconciling import reconcile
from followups.actions.sending import send_due
from followups.models import Message
from followups.rules.pace import Pace
from tests.factories import NOON, make_client

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
IN_A_WEEK = NOON + timedelta(days=7, hours=3)
"""11:00 in New York on the Monday after, once the clocks have changed."""
MORNING = NOON + timedelta(hours=2)
"""9:00 in New York on the Monday of the booking; NOON itself, 7:00 there, is still night."""
NUMBER, MAIL = "+13035550123", "zoe@example.com"
SECRET = "a secret of ours"
BASE = "https://rapport.example"
FORM = "application/x-www-form-urlencoded"


def make_reachable(world, name="Zoe Baker", phone=NUMBER, email=MAIL, **details):
    return make_client(world, name, phone=phone, email=email, **details)


def next_monday(now: datetime) -> datetime:
    """11:00 in New York on a Monday at least a week away."""
    local = now.astimezone(ZoneInfo("America/New_York"))
    day = local + DAY * (14 - local.weekday())
    return day.replace(hour=11, minute=0, second=0, microsecond=0)


def last_monday(now: datetime) -> datetime:
    """11:00 in New York on the Monday of the week before."""
    return next_monday(now) - DAY * 21


def planned(**which):
    """The purposes still to be sent, by due time."""
    return [m.purpose for m in Message.objects.open().filter(**which).order_by("due_at", "id")]


def the(purpose, **which) -> Message:
    return Message.objects.filter(purpose=purpose, **which).latest("id")


def work(world, at: datetime) -> int:
    """What the worker does when the bell rings at this time."""
    return send_due(world.practice, clock=lambda: at)


def look_after(world, at: datetime) -> int:
    return reconcile(world.practice, clock=lambda: at)


@contextmanager
def carried_by(channel, settings=None) -> Iterator[object]:
    """Let this channel carry everything for a while, in a worker that has never met it."""
    from followups.actions import claiming, reconciling, sending

    with pytest.MonkeyPatch.context() as patch:
        for module in (claiming, reconciling, sending):
            patch.setattr(module, "channel_for", lambda kind: channel)
        patch.setattr(sending, "PACES", {kind: Pace() for kind in sending.PACES})
        yield channel


class Recorder:
    """A channel that takes what it is given, or raises what it is told to."""

    name, can_find = "recorder", True

    def __init__(self, *endings, known=None):
        self.endings, self.known = list(endings), known
        self.letters, self.asked = [], []

    def send(self, letter, *, at):
        self.letters.append(letter)
        self.was_in_transaction = any(not block._from_testcase for block in connection.atomic_blocks)
        ending = self.endings.pop(0) if self.endings else None
        if ending:
            raise ending
        return f"id-{len(self.letters)}"

    def find(self, letter, *, since):
        self.asked.append(letter)
        if isinstance(self.known, Exception):
            raise self.known
        return self.known


def call(client, url, fields, secret=SECRET):
    """What Twilio posts, signed as Twilio signs it."""
    from twilio.request_validator import RequestValidator  # slow to import, and few tests need it

    signature = RequestValidator(secret).compute_signature(url, fields)
    return client.post(
        url.removeprefix(BASE), urlencode(fields), content_type=FORM, HTTP_X_TWILIO_SIGNATURE=signature
    )


def status_url(message, slug="willow"):
    return links.public("followups:twilio_status", slug, message.token)


def report(client, message, word, sid="SM1", **more):
    return call(client, status_url(message), {"MessageSid": sid, "MessageStatus": word, **more})


def wrote(client, words, sender=NUMBER, sid=None, **more):
    fields = {
        "MessageSid": sid or f"SM{uuid.uuid4().hex}",
        "From": sender,
        "To": "+13035550199",
        "Body": words,
    }
    return call(client, links.public("followups:twilio_inbound", "willow"), {**fields, **more})


def post_events(client, signer, *events):
    body, headers = signer.signed(list(events))
    return client.post("/hooks/sendgrid/", body, content_type="application/json", **headers)


def event(message, word, number=1, **more):
    args = {"message": str(message.token), "practice": "willow"}
    return {"event": word, "sg_event_id": f"event-{number}", "email": MAIL, **args, **more}


def signed_in(client, member):
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def path_of(message, tail=""):
    return (
        links.public("followups:message", "willow", message.token).removeprefix("http://127.0.0.1:8000")
        + tail
    )
