"""One worker: this process, and those that it forks."""

import os
import signal
import time
from contextlib import contextmanager

from practices import long_work


@contextmanager
def one_worker():
    """This process and those it forks share the places for long work, as the processes of a worker do."""
    before, long_work._shared = long_work._shared, None
    long_work.prepare(long_work.LEAST)
    try:
        yield
    finally:
        long_work._shared.close()
        long_work._shared = before


@contextmanager
def another_process(kind):
    """A process of the same worker that begins this kind of work; yields whether it may."""
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with long_work.alone(kind) as may:
                os.write(tell, b"y" if may else b"n")
                time.sleep(60)
        finally:
            os._exit(0)
    os.close(tell)
    try:
        yield os.read(told, 1) == b"y"
    finally:
        os.close(told)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
