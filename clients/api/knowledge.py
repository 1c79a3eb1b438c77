"""What is known of a client, and what they agreed to."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from clients import actions
from clients.models import Client, Consent, ProfileFact
from practices.api.expanding import Nothing
from practices.api.fields import IdField, InPractice, is_storable
from practices.api.views import Resource


class FactOut(serializers.ModelSerializer[ProfileFact]):
    """One dated thing we know. Changed facts end, with `ended_at`, and a new one begins."""

    id = IdField("fct", source="pk")
    client = IdField("cli", source="client_id")
    replaced_by = IdField("fct", source="replaced_by_id", allow_null=True)
    value = serializers.CharField()

    class Meta:
        model = ProfileFact
        fields = (
            "id", "client", "kind", "value", "severity", "source", "noted_at", "review_on", "ended_at", "replaced_by",
        )  # fmt: skip


class FactIn(serializers.Serializer[Any]):
    client = InPractice(Client, "cli")
    kind = serializers.ChoiceField(ProfileFact.Kind.choices)
    value = serializers.CharField(max_length=5000)
    severity = serializers.ChoiceField(ProfileFact.Severity.choices, required=False, allow_blank=True)
    source = serializers.ChoiceField(ProfileFact.Source.choices, default=ProfileFact.Source.STAFF)
    review_on = serializers.DateField(required=False, allow_null=True)


class Superseding(serializers.Serializer[Any]):
    """What is not sent stays as it was: the alert, the source, and when to look at it again."""

    value = serializers.CharField(max_length=5000)
    severity = serializers.ChoiceField(
        ProfileFact.Severity.choices, required=False, allow_blank=True, help_text="Empty ends the alert"
    )
    source = serializers.ChoiceField(ProfileFact.Source.choices, required=False)
    review_on = serializers.DateField(required=False, allow_null=True)


class FactFilters(serializers.Serializer[Any]):
    client = InPractice(
        Client, "cli", help_text="Facts are read one client at a time; each reading is recorded"
    )
    kind = serializers.ChoiceField(ProfileFact.Kind.choices, required=False)


@extend_schema_view(list=extend_schema(summary="List what is known of a client", parameters=[FactFilters]))
class Facts(Resource):
    prefix, sees, does = "fct", "see_health", "write_health"
    serializer_class = FactOut
    state = ("ended_at", "replaced_by_id")

    def get_queryset(self) -> QuerySet[Any]:
        return ProfileFact.objects.select_related("practice", "client")

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(FactFilters))

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.chosen(self.get_queryset())) or []
        self._note_reading(page)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="Read a fact")
    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        fact = self.get_object()
        self._note_reading([fact])
        return self.answer(fact)

    def _note_reading(self, facts: Sequence[ProfileFact]) -> None:
        if facts:
            actions.read_sensitive(
                facts[0].client,
                facts=list(facts),
                where="api",
                by=self.request.member,  # type: ignore[attr-defined]
                at=timezone.now(),
            )

    @extend_schema(summary="Note a fact", request=FactIn, responses={201: FactOut})
    def create(self, request: Any) -> Response:
        asked = self.asked(FactIn)
        fact = actions.note_fact(asked.pop("client"), **asked, by=request.member, at=timezone.now())
        return self.answer(fact, status=201)

    @extend_schema(summary="Say how it is now", request=Superseding, responses={201: FactOut})
    @action(detail=True, methods=["post"])
    def supersede(self, request: Any, id: str) -> Response:
        """The old fact ends and stays readable; the new one is answered. What you do not send stays as it was."""
        asked, old = self.asked(Superseding), self.locked()
        return self.answer(actions.supersede(old, **asked, by=request.member, at=timezone.now()), status=201)

    @extend_schema(summary="Say that it no longer holds", request=Nothing, responses=FactOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Any, id: str) -> Response:
        fact = self.locked()
        actions.end_fact(fact, by=request.member, at=timezone.now())
        fact.refresh_from_db(fields=["ended_at"])
        return self.answer(fact)


class ConsentOut(serializers.ModelSerializer[Consent]):
    """One entry of the ledger. What holds is the newest of a purpose and channel."""

    id = IdField("con", source="pk")
    client = IdField("cli", source="client_id")

    class Meta:
        model = Consent
        fields = ("id", "client", "purpose", "channel", "is_given", "wording", "source", "noted_at")


class ConsentIn(serializers.Serializer[Any]):
    """What the client said, and what proves it."""

    client = InPractice(Client, "cli")
    purpose = serializers.ChoiceField(Consent.Purpose.choices)
    channel = serializers.ChoiceField(Consent.Channel.choices, default=Consent.Channel.ANY)
    is_given = serializers.BooleanField()
    wording = serializers.CharField(max_length=40, help_text="Version of the words the client saw")
    source = serializers.CharField(max_length=40, help_text="Where it was said, such as website")
    evidence = serializers.DictField(required=False, help_text="Whatever proves it")

    def validate_evidence(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(str(value)) > 5000:
            raise exceptions.ValidationError("At most 5,000 characters.")
        if not is_storable(value):
            raise exceptions.ValidationError("There are characters or numbers in it that cannot be kept.")
        return value


class ConsentFilters(serializers.Serializer[Any]):
    client = InPractice(Client, "cli", required=False)
    purpose = serializers.ChoiceField(Consent.Purpose.choices, required=False)


@extend_schema_view(
    list=extend_schema(summary="List the ledger of consent", parameters=[ConsentFilters]),
    retrieve=extend_schema(summary="Read an entry of the ledger"),
)
class Consents(Resource):
    prefix, sees, does = "con", "see_clients", "change_clients"
    serializer_class = ConsentOut

    def get_queryset(self) -> QuerySet[Any]:
        return Consent.objects.all()

    def chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**self.query(ConsentFilters))

    @extend_schema(
        summary="Note a consent, or its withdrawal", request=ConsentIn, responses={201: ConsentOut}
    )
    def create(self, request: Any) -> Response:
        asked = self.asked(ConsentIn)
        verb = actions.give_consent if asked.pop("is_given") else actions.withdraw_consent
        entry = verb(asked.pop("client"), **asked, by=request.member, at=timezone.now())
        return self.answer(entry, status=201)
