"""What can go wrong between us and a provider, on demand."""

import random
import threading
from collections import deque


class Faults:
    """A queue of faults to play, one per call, and rates for the rest.

    lost        taken, then the connection is cut without an answer
    reset       cut before anything is taken
    late_500    taken, then answered with a 500
    error_500   not taken, answered with a 500
    busy        429
    slow        taken, answered after `delay` seconds
    """

    TAKEN = {"lost", "late_500", "slow"}

    def __init__(self, *, seed=1, delay=0.5):
        self.delay = delay
        self.rates = {}
        self._queue = deque()
        self._chance = random.Random(seed)
        self._lock = threading.Lock()

    def then(self, *kinds):
        self._queue.extend(kinds)

    def at_rates(self, **rates):
        self.rates = rates

    def next(self):
        with self._lock:
            if self._queue:
                return self._queue.popleft()
            drawn = self._chance.random()
            for kind, rate in self.rates.items():
                if drawn < rate:
                    return kind
                drawn -= rate
        return ""
