"""The base of every resource of the API: found by outside id, scoped, expandable, with a version."""

from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from practices.api.access import demand
from practices.api.expanding import kept
from practices.api.fields import inside_id
from practices.ids import NotAnId
from practices.ready import Ready


class ChangedMeanwhile(exceptions.APIException):
    status_code = 412
    default_detail = "It changed since you read it. Read it again, then decide."


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LIST = serializers.ListField
WHOLES = {"client": "see_clients", "referrer": "see_clients"}
"""What can be expanded beyond the resource itself → the verb that sees it: an id may be told where a name may not."""


class Door(GenericViewSet[Any]):
    """What every resource shares: ids, scopes, expansion, versions.

    prefix      of its ids
    sees        verb of permissions.ROLES for GET; `does` for everything else
    verbs       other writing operations with a verb of their own
    state       columns that make its version, where the row does not count its changes
    expands     names that `?expand=` takes → what to join for them
    plain       the question for one row with nothing expanded, where it is asked often enough to be kept ready
    """

    prefix: ClassVar[str]
    sees: ClassVar[str]
    does: ClassVar[str] = ""
    verbs: ClassVar[dict[str, str]] = {}
    state: ClassVar[tuple[str, ...]] = ()
    expands: ClassVar[dict[str, str]] = {}
    plain: ClassVar[Ready[Any] | None] = None
    lookup_value_converter = "str"
    lookup_url_kwarg = "id"

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Ask all that can be refused without the row, before any work begins."""
        super().initial(request, *args, **kwargs)
        if self.action is not None:
            self.expanded  # noqa: B018  asked for now, because it may be refused

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer; what a refused request has changed is taken back to the state before it."""
        if request.method in SAFE:
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)
            if response.exception:
                transaction.set_rollback(True)
        return response

    @property
    def verb(self) -> str | None:
        """What this request does, in the words of the table of permissions; None when nobody answers it."""
        if self.action is None:
            return None
        if self.request.method in SAFE:
            return self.sees
        return self.verbs.get(self.action, self.does)

    def get_object(self) -> Any:
        return self.found(self.get_queryset())

    def found(self, rows: models.QuerySet[Any] | Ready[Any]) -> Any:
        """The row the path names, or a 404 that says no more."""
        try:
            pk = inside_id(self.kwargs["id"], self.prefix, self.request.practice)
        except NotAnId:
            raise Http404 from None
        row = rows.one(pk=pk) if isinstance(rows, Ready) else rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def locked(self) -> Any:
        """The row the path names, held until the answer is given, if it is the version the caller has seen.

        Raises      ChangedMeanwhile when If-Match names another version
        """
        row = self.found(self.get_queryset().select_for_update(of=("self",), no_key=True))
        self.heed(self.etag(row))
        return row

    def heed(self, tag: str) -> None:
        """Refuse what was decided about another version. A proxy that compresses may have put W/ before ours.

        Raises      ChangedMeanwhile when If-Match names another version than this
        """
        if not self.versions_seen & {"*", tag}:
            raise ChangedMeanwhile

    @property
    def versions_seen(self) -> set[str]:
        """The versions that If-Match names; "*" is any, and so is nothing."""
        said = self.request.headers.get("If-Match", "*").split(",")
        return {tag.strip().removeprefix("W/") for tag in said}

    def etag(self, row: Any) -> str:
        """The version of a row, as the caller repeats it in If-Match; empty when rows of this kind never change."""
        if self.state:
            values = "\n".join(str(getattr(row, column)) for column in self.state)
            return f'"{sha256(values.encode()).hexdigest()[:16]}"'
        return f'"v{row.version}"' if hasattr(row, "version") else ""

    @cached_property
    def expanded(self) -> set[str]:
        """What the caller wants to see whole instead of as an id."""
        asked = {name for name in self.request.query_params.get("expand", "").split(",") if name}
        if unknown := asked - set(self.expands):
            known = ", ".join(self.expands) or "nothing"
            raise exceptions.ValidationError(
                {"expand": [f"{sorted(unknown)[0]} cannot be expanded; {known} can."]}
            )
        for name in asked & set(WHOLES):
            demand(self.request.auth, WHOLES[name])
        return asked

    def joined(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Join what is expanded, so that no row asks again."""
        names = [self.expands[name] for name in sorted(self.expanded) if self.expands[name]]
        return rows.select_related(*names) if names else rows

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "expanded": self.expanded if self.request else set()}

    def chosen(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Narrow a list by the query; resources with filters say how."""
        return rows

    def asked(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, read by a serializer. Raises ValidationError."""
        reading = serializer(data=self.request.data, context=self.get_serializer_context())
        reading.is_valid(raise_exception=True)
        return dict(reading.validated_data)

    def query(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The query string, read by a serializer; a list is a name said several times. Raises ValidationError."""
        given, fields = self.request.query_params, serializer._declared_fields
        lists = {name: given.getlist(name) for name in given if isinstance(fields.get(name), LIST)}
        reading = serializer(data={**given.dict(), **lists}, context=self.get_serializer_context())
        reading.is_valid(raise_exception=True)
        return dict(reading.validated_data)

    def shown(self, rows: Iterable[Any]) -> list[Any]:
        """The rows as the outside sees them."""
        serializer = kept(self.get_serializer_class())
        serializer._context = self.get_serializer_context()
        return [serializer.to_representation(row) for row in rows]

    def answer(self, row: Any, *, status: int = 200, **headers: str) -> Response:
        [data] = self.shown([row])
        if tag := self.etag(row):
            headers["ETag"] = tag
        return Response(data, status=status, headers=headers)


class Resource(Door):
    """One kind of thing: a list of them, and each by its id."""

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.chosen(self.joined(self.get_queryset())))
        return self.get_paginated_response(self.shown(page))

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        if self.plain is not None and not self.expanded:
            return self.answer(self.found(self.plain))
        return self.answer(self.found(self.joined(self.get_queryset())))
