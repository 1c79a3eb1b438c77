"""What is counted, by name, and how it is told to Prometheus.

Counters come from all processes through Redis (practices/tally.py); how old the queues are and what is up is asked
when somebody looks. Labels are routes, codes and kinds: words of the code, so that their number is bounded.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from practices import tally
from practices.models import Heartbeat

Labels = tuple[str, ...]

COUNTERS: dict[str, tuple[str, Labels]] = {
    "requests": ("Requests answered, by route and status", ("route", "method", "status")),
    "tasks": ("Celery tasks ended, by how they ended", ("task", "outcome")),
    "messages": ("Messages and account letters handed to a provider or held back", ("channel", "outcome")),
    "webhooks": ("Tries to deliver a webhook, by outcome", ("outcome",)),
    "refusals": ("Times a rule said no, by its code", ("code",)),
    "jobs": ("Long jobs ended, by kind and outcome", ("kind", "outcome")),
}
DISTRIBUTIONS: dict[str, tuple[str, Labels, tuple[float, ...]]] = {
    "request_seconds": ("How long requests took", ("route",), tally.SECONDS),
    "request_queries": ("Database statements of one request", ("route",), tally.MANY),
    "task_seconds": ("How long tasks took", ("task",), tally.SECONDS),
}

Series = dict[Labels, dict[str, float]]


class Counted(Collector):
    """Everything, as it is at this moment."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("rapport_up", "Whether a part answers", labels=["part"])
        for part, asking in (("redis", counted), ("database", ages)):
            try:
                found = list(asking())
            except (RedisError, DatabaseError, OSError):
                up.add_metric([part], 0)
            else:
                up.add_metric([part], 1)
                yield from found
        yield up


def counted() -> Iterator[Metric]:
    """Counters and distributions. Left out altogether while Redis is away: a part would look like a restart."""
    kept = sorted_out(tally.read())
    for name, (meaning, labels) in COUNTERS.items():
        family = CounterMetricFamily(f"rapport_{name}", meaning, labels=labels)
        for values, parts in sorted(kept[name].items()):
            if len(values) == len(labels):
                family.add_metric(values, parts.get("", 0))
        yield family
    for name, (meaning, labels, limits) in DISTRIBUTIONS.items():
        histogram = HistogramMetricFamily(f"rapport_{name}", meaning, labels=labels)
        for values, parts in sorted(kept[name].items()):
            if len(values) == len(labels):
                histogram.add_metric(values, buckets(parts, limits), parts.get(tally.SUM, 0))
        yield histogram


def sorted_out(fields: dict[str, float]) -> dict[str, Series]:
    """Name → values of its labels, in the order of their names as listed above → part → amount."""
    found: dict[str, Series] = defaultdict(lambda: defaultdict(dict))
    for field, amount in fields.items():
        name, labels, part = json.loads(field)
        wanted = COUNTERS[name][1] if name in COUNTERS else DISTRIBUTIONS.get(name, ("", ()))[1]
        found[name][tuple(labels.get(label, "") for label in wanted)][part] = amount
    return found


def buckets(parts: dict[str, float], limits: tuple[float, ...]) -> list[tuple[str, float]]:
    """Prometheus wants each bucket to hold those below it too."""
    so_far, told = 0.0, []
    for limit in (*map(str, limits), tally.REST):
        so_far += parts.get(limit, 0)
        told.append((limit, so_far))
    return told


def ages() -> Iterator[Metric]:
    """How long the oldest of each queue has been due, and how long beat has been silent."""
    now = timezone.now()
    queues = GaugeMetricFamily(
        "rapport_queue_age_seconds",
        "How long the oldest has been due; 0 when nothing waits",
        labels=["queue"],
    )
    for queue, oldest in QUEUES.items():
        due_at = oldest(now)
        queues.add_metric([queue], max(0.0, (now - due_at).total_seconds()) if due_at else 0.0)
    yield queues
    heard_at = Heartbeat.objects.filter(name="beat").values_list("heard_at", flat=True).first()
    beat = GaugeMetricFamily("rapport_beat_age_seconds", "Since beat last rang through a worker")
    if heard_at is not None:
        beat.add_metric([], (now - heard_at).total_seconds())
    yield beat


def _ask(function: str) -> Callable[[datetime], datetime | None]:
    def oldest(at: datetime) -> datetime | None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [at])
            found: datetime | None = cursor.fetchone()[0]
        return found

    return oldest


QUEUES = {
    "messages": _ask("oldest_due_message"),
    "webhooks": _ask("oldest_due_webhook"),
    "jobs": _ask("oldest_waiting_job"),
}
