"""What is said of a service or a practitioner when one is added or changed."""

from typing import Any

from rest_framework import serializers

from bookings.actions import Doing
from bookings.models import Ability, Resource, ResourcePool
from practices.api.fields import IdField, InPractice
from practices.forms.practice import HUES
from practices.models import Location


def minutes(help_text: str, *, least: int = 0) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=720, required=False, help_text=help_text)


class DoerIn(serializers.Serializer[Any]):
    """One practitioner who does it; length and price only where theirs differ."""

    practitioner = InPractice(Resource, "res")
    hands_on_minutes = serializers.IntegerField(min_value=1, max_value=720, required=False, allow_null=True)
    price = serializers.IntegerField(min_value=0, max_value=10**12, required=False, allow_null=True)

    def validate_practitioner(self, value: Resource) -> Resource:
        if value.kind != Resource.Kind.PRACTITIONER:
            raise serializers.ValidationError("This is a room or a thing.")
        return value

    def validate(self, attrs: dict[str, Any]) -> Doing:  # type: ignore[override]  # the action's own word
        return Doing(**attrs)


class DoerOut(serializers.ModelSerializer[Ability]):
    """One practitioner who does it. Length and price are null where they are those of the service."""

    practitioner = IdField("res", source="practitioner_id")

    class Meta:
        model = Ability
        fields = ("practitioner", "hands_on_minutes", "price")


class ServiceChanges(serializers.Serializer[Any]):
    """Only what is sent changes; `doers` and `needs`, when sent, replace the whole list: send the `ETag` of the one you
    changed as `If-Match`.
    """

    name = serializers.CharField(max_length=120, required=False)
    category = serializers.CharField(max_length=60, allow_blank=True, required=False)
    description = serializers.CharField(max_length=500, allow_blank=True, required=False)
    hue = serializers.ChoiceField(list(HUES), required=False)
    before_minutes = minutes("Setting up")
    hands_on_minutes = minutes("With the client", least=1)
    processing_minutes = minutes("Works by itself; the practitioner is free")
    finishing_minutes = minutes("With the client; only after processing")
    after_minutes = minutes("Notes, cleaning")
    price = serializers.IntegerField(min_value=0, max_value=10**12, required=False, help_text="Minor units")
    books_online = serializers.BooleanField(required=False)
    may_be_named = serializers.BooleanField(required=False, help_text="Messages may name it")
    rhythm_days = serializers.IntegerField(min_value=1, max_value=730, allow_null=True, required=False)
    min_interval_days = serializers.IntegerField(min_value=1, max_value=365, allow_null=True, required=False)
    doers = DoerIn(many=True, required=False)
    needs = serializers.ListField(
        child=InPractice(ResourcePool, "pol"), required=False, help_text="Kinds of rooms or things"
    )


class ServiceIn(ServiceChanges):
    name = serializers.CharField(max_length=120)
    hands_on_minutes = serializers.IntegerField(min_value=1, max_value=720, help_text="With the client")
    price = serializers.IntegerField(min_value=0, max_value=10**12, help_text="Minor units")
    doers = DoerIn(many=True)


class PractitionerIn(serializers.Serializer[Any]):
    """Somebody new who treats: does every service, and works the usual week until told otherwise."""

    name = serializers.CharField(max_length=120)
    location = InPractice(Location, "loc")
    hue = serializers.ChoiceField(list(HUES), default="teal")


class PractitionerChanges(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False)
    hue = serializers.ChoiceField(list(HUES), required=False)
    books_online = serializers.BooleanField(required=False, help_text="Strangers may book them")
