"""Files of imports and exports are kept for a while and then emptied; what came of them stays."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clients.models import Export, ImportBatch, RejectedRow

KEPT_FOR = timedelta(days=30)
"""Long enough to mend rejected rows and bring them in again."""


@transaction.atomic
def forget_old_files(*, at: datetime) -> int:
    """Empty what was uploaded 30 days ago, with its rejected rows, and remove exports that have expired.

    Returns how many files were emptied.
    """
    Export.objects.filter(expires_at__lt=at).delete()
    old = ImportBatch.objects.filter(uploaded_at__lt=at - KEPT_FOR)
    RejectedRow.objects.filter(batch__in=old).delete()
    return empty(old.exclude(content=b""))


def empty(batches: "QuerySet[ImportBatch]") -> int:
    """Take the file and the cells shown from it out of these batches."""
    emptied = 0
    for batch in batches.defer("content"):
        batch.mapping["examples"] = []
        ImportBatch.objects.filter(pk=batch.pk).update(content=b"", mapping=batch.mapping)
        emptied += 1
    return emptied
