"""The clock rings for tasks that exist."""

import pytest
from celery.signals import beat_init
from django.utils.module_loading import import_string

from config.celery import app
from config.schedule import SCHEDULE


@pytest.mark.parametrize("name", SCHEDULE)
def test_every_task_of_the_schedule_exists(name):
    path = SCHEDULE[name]["task"]

    assert callable(import_string(path))
    assert path in app.tasks


def test_a_beat_that_starts_is_heard_at_once(monkeypatch):
    rung = []
    monkeypatch.setattr(app, "send_task", lambda task, **how: rung.append(task))

    beat_init.send(sender=None)

    assert rung == [SCHEDULE["beat"]["task"]]
