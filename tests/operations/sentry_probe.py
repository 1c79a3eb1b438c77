"""Breaks in every way that Sentry hears of, with a client's data in everything: run by test_sentry.py."""

import logging
import os

import django


def main() -> None:
    django.setup()
    import sentry_sdk
    from celery import shared_task
    from django.conf import settings
    from django.db import OperationalError
    from django.test import Client as Browser

    marks = os.environ["MARKS"]

    @shared_task
    def failing(**later):
        note = marks
        raise LookupError(f"{note} in a task")

    settings.ROOT_URLCONF = "tests.operations.trouble"
    browser = Browser(raise_request_exception=False)
    browser.cookies["remembered"] = "quillmarkcookie"
    headers = {"X-Request-ID": "0123abcdef", "Referer": f"https://x.example/?{marks}"}
    path = f"/trouble/bug/?q={marks}"
    assert browser.post(path, {"note": marks, "bug": marks}, headers=headers).status_code == 500
    failing.apply(kwargs={"note": marks}, task_id="task-0003")
    logging.getLogger("some.library").error(f"plainly {marks}")
    logging.getLogger("some.library").error("it broke for %s", marks)
    for _ in range(3):
        try:
            raise OperationalError(marks)
        except OperationalError:
            logging.getLogger("some.library").exception("the database is away")
    sentry_sdk.flush(timeout=10)


main()
