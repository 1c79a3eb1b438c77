"""Everything that was written, and what stands for a client in it."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from config.watch import logs

NAME, PHONE, MAIL = "Quillmark Baker", "+1 212 555 0187", "quillmark@marker.example"
NOTE, TOKEN = "a scoliosis quillmark", "wq3NcK9sPbG7Y2xZ1vT4uQ"
ALL = f"{NAME} {PHONE} {MAIL} {NOTE} {TOKEN} token={TOKEN}"
COUNTED = re.compile(
    r"\d{2}:\d{2}:\d{2}\.\d+|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,}\b|\b0x[0-9a-f]+"
)
"""Times, and the numbers of events, requests and places in memory: by chance they hold any few digits."""
MARKS = ("quillmark", "0187", "5550187", "marker.example", "scoliosis", "wq3ncK9s".lower())


def spoken(text: str) -> str:
    """In lower case, without what is only counted."""
    return COUNTED.sub("", text.lower())


class Said:
    """All that was written, as text and as lines."""

    def __init__(self):
        self.stream = io.StringIO()

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def lines(self):
        return [json.loads(line) for line in self.text.splitlines()]

    def line(self, event, **wanted):
        found = [one for one in self.lines if one["event"] == event and wanted.items() <= one.items()]
        assert found, self.text
        return found[-1]

    def is_silent_about_them(self):
        told = [mark for mark in MARKS if mark in spoken(self.text)]
        assert not told, self.text
        return True


@contextmanager
def listening() -> Iterator["Said"]:
    """What production would write, down to the last detail that anybody may ask for."""
    said = Said()
    handler = said.handler = logging.StreamHandler(said.stream)
    handler.setFormatter(logs.formatter(mode="production"))
    loggers = [logging.getLogger(), logging.getLogger("gunicorn.access"), logging.getLogger("gunicorn.error")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield said
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)
