"""What can be booked, and with whom."""

import json
from hashlib import sha256
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from bookings import actions, models
from bookings.api.offering import DoerOut, PractitionerChanges, PractitionerIn, ServiceChanges, ServiceIn
from bookings.api.weeks import WithWeeks
from practices.api.expanding import Nothing
from practices.api.fields import IdField, InPractice, outside_id
from practices.api.views import Resource


class ServiceOut(serializers.ModelSerializer[models.Service]):
    """Minutes in order: before · hands_on · processing · finishing · after. Price in minor units."""

    id = IdField("svc", source="pk")
    minutes = serializers.IntegerField(help_text="How long the client is there")

    class Meta:
        model = models.Service
        fields = (
            "id", "name", "description", "category", "minutes", "before_minutes", "hands_on_minutes",
            "processing_minutes", "finishing_minutes", "after_minutes", "price", "books_online", "rhythm_days",
            "min_interval_days", "may_be_named", "hue", "archived_at",
        )  # fmt: skip


class ServiceWhole(ServiceOut):
    """The same, and who does it, and the kinds of rooms or things it needs."""

    doers = serializers.SerializerMethodField()
    needs = serializers.SerializerMethodField()

    class Meta(ServiceOut.Meta):
        fields = (*ServiceOut.Meta.fields, "doers", "needs")

    @extend_schema_field(DoerOut(many=True))
    def get_doers(self, service: models.Service) -> Any:
        """One of each practitioner, as `ServiceChanges` takes them."""
        doers = {ability.practitioner_id: ability for ability in reversed(service.abilities.all())}
        return DoerOut(
            sorted(doers.values(), key=attrgetter("practitioner_id")), many=True, context=self.context
        ).data

    @extend_schema_field(serializers.ListField(child=IdField("pol")))
    def get_needs(self, service: models.Service) -> list[str | None]:
        practice = self.context["request"].practice
        return [outside_id("pol", one.pool_id, practice) for one in service.requirements.all()]


class PractitionerOut(serializers.ModelSerializer[models.Resource]):
    id = IdField("res", source="pk")

    class Meta:
        model = models.Resource
        fields = ("id", "name", "books_online", "hue")


class UnitOut(serializers.ModelSerializer[models.Resource]):
    id = IdField("res", source="pk")
    location = IdField("loc", source="location_id")

    class Meta:
        model = models.Resource
        fields = ("id", "kind", "name", "location")


class PoolOut(serializers.ModelSerializer[models.ResourcePool]):
    """A kind of room or thing of which any will do; services name it among their `needs`."""

    id = IdField("pol", source="pk")
    units = UnitOut(many=True)

    class Meta:
        model = models.ResourcePool
        fields = ("id", "name", "units")


@extend_schema_view(
    list=extend_schema(summary="List rooms and things"), retrieve=extend_schema(summary="Read a kind of room")
)
class Pools(Resource):
    prefix, sees, serializer_class = "pol", "see_calendar", PoolOut

    def get_queryset(self) -> QuerySet[Any]:
        units = models.Resource.objects.filter(retired_at=None).order_by("position", "id")
        return models.ResourcePool.objects.prefetch_related(Prefetch("units", units))


class ServiceFilters(serializers.Serializer[Any]):
    archived = serializers.BooleanField(required=False, default=False, help_text="Those off the list")


