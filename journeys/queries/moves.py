"""Where a hand may move a client from here, and how they came here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from journeys.models import Journey, Stage, StageEntry
from journeys.queries.reading import read
from journeys.rules import Stage as StageRule
from journeys.rules import why_not


@dataclass(frozen=True, slots=True)
class Way:
    """A stage seen from where the client stands. no: why it is closed."""

    stage: Stage
    no: str | None

    @property
    def is_open(self) -> bool:
        return self.no is None


def ways_from(journey: Journey, *, at: datetime) -> list[Way]:
    """All stages, each open to a hand or closed."""
    seen = read([journey], at=at)[journey.client_id].seen
    now = StageRule(journey.stage)
    return [Way(stage, why_not(StageRule(stage.value), now=now, seen=seen)) for stage in Stage]


def open_stay(journey: Journey) -> int:
    """The id of the stay that goes on."""
    return int(journey.entries.values_list("pk", flat=True).get(left_at=None))


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay in a stage, until it ended or until now."""

    entry: StageEntry
    until: datetime
    is_now: bool


def stays_of(journey: Journey, *, at: datetime, limit: int = 100) -> Sequence[Stay]:
    """The way a client came, newest first. Stays that began and ended with the same news are passed over."""
    rows = journey.entries.select_related("moved_by").order_by("-entered_at", "-id")[:limit]
    return [
        Stay(entry=row, until=row.left_at or at, is_now=row.left_at is None)
        for row in rows
        if row.left_at is None or row.left_at > row.entered_at or row.cause == StageEntry.BY_HAND
    ]
