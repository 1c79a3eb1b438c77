"""Webhook endpoints for programs: add an address, choose what it hears, and tell it again what it missed."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from practices.api.expanding import Nothing
from practices.api.fields import IdField, InPractice
from practices.api.views import Resource
from practices.models import Event, WebhookDelivery, WebhookEndpoint
from practices.webhooks import actions


class EndpointOut(serializers.ModelSerializer[WebhookEndpoint]):
    """An address that hears what happens. `kinds` is empty when it hears everything."""

    id = IdField("whe", source="pk")
    kinds = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = WebhookEndpoint
        fields = (
            "id", "url", "kinds", "note", "made_at", "failing_since", "disabled_at", "disabled_because",
            "old_secret_until",
        )  # fmt: skip


class EndpointWithSecret(EndpointOut):
    """Answered once, by the operation that made the secret."""

    secret = serializers.CharField(help_text="Signs by Standard Webhooks; begins with whsec_")

    class Meta(EndpointOut.Meta):
        fields = (*EndpointOut.Meta.fields, "secret")


class EndpointIn(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=500, help_text="https, in the open internet")
    kinds = serializers.ListField(
        child=serializers.CharField(max_length=60),
        max_length=200,
        required=False,
        default=list,
        help_text="Kinds of events, as the catalogue of events names them; leave empty for all",
    )
    note = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class EndpointChanges(serializers.Serializer[Any]):
    url = serializers.CharField(max_length=500, required=False)
    kinds = serializers.ListField(child=serializers.CharField(max_length=60), max_length=200, required=False)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)


class Replay(serializers.Serializer[Any]):
    after = InPractice(Event, "evt", help_text="The last event that you have; what came later is told again")


class Replayed(serializers.Serializer[Any]):
    queued = serializers.IntegerField(help_text="How many deliveries wait to be told")


@extend_schema_view(
    list=extend_schema(summary="List webhook endpoints"),
    retrieve=extend_schema(summary="Read a webhook endpoint"),
)
class Webhooks(Resource):
    prefix, sees, does = "whe", "manage_webhooks", "manage_webhooks"
    serializer_class = EndpointOut
    state = ("url", "kinds", "note", "disabled_at", "old_secret_until")

    def get_queryset(self) -> QuerySet[Any]:
        return WebhookEndpoint.objects.filter(removed_at=None).select_related("practice")

    @extend_schema(summary="Add a webhook endpoint", request=EndpointIn, responses={201: EndpointWithSecret})
    def create(self, request: Any) -> Response:
        """It hears what happens from now on. No later answer has the secret that signs; the settings show it."""
        asked = self.asked(EndpointIn)
        endpoint = actions.add_endpoint(request.practice, **asked, by=request.member, at=timezone.now())
        return self._with_secret(endpoint, status=201)

    @extend_schema(summary="Change a webhook endpoint", request=EndpointChanges, responses=EndpointOut)
    def partial_update(self, request: Any, id: str) -> Response:
        """Only what you send changes, from now on."""
        endpoint, asked = self.locked(), self.asked(EndpointChanges)
        actions.change_endpoint(endpoint, **asked, by=request.member, at=timezone.now())
        return self.answer(endpoint)

    @extend_schema(summary="Remove a webhook endpoint", responses={204: None})
    def destroy(self, request: Any, id: str) -> Response:
        """It hears nothing more; what waits for it is given up."""
        actions.remove_endpoint(self.locked(), by=request.member, at=timezone.now())
        return Response(status=204)

    @extend_schema(summary="Switch a webhook endpoint off", request=Nothing, responses=EndpointOut)
    @action(detail=True, methods=["post"])
    def disable(self, request: Any, id: str) -> Response:
        """It is told nothing until it is enabled; what waits is given up, and can be replayed."""
        endpoint = self.locked()
        actions.disable(
            endpoint, because=WebhookEndpoint.Because.BY_HAND, by=request.member, at=timezone.now()
        )
        endpoint.refresh_from_db()
        return self.answer(endpoint)

    @extend_schema(summary="Switch a webhook endpoint on", request=Nothing, responses=EndpointOut)
    @action(detail=True, methods=["post"])
    def enable(self, request: Any, id: str) -> Response:
        """It is told what happens from now on; what it missed can be replayed."""
        endpoint = self.locked()
        actions.enable(endpoint, by=request.member, at=timezone.now())
        return self.answer(endpoint)

    @extend_schema(
        summary="Rotate the secret of a webhook endpoint", request=Nothing, responses=EndpointWithSecret
    )
    @action(detail=True, methods=["post"], url_path="rotate-secret")
    def rotate_secret(self, request: Any, id: str) -> Response:
        """Until `old_secret_until`, a day from now, both secrets sign. The new one is in this answer only."""
        endpoint = self.locked()
        actions.rotate_secret(endpoint, by=request.member, at=timezone.now())
        return self._with_secret(endpoint)

    @extend_schema(summary="Tell again what happened", request=Replay, responses={202: Replayed})
    @action(detail=True, methods=["post"])
    def replay(self, request: Any, id: str) -> Response:
        """Everything of its kinds after an event, in order, at most 10,000 at a time.

        What was recorded in the quarter of an hour before it and never reached you comes too: facts that are written
        down at the same time may become known in another order. You know by `webhook-id` what you have had.
        """
        endpoint, asked = self.locked(), self.asked(Replay)
        queued = actions.replay(endpoint, after=asked["after"], at=timezone.now())
        return Response({"queued": queued}, status=202)

    def _with_secret(self, endpoint: WebhookEndpoint, *, status: int = 200) -> Response:
        data = EndpointWithSecret(endpoint, context=self.get_serializer_context()).data
        return Response(data, status=status, headers={"ETag": self.etag(endpoint)})


class DeliveryOut(serializers.ModelSerializer[WebhookDelivery]):
    """One event on its way to one endpoint. `answered` is the HTTP status of the last try."""

    id = IdField("whd", source="pk")
    endpoint = IdField("whe", source="endpoint_id")
    event = IdField("evt", source="event_id")
    type = serializers.CharField(source="event.kind")

    class Meta:
        model = WebhookDelivery
        fields = (
            "id", "endpoint", "event", "type", "status", "attempts", "due_at", "answered", "failure", "settled_at",
        )  # fmt: skip


class DeliveryFilters(serializers.Serializer[Any]):
    endpoint = InPractice(WebhookEndpoint, "whe", required=False)
    event = InPractice(Event, "evt", required=False)
    status = serializers.ChoiceField(WebhookDelivery.Status.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="List what endpoints were told", parameters=[DeliveryFilters]),
    retrieve=extend_schema(summary="Read a delivery"),
)
class Deliveries(Resource):
    prefix, sees, does = "whd", "manage_webhooks", "manage_webhooks"
    serializer_class = DeliveryOut
    state = ("status", "attempts", "due_at")
    http_method_names: ClassVar[list[str]] = ["get", "head", "options", "post"]

    def get_queryset(self) -> QuerySet[Any]:
        return WebhookDelivery.objects.filter(endpoint__removed_at=None).select_related("event")

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(DeliveryFilters))

    def locked(self) -> Any:
        """The endpoint first, as the worker does that settles: the other way round, each would wait for the other."""
        actions.hold(self.get_object().endpoint)
        return super().locked()

    @extend_schema(summary="Tell it once more", request=Nothing, responses={202: DeliveryOut})
    @action(detail=True, methods=["post"])
    def resend(self, request: Any, id: str) -> Response:
        """Now, and then by the schedule from its beginning. The receiver knows it by its webhook-id."""
        delivery = self.locked()
        actions.resend(delivery, at=timezone.now())
        return self.answer(delivery, status=202)
