"""What comes with every poll and every scan is told once an hour in each process; how often it came is counted."""

import logging
import time

EVERY = 3600.0  # seconds
MOST = 1_000  # kinds remembered; strangers cannot make more of them than there are routes and statuses

_told: dict[tuple[object, ...], float] = {}


def is_news(*what: object) -> bool:
    """Whether this was not told within the hour; whoever asks tells it."""
    now = time.monotonic()
    if now - _told.get(what, -EVERY) < EVERY:
        return False
    if len(_told) >= MOST:
        _told.clear()
    _told[what] = now
    return True


def forget_told() -> None:
    """Tell everything again; for tests."""
    _told.clear()


class StrangersHost(logging.Filter):
    """Whoever scans the internet asks every address under any name: that is no error of ours, and one line tells it.

    Each time logging is configured, its logger gets one more of these: they decide together.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            return is_news(record.name)
        return True
