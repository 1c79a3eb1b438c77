"""What programs were answered, kept for a day so that it can be given again; and how it goes."""

from datetime import datetime, timedelta

from django.db import transaction

from practices.models import Answer

KEPT = timedelta(hours=24)


@transaction.atomic
def drop_old_answers(*, at: datetime) -> int:
    """Drop what is older than a day, whether or not its key comes again. Returns how many went."""
    dropped, _by_model = Answer.objects.filter(asked_at__lt=at - KEPT).delete()
    return dropped


def forget_bodies() -> None:
    """Empty every kept answer of the practice: whom a body tells of cannot be seen from outside.

    That the work was done stays known, so no key acts twice.
    """
    Answer.objects.exclude(status=None).update(body_sealed=None)
