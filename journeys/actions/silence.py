"""What time alone does: a client nobody heard of for too long, a visit nobody closed."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from journeys.actions.placing import place
from journeys.models import Journey, Stage
from journeys.queries.reading import NOBODY_CLOSED_IT, practice_zone
from practices.models import Practice

BATCH = 200


def place_the_silent(practice: Practice, *, at: datetime) -> int:
    """Move everybody whose rhythm says they drifted away to lapsed, a few hundred per transaction.

    Also those whose planned visit passed and was never closed: it no longer counts as planned.
    Records     StageEntered, for each who moved
    """
    with transaction.atomic():
        waiting = list(_waiting(at))
    for start in range(0, len(waiting), BATCH):
        with transaction.atomic():
            for client_id in waiting[start : start + BATCH]:
                place(client_id, practice=practice, cause="silence", by=None, at=at)
    return len(waiting)


def _waiting(at: datetime) -> Iterator[int]:
    zone = practice_zone()
    today = at.astimezone(zone).date()
    silent = Q(lapses_on__lte=today) & ~Q(stage=Stage.LAPSED)
    unclosed = Q(next_visit_at__lt=at - NOBODY_CLOSED_IT)
    rows = Journey.objects.filter(silent | unclosed).order_by("client_id")
    for client_id, by_hand_at, lapses_on in rows.values_list("client_id", "by_hand_at", "lapses_on"):
        if by_hand_at is None or lapses_on is None or by_hand_at.astimezone(zone).date() < lapses_on:
            yield client_id
