"""Hold what is kept against a count from scratch, while the practice goes on working."""

from django.db import connection, transaction

from metrics.actions.marks import mark_everything
from metrics.actions.rebuild import LOCK, differences
from metrics.actions.refresh import refresh
from metrics.models import Dirty
from practices.models import Practice

LOOKS = 3


@transaction.atomic
def check(practice: Practice) -> dict[str, int]:
    """By table, how many rows are kept wrong; they are marked to be counted again. Empty when all is well.

    Nobody else counts meanwhile, so whatever changes while we look leaves a mark that stays. Then a difference proves
    nothing, and we look again. A practice that never rests, or that somebody else counts just now, is left to another
    night.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, practice.pk])
        if not cursor.fetchone()[0]:
            return {}
    for _look in range(LOOKS):
        refresh(practice)
        wrong = differences(practice)
        if not wrong:
            return {}
        if not Dirty.objects.exists():
            mark_everything(practice)
            return wrong
    return {}
