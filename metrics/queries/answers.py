"""What people answered, by the day of the answer on the wall of the page's zone."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet

from followups.models import Feedback
from metrics.queries.scope import Scope
from metrics.rules.periods import Period
from metrics.rules.satisfaction import CONTENT, DETRACTOR, PROMOTER, Nps
from metrics.rules.shares import Share


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


def content(scope: Scope) -> tuple[Share, Share]:
    """Of the page's days, and of those before."""
    now = Q(given_at__gte=datetime.combine(scope.period.start, time(), scope.zone))
    good = Q(score__gte=CONTENT)
    n = answers(scope, Feedback.Kind.CSAT, scope.both).aggregate(
        good=Count("id", filter=now & good),
        given=Count("id", filter=now),
        good_before=Count("id", filter=~now & good),
        given_before=Count("id", filter=~now),
    )
    return Share(n["good"], n["given"]), Share(n["good_before"], n["given_before"])


def latest_recommendations(scope: Scope, period: Period) -> QuerySet[Feedback]:
    """Each person's latest answer to "would you recommend us"."""
    given = answers(scope, Feedback.Kind.NPS, period)
    latest = given.order_by("client_id", "-given_at", "-id").distinct("client_id").values("id")
    return Feedback.objects.filter(id__in=latest)


def recommendation(scope: Scope, period: Period) -> Nps:
    n = latest_recommendations(scope, period).aggregate(
        promoters=Count("id", filter=Q(score__gte=PROMOTER)),
        detractors=Count("id", filter=Q(score__lte=DETRACTOR)),
        given=Count("id"),
    )
    return Nps(n["promoters"], n["given"] - n["promoters"] - n["detractors"], n["detractors"])
