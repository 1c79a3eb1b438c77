"""Answers behind the numbers."""

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bookings.models import Segment
from followups.models import Feedback
from metrics.queries import answers
from metrics.queries.rows.behind import Asked, Behind, Line, that_count
from metrics.rules.satisfaction import CONTENT, DETRACTOR, PROMOTER


def content(asked: Asked) -> Behind:
    rows = answers.answers(asked.scope, Feedback.Kind.CSAT, asked.scope.period)
    return that_count(_listed(rows, asked, _content), asked, score__gte=CONTENT)


def recommendation(asked: Asked) -> Behind:
    """A score has no numerator: who promotes and who does not stands in each line."""
    rows = answers.latest_recommendations(asked.scope, asked.scope.period)
    return _listed(rows, asked, _recommended)


def _content(score: int) -> dict[str, Any]:
    what = ngettext("%(score)d point", "%(score)d points", score) % {"score": score}
    return {"what": what, "counts": score >= CONTENT}


def _recommended(score: int) -> dict[str, Any]:
    if score >= PROMOTER:
        return {"what": _("%(score)d, promoter") % {"score": score}}
    if score <= DETRACTOR:
        return {"what": _("%(score)d, detractor") % {"score": score}}
    return {"what": _("%(score)d, neither") % {"score": score}}


def _listed(rows: QuerySet[Feedback], asked: Asked, said: Callable[[int], dict[str, Any]]) -> Behind:
    first = Segment.objects.filter(appointment=OuterRef("appointment"), position=0)
    listed = (
        rows.select_related("appointment")
        .annotate(practitioner_id=Subquery(first.values("practitioner_id")[:1]))
        .order_by("-given_at", "-id")
    )

    def line(answer: Feedback) -> Line:
        visit = answer.appointment
        return Line(
            answer.client_id,
            answer.given_at.astimezone(asked.scope.zone).date(),
            visit.location_id if visit else None,
            answer.practitioner_id,  # type: ignore[attr-defined]  # annotated
            **said(answer.score),
        )

    return Behind(listed, line, _("Answered"), asked.scope.period)
