"""A real worker with more long work than processes goes on ticking, and takes each kind of it in one process alone."""

import psycopg2
import pytest

from tests.stack.services import standing
from tests.standins.listener import listening

pytestmark = pytest.mark.stack
STATE = """
SELECT (SELECT heard_at FROM practices_heartbeat WHERE name = 'beat'),
       (SELECT count(*) FROM practices_job WHERE status = 'running')
"""


def test_short_work_is_done_while_jobs_run_and_webhooks_hang(new_home):
    with listening() as deaf, standing(new_home("long")) as stack:
        deaf.seconds = 60.0
        stack.run("-m", "tests.stack.busy", deaf.url)
        with psycopg2.connect(stack.environment["DATABASE_OWNER_URL"]) as connection:
            connection.autocommit = True
            cursor = connection.cursor()

            def state():
                cursor.execute(STATE)
                return cursor.fetchone()

            stack.web_log = stack.home / "worker.log"
            stack.work(app="tests.stack.busy")
            stack.ring(app="tests.stack.busy")
            stack.wait_for(lambda: state()[1] and deaf.heard)
            for _ in range(2):
                before = state()[0]
                stack.wait_for(lambda before=before: state()[0] != before)
                assert state()[1] == 1
