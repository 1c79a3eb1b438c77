"""The clock rings, and workers look: across practices, fairly, and whatever happens to Redis."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from bookings import actions as bookings
from config.schedule import SCHEDULE
from followups import tasks
from followups.models import Message
from practices.models import Event
from practices.tenancy import active_practice_id, inside
from tests.factories import book, make_client
from tests.followups.worlds import MAIL, Recorder, carried_by, next_monday


@pytest.fixture
def busy(willow, cedar):
    """Three messages due in Willow, one in Cedar; it is noon for everybody."""
    due = timezone.now() - timedelta(minutes=1)
    for world, visits in ((willow, 3), (cedar, 1)):
        with inside(world.practice):
            type(world.practice).objects.update(quiet_from="00:00", quiet_until="00:00")
            zoe = make_client(world, email=MAIL)
            for day in range(visits):
                starts_at = next_monday(timezone.now()) + timedelta(days=day)
                book(world, zoe, starts_at=starts_at, at=timezone.now())
            Message.objects.filter(purpose="confirmation").update(due_at=due)
    return willow, cedar


def outside(call):
    """As a worker calls it: with no practice active."""
    from practices.active import active

    token = active.set(None)
    try:
        return call()
    finally:
        active.reset(token)


def test_one_ring_sends_what_is_due_in_every_practice(busy):
    with carried_by(Recorder()) as channel:
        assert outside(tasks.send_due_messages) == 4
        assert outside(tasks.send_due_messages) == 0

    assert sorted(letter.practice for letter in channel.letters) == ["cedar", "willow", "willow", "willow"]


def test_what_a_worker_did_says_so(busy):
    with carried_by(Recorder()):
        outside(tasks.send_due_messages)

    with inside(busy[0].practice):
        assert {event.source for event in Event.objects.filter(kind="message.sent")} == {"worker"}


def test_a_practice_in_trouble_keeps_no_other_waiting(busy):
    willow, _ = busy

    class Picky(Recorder):
        def send(self, letter, *, at):
            if letter.practice == "willow":
                raise SystemError("not even a failure")
            return super().send(letter, at=at)

    with carried_by(Picky()) as channel:
        outside(tasks.send_due_messages)

    assert [letter.practice for letter in channel.letters] == ["cedar"]
    with inside(willow.practice):
        assert Message.objects.filter(status="unknown").count() == 3


def test_lost_messages_are_looked_after_in_every_practice(busy):
    willow, cedar = busy
    for world in busy:
        with inside(world.practice):
            lost = Message.objects.filter(purpose="confirmation")
            lost.update(status="sending", provider="", lease_until=timezone.now() - timedelta(minutes=1))

    assert outside(tasks.reconcile_lost_messages) == 4
    assert outside(tasks.reconcile_lost_messages) == 0


def test_a_task_leaves_no_practice_behind(busy):
    with carried_by(Recorder()):
        outside(tasks.send_due_messages)
    assert active_practice_id() == busy[0].practice.pk


class Silent:
    """A task whose broker is away."""

    def __init__(self, error):
        self.error, self.rung = error, 0

    def apply_async(self, **options):
        self.rung += 1
        raise self.error


@pytest.fixture
def _no_earlier_failure(monkeypatch):
    monkeypatch.setattr(tasks, "_silent_until", 0.0)


@pytest.mark.usefixtures("_no_earlier_failure")
@pytest.mark.parametrize(
    "error",
    [OperationalError("no broker"), ConnectionRefusedError(), TimeoutError(), AttributeError("kombu")],
)
def test_a_doorbell_that_is_out_of_order_disturbs_nobody(error):
    assert tasks.ring(Silent(error)) is False


@pytest.mark.usefixtures("_no_earlier_failure")
def test_a_doorbell_that_failed_is_left_alone_for_a_moment(monkeypatch):
    silent = Silent(TimeoutError())
    assert [tasks.ring(silent), tasks.ring(silent)] == [False, False]
    assert silent.rung == 1

    monkeypatch.setattr(tasks, "SILENT_SECONDS", 0.0)
    monkeypatch.setattr(tasks, "_silent_until", 0.0)
    assert [tasks.ring(silent), tasks.ring(silent)] == [False, False]
    assert silent.rung == 3


@pytest.mark.usefixtures("_no_earlier_failure")
@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_only_once_the_change_is_saved():
    silent = Silent(OperationalError("no broker"))
    with transaction.atomic():
        tasks.ring_after_commit(silent)
        assert silent.rung == 0
    assert silent.rung == 1


def test_the_clock_rings_often_enough_and_names_tasks_that_exist():
    for name in ("send_messages", "reconcile_messages"):
        entry = SCHEDULE[name]
        assert hasattr(tasks, entry["task"].rpartition(".")[2])
        assert entry["schedule"] <= 30


def test_nothing_is_planned_for_a_visit_that_is_imported(willow):
    from bookings.events import AppointmentBooked
    from followups.reactions import plan_visit_messages

    zoe = make_client(willow, email=MAIL)
    visit = book(willow, zoe, starts_at=next_monday(timezone.now()), at=timezone.now())
    Message.objects.all().delete()
    fact = AppointmentBooked(
        client_id=zoe.pk, appointment_id=visit.pk, starts_at=visit.starts_at, ends_at=visit.ends_at,
        location_id=visit.location_id, service_ids=[], practitioner_ids=[], price=0, currency="USD", source="import",
    )  # fmt: skip
    plan_visit_messages(fact, Event.objects.latest("id"))

    assert not Message.objects.exists()
    bookings.cancel(visit, party="practice", by=willow.desk, at=timezone.now())
    assert not Message.objects.exists()


def test_rings_that_nobody_hears_do_not_pile_up():
    a_day = 24 * 3600
    waiting = [
        min(ring["options"]["expires"], a_day) / every if isinstance(every := ring["schedule"], float) else 1
        for ring in SCHEDULE.values()
    ]

    assert min(waiting) > 0
    assert sum(waiting) < 100
