"""The clock rings for tasks that exist."""

import pytest
from django.utils.module_loading import import_string

from config.celery import app
from config.schedule import SCHEDULE


@pytest.mark.parametrize("name", SCHEDULE)
def test_every_task_of_the_schedule_exists(name):
    path = SCHEDULE[name]["task"]

    assert callable(import_string(path))
    assert path in app.tasks
