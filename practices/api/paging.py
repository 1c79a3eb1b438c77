"""Lists page by page. A cursor names the last row seen, so rows that come meanwhile shift nothing."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import exceptions
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from practices.api.fields import inside_id, outside_id
from practices.ids import NotAnId

LIMIT, LIMIT_AT_MOST = 50, 200
PREFIX = "cur"


class CursorPaging(BasePagination):
    """Newest first, by row number, which the cursor hides."""

    def paginate_queryset(self, queryset: QuerySet[Any], request: Any, view: Any = None) -> list[Any]:
        limit = _limit(request)
        if cursor := request.query_params.get("cursor"):
            try:
                queryset = queryset.filter(pk__lt=inside_id(cursor, PREFIX, request.practice))
            except NotAnId:
                raise exceptions.ValidationError({"cursor": ["This is not a cursor of this list."]}) from None
        rows = list(queryset.order_by("-pk")[: limit + 1])
        self.next = outside_id(PREFIX, rows[limit - 1].pk, request.practice) if len(rows) > limit else None
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"data": data, "next_cursor": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["data", "next_cursor"],
            "properties": {
                "data": schema,
                "next_cursor": {
                    "type": ["string", "null"],
                    "description": "Send it as `cursor` for the next page; null on the last.",
                },
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": "From `next_cursor`.",
            },
            {
                "name": "limit",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": LIMIT_AT_MOST, "default": LIMIT},
            },
        ]


def _limit(request: Any) -> int:
    text = request.query_params.get("limit", str(LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= LIMIT_AT_MOST):
        raise exceptions.ValidationError({"limit": [f"A whole number from 1 to {LIMIT_AT_MOST}."]})
    return int(text)
