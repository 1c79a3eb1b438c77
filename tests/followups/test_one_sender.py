"""One process of a worker sends, however slow the provider is; a ring that is turned away is not forgotten."""

from contextlib import contextmanager

import pytest

from followups.tasks import send_due_messages
from practices import long_work
from tests.followups.chaos import prepare
from tests.followups.worlds import Recorder, carried_by
from tests.practices.workers import another_process, one_worker


@pytest.fixture(autouse=True)
def _worker():
    with one_worker():
        yield


def test_a_second_process_leaves_messages_to_the_first(willow):
    prepare(willow, 3)
    with carried_by(Recorder()) as channel:
        with another_process("messages"):
            assert send_due_messages() == 0
        assert channel.letters == []

        assert send_due_messages() == 3


def test_what_falls_due_while_the_place_is_taken_is_found_when_it_is_given_back(willow, monkeypatch):
    alone, rounds = long_work.alone, []

    @contextmanager
    def with_news_at_the_end(kind):
        with alone(kind) as may_send:
            yield may_send
            rounds.append(kind)
            if len(rounds) == 1:
                prepare(willow, 2)

    prepare(willow, 1)
    monkeypatch.setattr(long_work, "alone", with_news_at_the_end)
    with carried_by(Recorder()):
        assert send_due_messages() == 3
