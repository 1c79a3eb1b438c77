"""Lists of clients and past visits by file, for programs: uploaded, read right, tried, brought in, taken back."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from clients import actions
from clients.importing.choices import Choices
from clients.importing.rejected import rejected_csv
from clients.models import ImportBatch
from practices.api.expanding import Nothing
from practices.api.fields import IdField
from practices.api.parsing import CSV, FileBody
from practices.api.views import Resource
from practices.permissions import scope_for

FILE = OpenApiExample("Clients", value="Name,Mobile,E-mail\r\nZoe Baker,(212) 555-0142,zoe.baker@example.com\r\n",
                      media_type=CSV, request_only=True)  # fmt: skip


class ColumnOut(serializers.Serializer[Any]):
    """One column of the file; `field` is what it holds, nothing where it is left out."""

    place = serializers.IntegerField(help_text="0 is the first")
    name = serializers.CharField()
    field = serializers.CharField()


class ReadingOptions(serializers.Serializer[Any]):
    """How dates and sums are written, and what is done about what cannot be read or is unknown."""

    date_order = serializers.ChoiceField(["day_first", "month_first"], required=False)
    mark = serializers.ChoiceField(
        ["point", "comma"], required=False, help_text="Before the cents, in visits"
    )
    is_lenient = serializers.BooleanField(
        required=False,
        help_text="Clients: keep what cannot be read as a note, instead of leaving the row out",
    )
    creates = serializers.BooleanField(
        required=False, help_text="Visits: add unknown services and practitioners, archived"
    )
    is_complete = serializers.BooleanField(
        required=False, help_text="Visits: the file goes back to each client's first visit"
    )


class ImportOut(serializers.ModelSerializer[ImportBatch]):
    """One file on its way in. Counts are of the last trial, or of the import; `job` says how far a worker is."""

    id = IdField("imp", source="pk")
    job = IdField("job", source="job_id", allow_null=True)
    is_working = serializers.SerializerMethodField(help_text="A worker is at it, or about to begin")
    columns = serializers.SerializerMethodField()
    options = serializers.SerializerMethodField()
    date_doubt = serializers.SerializerMethodField(
        help_text="`ambiguous` or `mixed` where the file does not settle the order of day and month"
    )
    removed = serializers.SerializerMethodField(help_text="Once undone: rows taken back")
    kept = serializers.SerializerMethodField(help_text="Once undone: rows somebody had worked with since")

    class Meta:
        model = ImportBatch
        fields = (
            "id", "kind", "status", "is_working", "job", "file_name", "rows", "added", "unchanged", "rejected",
            "columns", "options", "date_doubt", "uploaded_at", "imported_at", "released_at", "undone_at", "removed",
            "kept",
        )  # fmt: skip

    def get_is_working(self, batch: ImportBatch) -> bool:
        return batch.job is not None and batch.job.is_open

    @extend_schema_field(ColumnOut(many=True))
    def get_columns(self, batch: ImportBatch) -> Any:
        chosen = Choices.from_dict(batch.options).columns
        header = enumerate(batch.mapping["layout"]["header"])
        return [{"place": place, "name": name, "field": chosen.get(place, "")} for place, name in header]

    @extend_schema_field(ReadingOptions)
    def get_options(self, batch: ImportBatch) -> dict[str, Any]:
        return {
            name: value for name, value in batch.options.items() if name in ReadingOptions._declared_fields
        }

    def get_date_doubt(self, batch: ImportBatch) -> str:
        order = str(batch.mapping.get("date_order", ""))
        return order if order in {"ambiguous", "mixed"} else ""

    def get_removed(self, batch: ImportBatch) -> int | None:
        return self._taken_back(batch, "removed")

    def get_kept(self, batch: ImportBatch) -> int | None:
        return self._taken_back(batch, "kept")

    def _taken_back(self, batch: ImportBatch, name: str) -> int | None:
        is_undone = batch.status == ImportBatch.Status.UNDONE and batch.job is not None
        return batch.job.result.get(name) if is_undone else None  # type: ignore[union-attr]


class Upload(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        ImportBatch.Kind.choices, default="clients", help_text="What is in the file"
    )
    file_name = serializers.CharField(max_length=200, default="clients.csv")


class ColumnIn(serializers.Serializer[Any]):
    place = serializers.IntegerField(min_value=0, max_value=199, help_text="0 is the first")
    field = serializers.CharField(
        max_length=40, help_text="As `columns` names them: name, email, phone, start …"
    )


class Reading(serializers.Serializer[Any]):
    """Only what is sent changes; `columns`, when sent, name all that are read, and the others are left out."""

    columns = ColumnIn(many=True, required=False, max_length=200)  # type: ignore[call-arg]  # known once many
    options = ReadingOptions(required=False)


@extend_schema_view(
    list=extend_schema(summary="List imports"), retrieve=extend_schema(summary="Read how an import stands")
)
class Imports(Resource):
    prefix, sees, does = "imp", "import_clients", "import_clients"
    serializer_class = ImportOut
    state: ClassVar[tuple[str, ...]] = (
        "status", "options", "rows", "added", "unchanged", "rejected", "job_id", "imported_at", "released_at",
    )  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        return ImportBatch.objects.select_related("job", "practice").defer("content_sealed")

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """An upload has the file as its body; all else is JSON."""
        if request.method == "POST" and self.action_map.get("post") == "create":
            self.parser_classes = [FileBody]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        summary="Upload a file",
        parameters=[Upload],
        request={CSV: OpenApiTypes.BINARY},
        examples=[FILE],
        responses={201: ImportOut},
    )
    def create(self, request: Any) -> Response:
        """A CSV of clients or of past visits, up to 60 MB, as the body. It is kept and its columns are guessed.

        Nothing comes in yet: correct the guess, have it checked, then begin.
        """
        asked, content = self.query(Upload), request.data
        batch = actions.upload(
            request.practice,
            **asked,
            content=content if isinstance(content, bytes) else b"",
            by=request.member,
            at=timezone.now(),
        )
        return self.answer(batch, status=201)

    @extend_schema(summary="Correct how a file is read", request=Reading, responses=ImportOut)
    def partial_update(self, request: Any, id: str) -> Response:
        """Before it comes in. Have it checked again afterwards."""
        batch, asked = self.locked(), self.asked(Reading)
        columns = {one["place"]: one["field"] for one in asked["columns"]} if "columns" in asked else None
        return self.answer(actions.choose(batch, columns=columns, options=asked.get("options", {})))

    @extend_schema(summary="Try a file", request=Nothing, responses={202: ImportOut})
    @action(detail=True, methods=["post"])
    def check(self, request: Any, id: str) -> Response:
        """A worker reads every row and writes nothing; counts and the rows that would stay out come with it."""
        return self._begun(actions.ask_to_check)

    @extend_schema(summary="Bring a file in", request=Nothing, responses={202: ImportOut})
    @action(detail=True, methods=["post"])
    def begin(self, request: Any, id: str) -> Response:
        """Once it was checked. Read the import again until no worker is at it."""
        return self._begun(actions.ask_to_import)

    @extend_schema(summary="Take a file back", request=Nothing, responses={202: ImportOut})
    @action(detail=True, methods=["post"])
    def undo(self, request: Any, id: str) -> Response:
        """As far as nobody has worked with what came in."""
        return self._begun(actions.ask_to_undo)

    @extend_schema(summary="Let imported people get messages", request=Nothing, responses=ImportOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Any, id: str) -> Response:
        """Until then nobody of the file gets an automatic message."""
        actions.release_batch(self.locked(), by=request.member, at=timezone.now())
        return self.answer(self.get_object())

    @extend_schema(summary="Fetch the rows that stayed out", responses={(200, CSV): OpenApiTypes.BINARY})
    @action(detail=True, pagination_class=None)
    def rejected(self, request: Any, id: str) -> HttpResponse:
        """As a CSV to mend and bring again, with a column of reasons.

        What stands in the cells may be health text: a key without `health:read` gets the row numbers and reasons.
        """
        may_read = scope_for("see_health") in request.auth.scopes
        text = rejected_csv(self.get_object(), with_cells=may_read)
        response = HttpResponse(text, content_type=f"{CSV}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="rejected-{id}.csv"'
        return response

    def _begun(self, ask: Callable[..., ImportBatch]) -> Response:
        begun = ask(self.locked(), by=self.request.member, at=timezone.now())  # type: ignore[attr-defined]
        return self.answer(begun, status=202)
