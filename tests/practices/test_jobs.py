"""Long work: picked up once, shown as it goes, finished by another worker when one is killed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from config.jobs import JOBS
from practices import jobs
from practices.errors import Refusal
from practices.models import Job
from practices.tasks import practices_listed_by
from tests.factories import NOON
from tests.practices.worlds import ask


def test_a_waiting_job_runs_and_tells_how_it_ended(willow, counting):
    job = ask(willow)

    jobs.run(jobs.claim(at=NOON), clock=lambda: NOON)

    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.result) == (Job.Status.DONE, 3, 3, {"counted": 3})
    assert job.percent == 100


def test_a_job_is_claimed_once(willow, counting):
    ask(willow)

    assert jobs.claim(at=NOON) is not None
    assert jobs.claim(at=NOON) is None


def test_a_job_whose_worker_fell_silent_is_taken_over(willow, counting):
    ask(willow)
    jobs.claim(at=NOON)

    again = jobs.claim(at=NOON + jobs.SILENCE + timedelta(seconds=1))

    assert again.attempts == 2


def test_a_job_that_stops_three_times_is_given_up(willow, counting):
    job = ask(willow)
    for attempt in range(jobs.MAX_ATTEMPTS):
        assert jobs.claim(at=NOON + attempt * timedelta(hours=1))

    assert jobs.claim(at=NOON + timedelta(hours=9)) is None
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED


class FileEmpty(Refusal):
    sentence = "The file is empty."


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileEmpty(), "The file is empty."),
        (IntegrityError("DETAIL: Key (email)=(zoe@example.org) already exists."), jobs.BROKE_OFF),
        (KeyError("Zoe Baker"), jobs.BROKE_OFF),
    ],
)
def test_a_job_that_fails_says_the_rule_and_nothing_of_the_data(willow, monkeypatch, error, said):
    def stumble(job, progress):
        raise error

    monkeypatch.setitem(JOBS, "test.stumble", stumble)
    job = ask(willow, "test.stumble")

    with pytest.raises(type(error)):
        jobs.run(jobs.claim(at=NOON), clock=lambda: NOON)

    job.refresh_from_db()
    assert (job.status, job.message) == (Job.Status.FAILED, said)


def test_workers_hear_which_practices_have_jobs_and_nothing_else(willow, cedar, counting):
    ask(willow)

    assert practices_listed_by("practices_with_waiting_jobs") == [willow.practice]
