"""Messages go out while workers are killed and the provider loses answers. Afterwards: who heard what how often?

The provider is a stand-in that remembers; the workers are real processes, ended by SIGKILL at random and replaced.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import time as wall_time
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from bookings.models import Appointment
from clients.models import Client
from followups.actions import reconciling
from followups.models import Message
from followups.rules.why import because
from practices.tenancy import visit
from tests.standins.server import running
from tests.standins.twilio import ACCOUNT, SECRET, TwilioStandin

Status = Message.Status
# Of a hundred calls: two are taken and never answered, one is taken and answered with a 500, one is cut before it
# is taken, one is told to come later.
RATES = {"lost": 0.02, "late_500": 0.01, "reset": 0.01, "busy": 0.01}
LEASE, GRACE = 3, 1


@dataclass
class Outcome:
    """What one run came to.

    heard       token → how often the stand-in took it
    """

    heard: Counter = field(default_factory=Counter)
    settled: set = field(default_factory=set)
    flagged: set = field(default_factory=set)
    open: set = field(default_factory=set)
    kills: int = 0
    seconds: float = 0.0

    @property
    def twice(self):
        return {token for token, times in self.heard.items() if times > 1}

    @property
    def lost(self):
        """Noted as sent, and never heard by anybody."""
        return self.settled - set(self.heard)

    def __str__(self):
        return (
            f"{len(self.settled)} sent, {len(self.flagged)} flagged, {len(self.open)} open, {len(self.lost)} lost, "
            f"{len(self.twice)} twice; {self.kills} kills, {self.seconds:.1f} s"
        )


def prepare(world, messages):
    """So many text reminders, due now, of as many visits; laid down at once, because booking is not what is tried."""
    now = timezone.now()
    practice = world.practice
    type(practice).objects.filter(pk=practice.pk).update(quiet_from=wall_time(0), quiet_until=wall_time(0))
    starts_at = now + timedelta(hours=20)
    with visit(practice):
        people = Client.objects.bulk_create(
            Client(
                practice=practice, name=f"Guest {n}", phone=f"+1303555{n:04}", registered_at=now,
                search_text=f"guest {n}", sort_name=f"guest {n}",
            )
            for n in range(messages)
        )  # fmt: skip
        visits = Appointment.objects.bulk_create(
            Appointment(
                practice=practice, client=client, location=world.location, starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1), time_zone="America/New_York", wall_starts="",
                currency="USD", booked_at=now,
            )
            for client in people
        )  # fmt: skip
        Message.objects.bulk_create(
            Message(
                practice=practice, client=booked.client, channel="sms", purpose="reminder_sms", subject="appointment",
                subject_id=booked.pk, occurrence=starts_at.isoformat(), due_at=now, give_up_at=starts_at,
                planned_at=now, to=booked.client.phone, why=because("reminder_sms"),
            )
            for booked in visits
        )  # fmt: skip


@contextmanager
def forge(kind, url):
    """The process that makes workers; they work on the database of this test, and on the stand-in."""
    address = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "DATABASE_URL": _url(
            address["USER"], address["HOST"], connection.settings_dict["NAME"], address["PORT"]
        ),
        "DATABASE_OWNER_URL": "",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": SECRET,
        "TWILIO_FROM": "+13035550199",
        "TWILIO_BASE_URL": url,
        "MESSAGE_LEASE_SECONDS": str(LEASE),
        "MESSAGE_GRACE_SECONDS": str(GRACE),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.standins.workers", kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=settings.BASE_DIR,
        env=environment,
        bufsize=1,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()  # it holds nothing but copies of itself
        process.wait()


def _url(user, host, name, port):
    return f"postgres://{user}@/{name}?host={host}" + (f"&port={port}" if port else "")


def start(maker):
    maker.stdin.write("one more\n")
    return int(maker.stdout.readline())


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def run(world, *, kind="ours", messages, workers=3, seed=1, between_kills=(2, 12), patience=90):
    """Send everything, killing a worker every few messages at any point of its work, until nothing is left to do."""
    chance = random.Random(seed)
    prepare(world, messages)
    standin = TwilioStandin(seed=seed)
    standin.latency = 0.01
    standin.faults.at_rates(**RATES)
    outcome, began = Outcome(), time.monotonic()
    with running(standin), forge(kind, standin.url) as maker:
        pids = [start(maker) for _ in range(workers)]
        try:
            due = chance.randint(*between_kills)
            while time.monotonic() - began < patience and _left(world):
                time.sleep(chance.uniform(0.02, 0.1))
                end_pauses(world)
                if len(standin.sent) >= due and len(standin.sent) < messages:
                    victim = chance.randrange(workers)
                    kill(pids[victim])
                    pids[victim] = start(maker)
                    outcome.kills += 1
                    due = len(standin.sent) + chance.randint(*between_kills)
        finally:
            for pid in pids:
                kill(pid)
    outcome.seconds = time.monotonic() - began
    return _read(world, standin, outcome, kind)


def end_pauses(world):
    """A busy provider is left alone for half a minute, and a doubt of a worker that died while asking for a whole one.

    Nothing happens in that time that could go wrong: the first ends at once, the second is cut as the lease is.
    """
    now = timezone.now()
    soon = now + reconciling.ASKING / 10
    with visit(world.practice):
        busy = Message.objects.filter(status=Status.PLANNED, withheld_because="busy")
        busy.filter(due_at__gt=now).update(due_at=now)
        Message.objects.filter(status=Status.UNKNOWN, lease_until__gt=soon).update(lease_until=soon)


def _left(world):
    with visit(world.practice):
        # In one look: a message that goes from doubt back to the plan between two would be overlooked.
        waiting = Q(status__in=[Status.PLANNED, Status.SENDING])
        return Message.objects.filter(waiting | Q(status=Status.UNKNOWN, needs_attention=False)).count()


def _read(world, standin, outcome, kind):
    with visit(world.practice):
        rows = list(Message.objects.all())
    for message in rows:
        name = message.text if kind == "ours" else str(message.token)
        taken = sum(1 for sent in standin.sent if sent["Body"] == name and sent["To"] == message.to)
        if taken:
            outcome.heard[message.token] = taken
        if message.status in {Status.ACCEPTED, Status.DELIVERED}:
            outcome.settled.add(message.token)
        elif message.status == Status.UNKNOWN and message.needs_attention:
            outcome.flagged.add(message.token)
        else:
            outcome.open.add(message.token)
    return outcome