@extend_schema_view(
    list=extend_schema(summary="List services", parameters=[ServiceFilters]),
    retrieve=extend_schema(summary="Read a service"),
)
class Services(Resource):
    prefix, sees, does = "svc", "see_calendar", "manage_services"
    serializer_class = ServiceWhole

    def get_queryset(self) -> QuerySet[Any]:
        # Terms that hold everywhere and always come first: it is those that a program writes.
        able = models.Ability.objects.filter(practitioner__retired_at=None).order_by(
            F("location").asc(nulls_first=True), F("from_on").asc(nulls_first=True), "pk"
        )
        return models.Service.objects.prefetch_related(
            Prefetch("abilities", able),
            Prefetch("requirements", models.Requirement.objects.order_by("pool_id")),
        )

    def etag(self, row: models.Service) -> str:
        """All that is shown, with those who do it and what it needs: one list sent replaces the other."""
        [shown] = self.shown([row])
        return f'"{sha256(json.dumps(shown, default=str).encode()).hexdigest()[:16]}"'

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(archived_at__isnull=not self.query(ServiceFilters)["archived"])

    @extend_schema(summary="Add a service", request=ServiceIn, responses={201: ServiceWhole})
    def create(self, request: Any) -> Response:
        return self.answer(self._save(None, self.asked(ServiceIn)), status=201)

    @extend_schema(summary="Change a service", request=ServiceChanges, responses=ServiceWhole)
    def partial_update(self, request: Any, id: str) -> Response:
        """Only what you send changes. Visits booked before keep what was agreed."""
        service = self.locked()
        return self.answer(self._save(service, self.asked(ServiceChanges)))

    @extend_schema(summary="Take a service off the list", request=Nothing, responses=ServiceWhole)
    @action(detail=True, methods=["post"])
    def archive(self, request: Any, id: str) -> Response:
        """Visits booked before stay."""
        return self.answer(actions.archive_service(self.locked(), by=request.member, at=timezone.now()))

    @extend_schema(summary="Put a service back on the list", request=Nothing, responses=ServiceWhole)
    @action(detail=True, methods=["post"])
    def restore(self, request: Any, id: str) -> Response:
        return self.answer(actions.restore_service(self.locked(), by=request.member, at=timezone.now()))

    def _save(self, service: models.Service | None, asked: dict[str, Any]) -> models.Service:
        saved = actions.save_service(
            service,
            practice=self.request.practice,
            doers=asked.pop("doers", None),
            needs=asked.pop("needs", None),
            values=asked,
            by=self.request.member,  # type: ignore[attr-defined]
            at=timezone.now(),
        )
        kept: models.Service = self.get_queryset().get(pk=saved.pk)
        return kept


class PractitionerFilters(serializers.Serializer[Any]):
    service = InPractice(models.Service, "svc", required=False, help_text="Who does it")


@extend_schema_view(
    list=extend_schema(summary="List practitioners", parameters=[PractitionerFilters]),
    retrieve=extend_schema(summary="Read a practitioner"),
)
class Practitioners(WithWeeks):
    prefix, sees, does = "res", "see_calendar", "manage_team_hours"
    verbs: ClassVar[dict[str, str]] = {"retire": "manage_services"}
    serializer_class = PractitionerOut
    state = ("name", "hue", "books_online")

    def get_queryset(self) -> QuerySet[Any]:
        return models.Resource.objects.filter(kind=models.Resource.Kind.PRACTITIONER, retired_at=None)

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.query(PractitionerFilters)
        return rows.filter(abilities__service=asked["service"]).distinct() if asked else rows

    @extend_schema(summary="Add a practitioner", request=PractitionerIn, responses={201: PractitionerOut})
    def create(self, request: Any) -> Response:
        """They do every service and work the usual week until told otherwise."""
        asked = self.asked(PractitionerIn)
        who = actions.add_practitioner(
            request.practice, **asked, member=None, by=request.member, at=timezone.now()
        )
        return self.answer(who, status=201)

    @extend_schema(summary="Change a practitioner", request=PractitionerChanges, responses=PractitionerOut)
    def partial_update(self, request: Any, id: str) -> Response:
        """Only what you send changes."""
        who, asked = self.locked(), self.asked(PractitionerChanges)
        return self.answer(actions.change_practitioner(who, **asked, by=request.member, at=timezone.now()))

    @extend_schema(summary="Retire a practitioner", request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def retire(self, request: Any, id: str) -> Response:
        """No longer booked; what was, stays on record."""
        actions.retire(self.locked(), by=request.member, at=timezone.now())
        return Response(status=204)
