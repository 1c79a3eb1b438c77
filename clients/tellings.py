"""How what happened to a client reads on the timeline."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, Consent, ProfileFact
from clients.profile import Payload, Telling
from practices.models import Member

FIELDS = {
    "name": gettext_lazy("Name"),
    "preferred_name": gettext_lazy("Preferred name"),
    "pronouns": gettext_lazy("Pronouns"),
    "birth_on": gettext_lazy("Birth date"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
    "street": gettext_lazy("Street"),
    "postcode": gettext_lazy("Postcode"),
    "city": gettext_lazy("City"),
    "source": gettext_lazy("Source"),
    "referrer": gettext_lazy("Referred by"),
    "practitioner": gettext_lazy("Practitioner of choice"),
    "tags": gettext_lazy("Tags"),
    "external_id": gettext_lazy("Client number"),
    "is_verified": gettext_lazy("Address proven"),
}

PEOPLE: dict[str, Any] = {"referrer": Client, "practitioner": Member}
"""Details that are people: the record keeps their number, and who it is now is told when it is read."""


def with_names(payloads: list[Payload]) -> list[Payload]:
    """Changes of who somebody belongs to, with the names these people have now."""
    for field, model in PEOPLE.items():
        pairs = [one["changes"][field] for one in payloads if field in (one.get("changes") or {})]
        wanted = {pk for pair in pairs for pk in pair if isinstance(pk, int)}
        names = dict(model.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
        payloads = [_named(one, field, names) for one in payloads]
    return payloads


def _named(payload: Payload, field: str, names: dict[int, str]) -> Payload:
    changes = payload.get("changes") or {}
    if field not in changes:
        return payload
    return {**payload, "changes": {**changes, field: [names.get(pk, pk) for pk in changes[field]]}}


def what_changed(payload: dict[str, Any]) -> str:
    """ "Phone: +12125550147 → +12125550148; City: – → Troy"."""
    return "; ".join(
        f"{FIELDS.get(field, field)}: {_value(old)} → {_value(new)}"
        for field, (old, new) in payload.get("changes", {}).items()
    )


def _value(value: Any) -> str:
    if value is True:
        return _("Yes")
    return ", ".join(map(str, value)) or "–" if isinstance(value, list) else str(value or "–")


def fact_noted(payload: dict[str, Any]) -> str:
    kind = ProfileFact.Kind(payload["fact_kind"]).label if "fact_kind" in payload else ""
    return (
        _("{kind} changed").format(kind=kind)
        if payload.get("replaces_id")
        else _("{kind} noted").format(kind=kind)
    )


def fact_ended(payload: dict[str, Any]) -> str:
    kind = ProfileFact.Kind(payload["fact_kind"]).label if "fact_kind" in payload else ""
    return _("{kind} ended").format(kind=kind)


def consent(payload: dict[str, Any]) -> str:
    purpose = str(Consent.Purpose(payload["purpose"]).label)
    channel = Consent.Channel(payload["channel"])
    return purpose if channel == Consent.Channel.ANY else f"{purpose} · {channel.label}"


def heard_of_us(payload: dict[str, Any]) -> str:
    return str(payload.get("source", ""))


def fetched(payload: dict[str, Any]) -> str:
    return "" if payload.get("with_health") else _("without health text")


TELLINGS = {
    "client.registered": Telling("user-plus", "changes", gettext_lazy("Became a client"), heard_of_us),
    "client.changed": Telling("pencil", "changes", gettext_lazy("Details changed"), what_changed),
    "client.archived": Telling("archive", "changes", gettext_lazy("Archived")),
    "client.restored": Telling("archive-restore", "changes", gettext_lazy("Taken back from the archive")),
    "client.released": Telling("send", "changes", gettext_lazy("Released: may get automatic messages")),
    "client.fact_noted": Telling("notebook-pen", "facts", fact_noted),
    "client.fact_ended": Telling("notebook-pen", "facts", fact_ended),
    "consent.given": Telling("circle-check", "facts", gettext_lazy("Agreed"), consent),
    "consent.withdrawn": Telling("ban", "facts", gettext_lazy("Does not agree"), consent),
    "client.sensitive_read": Telling("eye", "reads", gettext_lazy("Read health facts"), verb="export_clients"),
    "client.exported": Telling("file-down", "reads", gettext_lazy("Exported everything"), verb="export_clients"),
    "client.export_fetched": Telling(
        "download", "reads", gettext_lazy("Fetched the export"), fetched, verb="export_clients"
    ),
    "client.erased": Telling("eraser", "changes", gettext_lazy("Erased")),
}  # fmt: skip
