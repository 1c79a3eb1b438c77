"""Answers behind the numbers."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from bookings.models import Segment
from followups.models import Feedback
from metrics.queries import answers
from metrics.queries.rows.behind import Asked, Behind, Line, that_count
from metrics.rules.satisfaction import CONTENT, PROMOTER


def content(asked: Asked) -> Behind:
    rows = answers.answers(asked.scope, Feedback.Kind.CSAT, asked.scope.period)
    return that_count(_listed(rows, asked, CONTENT), asked, score__gte=CONTENT)


def recommendation(asked: Asked) -> Behind:
    rows = answers.latest_recommendations(asked.scope, asked.scope.period)
    return that_count(_listed(rows, asked, PROMOTER), asked, score__gte=PROMOTER)


def _listed(rows: QuerySet[Feedback], asked: Asked, good: int) -> Behind:
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
            _("%(score)d points") % {"score": answer.score},
            counts=answer.score >= good,
        )

    return Behind(listed, line, _("Answered"))
