"""What the tests of practices share."""

import pytest

from config.jobs import JOBS
from tests.practices.workers import one_worker


@pytest.fixture
def counting():
    """A kind of job that counts to three."""

    def count(job, progress):
        for number in range(1, 4):
            progress(done=number, total=3, message=f"{number} of 3")
        return {"counted": 3}

    JOBS["test.count"] = count
    yield
    del JOBS["test.count"]


@pytest.fixture
def _worker():
    with one_worker():
        yield
