"""How fast a provider takes letters, as one worker saw it last."""

from datetime import timedelta

MOST = 500


class Pace:
    """What a provider takes in a span of time. Nothing is promised before the first letter was seen."""

    def __init__(self) -> None:
        self._each: timedelta | None = None

    def saw(self, letters: int, took: timedelta) -> None:
        self._each = max(took / letters, timedelta.resolution) if letters else self._each

    def fits(self, span: timedelta) -> int:
        """How many letters go into this time: at least one, one while nothing is known, never more than `MOST`."""
        return 1 if self._each is None else max(1, min(MOST, int(span / self._each)))
