"""The numbers of the dashboard, the rows behind each, and the cohorts, for programs."""

from typing import Any

from django.http import Http404
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from metrics.api.asking import Filters, Place, scope_from
from metrics.api.showing import CohortsOut, NumberOut, NumbersOut, RowOut, cohort, shown
from metrics.definitions import DEFINITIONS
from metrics.models import Visit
from metrics.queries.charts import cohorts
from metrics.queries.numbers import numbers_of
from metrics.queries.rows import BEHIND, Asked, behind
from metrics.queries.rows.people import STANDINGS
from practices.api.times import Day
from practices.api.views import Door
from practices.replica import may_lag

PARTS = ["numerator", *(standing.value for standing in STANDINGS)]
METRIC = OpenApiParameter("id", str, OpenApiParameter.PATH, enum=list(DEFINITIONS), description="The metric")


class RowFilters(Filters):
    part = serializers.ChoiceField(
        PARTS, required=False, default="", help_text="Only the numerator, or one standing"
    )
    month = Day(required=False, help_text="Of a cohort: the first day of its month")
    k = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=120, help_text="Of a cohort: months after"
    )


class Metrics(Door):
    """Numbers are named by their metric, not by an id."""

    prefix, sees = "", "see_metrics"
    serializer_class = NumberOut
    pagination_class = None

    def get_queryset(self) -> Any:
        return Visit.objects.none()

    @extend_schema(
        summary="Read all numbers", parameters=[Filters], responses=forced_singular_serializer(NumbersOut)
    )
    @may_lag
    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Each with what it counted, how sure it is, and what it was before."""
        scope = scope_from(request.practice, self.query(Filters))
        numbers = numbers_of(scope)
        whole = {
            "period": scope.period,
            "before": scope.period.before(),
            "time_zone": str(scope.zone),
            "currency": request.practice.currency,
            "data": [shown(number, scope) for number in numbers.by_id.values()],
            "standings": [
                {"standing": str(name), "clients": count, "before": numbers.standings_before[name]}
                for name, count in numbers.standings.items()
            ],
        }
        return Response(NumbersOut(whole, context=self.get_serializer_context()).data)

    @extend_schema(summary="Read one number", parameters=[METRIC, Filters], responses=NumberOut)
    @may_lag
    def retrieve(self, request: Any, id: str) -> Response:
        scope = scope_from(request.practice, self.query(Filters))
        number = numbers_of(scope).by_id.get(id)
        if number is None:
            raise Http404
        return Response(NumberOut(shown(number, scope), context=self.get_serializer_context()).data)

    @extend_schema(summary="Read the cohorts", parameters=[Place], responses=CohortsOut)
    @action(detail=False)
    @may_lag
    def cohorts(self, request: Any) -> Response:
        """Of those who first came in each of the last twelve months, how many came in each month after."""
        scope = scope_from(request.practice, self.query(Place))
        whole = {
            "definition": DEFINITIONS["retention_cohorts"],
            "data": [cohort(row) for row in cohorts(scope)],
        }
        return Response(CohortsOut(whole, context=self.get_serializer_context()).data)


class Rows(Door):
    """The rows behind a number: as many as the number says."""

    prefix, sees = "", "see_rows_behind_metrics"
    serializer_class = RowOut

    def get_queryset(self) -> Any:
        return Visit.objects.none()

    @extend_schema(
        summary="List the rows behind a number",
        operation_id="metrics_rows_list",
        parameters=[METRIC, RowFilters],
        responses=RowOut(many=True),
    )
    @may_lag
    def list(self, request: Any, id: str) -> Response:
        """People, visits or payments by their ids; `clients/` has the names, for a key that may see clients."""
        if id not in BEHIND:
            raise Http404
        asked = self.query(RowFilters)
        scope = scope_from(request.practice, asked)
        found = behind(id, Asked(scope, asked["part"], asked.get("month"), asked["k"]))
        page = self.paginate_queryset(found.rows) or []
        return self.get_paginated_response(self.get_serializer(found.lines(page), many=True).data)
