"""The link with which a client manages one visit, without signing in.

It names the visit and its version, and is signed: it dies when the visit moves or is cancelled, and a day after it.
Nothing about the client is in it.

One that a message leads to is signed in another way than the one a page leads to: whoever uses it has the address. It
dies with the address, too: once the client has another one, it opens nothing.

Source      features.md §4.6; reliability notes §3.39
"""

import base64
import binascii
import hmac
import struct
import uuid
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from bookings.models import Appointment
from bookings.rules.policy import link_expires_at

SALT = "bookings.manage one visit"
TOLD = "bookings.manage one visit, as told in a message to {email} {phone}"
SIGNATURE_BYTES = 12
BODY = struct.Struct(">16sI")


def token_for(appointment: Appointment, *, salt: str = SALT) -> str:
    body = BODY.pack(appointment.public_id.bytes, appointment.version)
    signature = _signature(body, settings.SECRET_KEY, salt)
    return base64.urlsafe_b64encode(body + signature).decode().rstrip("=")


def _signature(body: bytes, secret: str | bytes, salt: str) -> bytes:
    return salted_hmac(salt, body, secret=secret, algorithm="sha256").digest()[:SIGNATURE_BYTES]


def _is_signed(raw: bytes, *salts: str) -> bool:
    body, signature = raw[: BODY.size], raw[BODY.size :]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    known = (_signature(body, secret, salt) for secret in secrets for salt in salts)
    return any(hmac.compare_digest(one, signature) for one in known)


def _raw(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def _told(appointment: Appointment) -> str:
    """What signs a link that went to the addresses the client has today."""
    return TOLD.format(email=appointment.client.email, phone=appointment.client.phone)


def opened_by(token: str, *, at: datetime) -> Appointment | None:
    """The visit behind a link, if the link still opens it. Inside the practice only."""
    try:
        raw = _raw(token)
        public_id, version = BODY.unpack(raw[: BODY.size])
    except (binascii.Error, struct.error, ValueError):
        return None
    found: Appointment | None = (
        Appointment.objects.filter(public_id=uuid.UUID(bytes=public_id), version=version)
        .select_related("client", "location", "practice")
        .first()
    )
    if found is None or not _is_signed(raw, SALT, _told(found)):
        return None
    return found if at < link_expires_at(found.ends_at) else None


def was_told(token: str, appointment: Appointment) -> bool:
    """Whether the link that opens this visit came in a message."""
    return _is_signed(_raw(token), _told(appointment))


def manage_url(appointment: Appointment) -> str:
    """The full address, for messages: from any door, inside a practice's mount or not."""
    return f"{settings.BASE_URL}{_path(appointment.practice.slug, token_for(appointment, salt=_told(appointment)))}"


def manage_path(appointment: Appointment) -> str:
    """Where a page leads after an act."""
    return _path(appointment.practice.slug, token_for(appointment))


def same_url(appointment: Appointment, token: str) -> str:
    """The full address of the link in use, for what somebody takes away from its page."""
    return f"{settings.BASE_URL}{_path(appointment.practice.slug, token)}"


def _path(slug: str, token: str) -> str:
    where = {"slug": slug, "token": token}
    path = reverse("public:visit", urlconf=settings.ROOT_URLCONF, kwargs=where)
    return path[path.index("/book/") :]  # the script prefix of a mounted practice does not belong here
