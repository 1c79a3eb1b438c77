"""One `make run` that stands: refused a second, tested beside, and robbed of each of its parts."""

import os
import signal

import pytest

from tests.stack.conftest import FIRST_PAGE, wait_for

pytestmark = pytest.mark.stack


def test_a_second_run_is_refused_in_one_sentence_and_disturbs_nothing(served):
    second = served.make("run")
    assert second.wait(FIRST_PAGE) == 2
    said = [line for line in served.said.read_text().splitlines() if not line.startswith("make: ")]
    assert said == ["`make run` is already running in this checkout."]
    assert served.page("/livez") == 200


def test_the_tests_run_beside_the_demo(served):
    tests = served.make("test", "ARGS=tests/house/test_locks.py")
    assert tests.wait(FIRST_PAGE) == 0
    assert " passed" in served.said.read_text().splitlines()[-1]
    assert served.page("/livez") == 200


@pytest.mark.parametrize(
    "name", ["gunicorn", "celery --app config --quiet worker", "redis-server", "postgres"]
)
def test_what_dies_is_started_again_while_the_rest_goes_on(served, name):
    def told():
        return served.run_said.read_text()

    wait_for(lambda: served.page("/readyz") == 200, FIRST_PAGE, told)
    before = told().count("starting it again")
    os.kill(min(served.alive(name)), signal.SIGKILL)
    wait_for(lambda: told().count("starting it again") > before, FIRST_PAGE, told)
    only = "database,redis,migrations"
    wait_for(lambda: served.page(f"/readyz?only={only}") == 200, FIRST_PAGE, told)
    wait_for(lambda: served.alive(name), FIRST_PAGE, told)
    assert served.run.poll() is None
