"""Clients for programs: find, register, change, put aside."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from clients import actions, queries
from clients.models import Client, ImportBatch
from practices.api.expanding import Expandable, Nothing
from practices.api.fields import IdField, InPractice
from practices.api.views import Resource
from practices.models import Member
from practices.ready import Ready


class ClientOut(Expandable):
    """A person. Phone in E.164. Health facts are a resource of their own, with a scope of their own."""

    id = IdField("cli", source="pk")
    referrer = IdField("cli", source="referrer_id", allow_null=True)
    practitioner = IdField("mem", source="practitioner_id", allow_null=True)

    class Meta:
        model = Client
        fields = (
            "id", "name", "preferred_name", "pronouns", "birth_on", "phone", "email", "language", "time_zone",
            "street", "postcode", "city", "source", "referrer", "practitioner", "tags", "external_id",
            "is_released", "is_verified", "registered_at", "archived_at", "version",
        )  # fmt: skip


ClientOut.wholes = {"referrer": ClientOut}


class Details(serializers.Serializer[Any]):
    """What can be said of a person. Phone and e-mail as people write them."""

    preferred_name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    pronouns = serializers.CharField(max_length=40, allow_blank=True, required=False)
    birth_on = serializers.DateField(allow_null=True, required=False)
    phone = serializers.CharField(max_length=40, allow_blank=True, required=False)
    email = serializers.CharField(max_length=254, allow_blank=True, required=False)
    language = serializers.CharField(max_length=8, allow_blank=True, required=False)
    time_zone = serializers.CharField(
        max_length=50, allow_blank=True, required=False, help_text="An IANA name"
    )
    street = serializers.CharField(max_length=200, allow_blank=True, required=False)
    postcode = serializers.CharField(max_length=20, allow_blank=True, required=False)
    city = serializers.CharField(max_length=100, allow_blank=True, required=False)
    source = serializers.CharField(max_length=80, allow_blank=True, required=False)
    referrer = InPractice(Client, "cli", allow_null=True, required=False)
    practitioner = InPractice(Member, "mem", allow_null=True, required=False)
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=30, required=False,
        help_text="Everybody who sees the list reads them: no health here",
    )  # fmt: skip
    external_id = serializers.CharField(
        max_length=100, allow_blank=True, required=False, help_text="Your own id; once per practice"
    )


class Registration(Details):
    name = serializers.CharField(max_length=160)


class Changes(Details):
    name = serializers.CharField(max_length=160, required=False)


class Erasing(serializers.Serializer[Any]):
    reason = serializers.CharField(
        max_length=200, help_text="Kept sealed beside the pseudonym; without names"
    )


class Filters(serializers.Serializer[Any]):
    email = serializers.CharField(required=False)
    phone = serializers.CharField(required=False, help_text="E.164")
    external_id = serializers.CharField(required=False)
    tag = serializers.CharField(required=False)
    practitioner = InPractice(Member, "mem", required=False, help_text="Whose practitioner of choice it is")
    released = serializers.BooleanField(
        required=False, help_text="False: imported, and held back from automatic messages until released"
    )
    batch = InPractice(ImportBatch, "imp", required=False, help_text="The import that brought them in")
    q = serializers.CharField(
        required=False, max_length=200, help_text="Name, phone or e-mail as people type them; the best few"
    )
    archived = serializers.BooleanField(required=False, default=False, allow_null=False)


COLUMNS = {"released": "is_released", "batch": "import_batch"}
"""Filter → the column it asks, where that is called otherwise."""


def _as_kept(name: str, value: Any) -> Any:
    """What is looked for, written as the action writes it."""
    if name == "external_id":
        return " ".join(value.split())
    return value.lower() if name == "email" else value


EXPAND = OpenApiParameter("expand", description="referrer")


@extend_schema_view(
    list=extend_schema(summary="List clients", parameters=[Filters, EXPAND]),
    retrieve=extend_schema(summary="Read a client", parameters=[EXPAND]),
)
class Clients(Resource):
    prefix, sees, does = "cli", "see_clients", "change_clients"
    verbs: ClassVar[dict[str, str]] = {"erase": "erase_clients"}
    serializer_class = ClientOut
    expands: ClassVar[dict[str, str]] = {"referrer": "referrer"}
    plain: ClassVar[Ready[Client]] = Ready(lambda pk: Client.objects.present().filter(pk=pk), pk=int)

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Client.objects.present()
        return rows

    def etag(self, row: Client) -> str:
        """The version, with what changes uncounted; in clear, because no other read comes so often."""
        aside = row.archived_at.timestamp() if row.archived_at else ""
        return f'"v{row.version}.{row.is_released:d}{row.is_verified:d}.{aside}"'

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.query(Filters)
        rows = rows.filter(archived_at__isnull=not asked.pop("archived"))
        typed = asked.pop("q", "")
        if "tag" in asked:
            rows = queries.tagged(rows, asked.pop("tag"))
        rows = rows.filter(
            **{COLUMNS.get(name, name): _as_kept(name, value) for name, value in asked.items()}
        )
        return rows.filter(pk__in=queries.find(rows, typed).keys) if typed else rows

    @extend_schema(summary="Register a client", request=Registration, responses={201: ClientOut})
    def create(self, request: Any) -> Response:
        asked = self.asked(Registration)
        client = actions.register(request.practice, **asked, by=request.member, at=timezone.now())
        return self.answer(client, status=201)

    @extend_schema(summary="Change a client", request=Changes, responses=ClientOut)
    def partial_update(self, request: Any, id: str) -> Response:
        """Only what you send changes. `If-Match` guards against a change you have not seen."""
        client, asked = self.locked(), self.asked(Changes)
        return self.answer(
            actions.change_details(client, changes=asked, by=request.member, at=timezone.now())
        )

    @extend_schema(summary="Put a client aside", request=Nothing, responses=ClientOut)
    @action(detail=True, methods=["post"])
    def archive(self, request: Any, id: str) -> Response:
        return self.answer(actions.archive(self.locked(), by=request.member, at=timezone.now()))

    @extend_schema(summary="Take a client back", request=Nothing, responses=ClientOut)
    @action(detail=True, methods=["post"])
    def restore(self, request: Any, id: str) -> Response:
        return self.answer(actions.restore(self.locked(), by=request.member, at=timezone.now()))

    @extend_schema(summary="Erase a client", request=Erasing, responses={204: None})
    @action(detail=True, methods=["post"])
    def erase(self, request: Any, id: str) -> Response:
        """For good: a pseudonym remains. Money and the number of visits stay; who it was does not."""
        client, asked = self.locked(), self.asked(Erasing)
        actions.erase(client, **asked, by=request.member, at=timezone.now())
        return Response(status=204)

    @extend_schema(summary="Release an imported client", request=Nothing, responses=ClientOut)
    @action(detail=True, methods=["post"])
    def release(self, request: Any, id: str) -> Response:
        """From now on the client may get automatic messages."""
        return self.answer(actions.release(self.locked(), by=request.member, at=timezone.now()))
