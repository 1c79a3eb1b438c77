"""How many letters a worker begins at once, and how long a practice keeps it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from followups.actions.sending import send_due
from followups.channels import Busy
from followups.models import Message
from practices.models import Event
from tests.factories import book
from tests.followups.worlds import DAY, IN_A_WEEK, MORNING, Recorder, carried_by, make_reachable

Status = Message.Status


@pytest.fixture
def five_visits(willow):
    for number in range(5):
        guest = make_reachable(
            willow, f"Guest {number}", f"+1303555012{number}", f"guest{number}@example.com"
        )
        book(willow, guest, starts_at=IN_A_WEEK + number * DAY)


class Timed(Recorder):
    """Takes so many seconds for each letter, by its own clock, and notes how many messages are begun and not ended:
    what would be in doubt if the worker died.
    """

    def __init__(self, *seconds):
        super().__init__()
        self.seconds, self.now, self.in_doubt = seconds, MORNING, []

    def send(self, letter, *, at):
        self.in_doubt.append(Message.objects.filter(status=Status.SENDING).exclude(provider="").count())
        self.now += timedelta(seconds=self.seconds[min(len(self.letters), len(self.seconds) - 1)])
        return super().send(letter, at=at)


def work_with(channel, world):
    with carried_by(channel):
        send_due(world.practice, clock=lambda: channel.now)
    return channel


@pytest.mark.usefixtures("five_visits")
def test_of_a_slow_provider_one_letter_is_in_doubt_at_a_time(willow):
    assert work_with(Timed(0.06), willow).in_doubt == [1] * 5


@pytest.mark.usefixtures("five_visits")
def test_a_quick_provider_is_given_many_at_once_after_the_first(willow):
    channel = work_with(Timed(0), willow)

    assert channel.in_doubt == [1, 4, 4, 4, 4]
    assert Message.objects.filter(status=Status.ACCEPTED).count() == 5
    assert Event.objects.filter(kind="message.sent").count() == 5


@pytest.mark.usefixtures("five_visits")
def test_whoever_knows_a_quick_provider_begins_with_the_claim(willow):
    channel = Timed(0)
    with carried_by(channel):
        send_due(willow.practice, clock=lambda: MORNING)
        Message.objects.update(status=Status.PLANNED, provider="", attempts=0)
        with CaptureQueriesContext(connection) as asked:
            send_due(willow.practice, clock=lambda: MORNING)

    assert channel.in_doubt == [1, 4, 4, 4, 4] + [5] * 5
    assert Message.objects.filter(purpose="confirmation", status=Status.ACCEPTED, attempts=1).count() == 5
    assert len([one for one in asked if re.search(r"UPDATE \"?followups_message", one["sql"])]) == 2


@pytest.mark.usefixtures("five_visits")
def test_what_a_provider_that_became_slow_was_not_given_is_planned_again(willow):
    channel = work_with(Timed(0, 0.2, 0.4, 0.1), willow)

    assert len(channel.letters) == 3
    waiting = Message.objects.filter(status=Status.PLANNED, withheld_because="busy")
    assert [message.provider for message in waiting] == ["", ""]


@pytest.mark.usefixtures("five_visits")
def test_one_refusal_among_many_is_its_own(willow):
    with carried_by(Recorder(None, None, Busy("too many at once"))):
        send_due(willow.practice, clock=lambda: MORNING)

    confirmations = Message.objects.filter(purpose="confirmation")
    assert confirmations.filter(status=Status.ACCEPTED).count() == 4
    assert confirmations.get(status=Status.PLANNED).withheld_because == "busy"


@pytest.mark.usefixtures("five_visits")
def test_when_a_practices_turn_is_over_the_rest_is_planned_again(willow):
    channel = work_with(Timed(0.75), willow)

    assert len(channel.letters) == 3
    assert Message.objects.filter(status=Status.ACCEPTED).count() == 3
    assert Message.objects.due(channel.now).count() == 2


@pytest.mark.usefixtures("five_visits")
def test_a_letter_whose_lease_is_nearly_over_is_not_called(willow):
    channel = work_with(Timed(0, 20), willow)

    assert len(channel.letters) == 2
    assert Message.objects.filter(status=Status.PLANNED, withheld_because="busy").count() == 3
