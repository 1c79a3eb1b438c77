"""Everything about one client as a file, for programs that may hand it out."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from clients import actions
from clients.models import Client, Export
from practices.api.fields import IdField, InPractice
from practices.api.views import Resource
from practices.permissions import scope_for


class ExportOut(serializers.ModelSerializer[Export]):
    """A zip in the making, or made. `job` says how far it is; past `expires_at` it is gone."""

    id = IdField("exp", source="pk")
    client = IdField("cli", source="client_id")
    job = IdField("job", source="job_id")
    is_ready = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = ("id", "client", "job", "is_ready", "expires_at")

    def get_is_ready(self, export: Export) -> bool:
        return export.job.status == "done"


class ExportIn(serializers.Serializer[Any]):
    client = InPractice(Client, "cli")


@extend_schema_view(
    list=extend_schema(summary="List exports"), retrieve=extend_schema(summary="Read an export")
)
class Exports(Resource):
    prefix, sees, does = "exp", "export_clients", "export_clients"
    serializer_class = ExportOut

    def get_queryset(self) -> QuerySet[Any]:
        kept = Export.objects.filter(expires_at__gt=timezone.now(), client__erased_at=None)
        return kept.select_related("job", "practice", "client").defer("content_sealed")

    @extend_schema(summary="Export a client", request=ExportIn, responses={202: ExportOut})
    def create(self, request: Any) -> Response:
        """Everything about one client as a zip. A worker makes it; read it again until it is ready."""
        asked = self.asked(ExportIn)
        export = actions.ask_for_export(asked["client"], by=request.member, at=timezone.now())
        return self.answer(export, status=202)

    @extend_schema(
        summary="Fetch the file of an export", responses={(200, "application/zip"): OpenApiTypes.BINARY}
    )
    @action(detail=True, url_path="file")
    def file(self, request: Any, id: str) -> HttpResponse:
        """The zip itself; not found until it is ready. Each fetching is recorded.

        Health text is in it for a key that may read health (`health:read`), and left out for every other.
        """
        kept = self.found(self.get_queryset().defer(None).filter(job__status="done"))
        reads = scope_for("see_health") in request.auth.scopes
        content = actions.fetch_export(kept, with_health=reads, by=request.member, at=timezone.now())
        response = HttpResponse(content, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{id}.zip"'
        return response
