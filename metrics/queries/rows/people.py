"""People behind the numbers, each by the visit that speaks for them."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from journeys.rules.rhythm import Standing
from metrics.models import Person, Visit
from metrics.queries.charts import next_month
from metrics.queries.people import people_standing, usual_gap
from metrics.queries.rows.behind import Asked, Behind, Line
from metrics.queries.rows.visits import line_of
from metrics.rules.contributions import ACTIVE_DAYS
from metrics.rules.periods import DAY, Period

STANDINGS = {
    Standing.SCHEDULED: _("Scheduled"),
    Standing.ACTIVE: _("Active"),
    Standing.AT_RISK: _("At risk"),
    Standing.LAPSED: _("Lapsed"),
}


def active(asked: Asked) -> Behind:
    """Everybody seen in the 90 days up to the last day of the page; of the whole practice, as the number is."""
    end = asked.scope.period.end
    seen = Period(end - ACTIVE_DAYS * DAY, end)
    rows = Visit.objects.filter(
        Q(next_day=None) | Q(next_day__gte=seen.end), is_person=True, day__gte=seen.start, day__lt=seen.end
    )
    return Behind(rows.order_by("-day", "-id"), line_of, _("Last visit"), seen)


def standing(asked: Asked) -> Behind:
    last = asked.scope.period.end - DAY
    rows = people_standing(asked.scope, last, usual=usual_gap()).order_by("day", "id")
    if asked.part:
        rows = rows.filter(standing=asked.part)
    return Behind(rows, _standing, _("Last visit"), Period(last, last + DAY))


def cohort(asked: Asked) -> Behind:
    """One cell of the matrix, or with part "denominator" all newcomers of its month."""
    scope, month = asked.scope, (asked.month or asked.scope.today).replace(day=1)
    first = Visit.objects.filter(
        is_newcomer=True, first_day__gte=month, first_day__lt=next_month(month), **scope.place("first_")
    )
    came = next_month(month, asked.k)
    rows = _opening(first, came).order_by("-day", "-id")
    return Behind(rows, line_of, _("Visit"), Period(came, next_month(came)))


def lifetimes(asked: Asked) -> Behind:
    rows = Person.objects.filter(**asked.scope.place("first_")).order_by("-net", "id")
    return Behind(rows, _lifetime, _("First visit"), None, has_amounts=True)


def _opening(visits: QuerySet[Visit], month: date) -> QuerySet[Visit]:
    """The first visit in that month of each person who came in it."""
    return visits.filter(Q(prev_day=None) | Q(prev_day__lt=month), day__gte=month, day__lt=next_month(month))


def _standing(visit: Visit) -> Line:
    return line_of(visit, what=STANDINGS[Standing(visit.standing)])  # type: ignore[attr-defined]  # annotated


def _lifetime(person: Person) -> Line:
    visits = _("%(visits)d visits") % {"visits": person.visits}
    place = (person.first_location_id, person.first_practitioner_id)
    return Line(person.client_id, person.first_day, *place, what=visits, amount=person.net)
