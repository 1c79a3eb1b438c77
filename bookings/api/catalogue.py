"""What can be booked, where, and with whom."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from bookings import models
from practices.api.fields import IdField
from practices.api.views import Resource
from practices.models import Location


class LocationOut(serializers.ModelSerializer[Location]):
    id = IdField("loc", source="pk")

    class Meta:
        model = Location
        fields = ("id", "name", "time_zone", "street", "postcode", "city", "country", "phone")


class ServiceOut(serializers.ModelSerializer[models.Service]):
    """Minutes in order: before · hands_on · processing · finishing · after. Price in minor units."""

    id = IdField("svc", source="pk")
    minutes = serializers.IntegerField(help_text="How long the client is there")

    class Meta:
        model = models.Service
        fields = (
            "id", "name", "description", "category", "minutes", "before_minutes", "hands_on_minutes",
            "processing_minutes", "finishing_minutes", "after_minutes", "price", "books_online", "rhythm_days",
        )  # fmt: skip


class PractitionerOut(serializers.ModelSerializer[models.Resource]):
    id = IdField("res", source="pk")

    class Meta:
        model = models.Resource
        fields = ("id", "name", "books_online")


class Catalogue(Resource):
    sees = "see_calendar"
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]


@extend_schema_view(
    list=extend_schema(summary="List locations"), retrieve=extend_schema(summary="Read a location")
)
class Locations(Catalogue):
    prefix, serializer_class = "loc", LocationOut

    def get_queryset(self) -> QuerySet[Any]:
        return Location.objects.filter(closed_at=None)


@extend_schema_view(
    list=extend_schema(summary="List services"), retrieve=extend_schema(summary="Read a service")
)
class Services(Catalogue):
    prefix, serializer_class = "svc", ServiceOut

    def get_queryset(self) -> QuerySet[Any]:
        return models.Service.objects.filter(archived_at=None)


@extend_schema_view(
    list=extend_schema(summary="List practitioners"), retrieve=extend_schema(summary="Read a practitioner")
)
class Practitioners(Catalogue):
    prefix, serializer_class = "res", PractitionerOut

    def get_queryset(self) -> QuerySet[Any]:
        return models.Resource.objects.filter(kind=models.Resource.Kind.PRACTITIONER, retired_at=None)
