"""The product with a kind of job that takes its time, and a quick pulse: `celery --app tests.stack.busy worker`.

`python -m tests.stack.busy <address>` fills a database with more long work than a worker has processes: jobs of that
kind, and facts to be told to an address that hangs.
"""

import sys
import time

from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]
KIND = "test.sleep"
app.conf.beat_schedule["beat"]["schedule"] = 3.0


@worker_init.connect
def add_the_kind(**later):
    from config.jobs import JOBS

    JOBS[KIND] = lambda job, progress: time.sleep(300)


def fill(address):
    from django.utils import timezone

    from practices import jobs
    from practices.events import LocationOpened, record
    from practices.tenancy import visit
    from practices.webhooks import actions
    from tests.factories import NOON, make_practice

    for name in ("willow", "cedar", "maple"):
        world = make_practice(name, owner="Ana", desk="Frank", practitioner="Petra")
        practice, owner = world.practice, world.owner
        with visit(practice):
            for _ in range(2):
                jobs.start(practice, kind=KIND, params={}, by=owner, at=timezone.now())
                actions.add_endpoint(practice, url=address, kinds=["location.opened"], by=owner, at=NOON)
            for _ in range(5):
                record(LocationOpened(location_id=world.location.pk), practice=practice, by=owner, at=NOON)


if __name__ == "__main__":
    import django

    django.setup()
    fill(sys.argv[1])
