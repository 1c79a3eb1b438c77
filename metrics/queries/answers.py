"""What people answered, by the day of the answer on the wall of the page's zone."""

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from followups.models import Feedback
from metrics.queries.scope import Scope
from metrics.rules.periods import Period


def answers(scope: Scope, kind: str, period: Period) -> QuerySet[Feedback]:
    """Answers given in the period by people who have not been erased."""
    start, end = (datetime.combine(day, time(), scope.zone) for day in (period.start, period.end))
    here: dict[str, Any] = {}
    if scope.location_id is not None:
        here["appointment__location_id"] = scope.location_id
    if scope.practitioner_id is not None:
        here["appointment__segments__position"] = 0
        here["appointment__segments__practitioner_id"] = scope.practitioner_id
    return Feedback.objects.filter(
        kind=kind, given_at__gte=start, given_at__lt=end, client__erased_at=None, **here
    )


def latest_recommendations(scope: Scope, period: Period) -> QuerySet[Feedback]:
    """Each person's latest answer to "would you recommend us"."""
    given = answers(scope, Feedback.Kind.NPS, period)
    latest = given.order_by("client_id", "-given_at", "-id").distinct("client_id").values("id")
    return Feedback.objects.filter(id__in=latest)
