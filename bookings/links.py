"""The link with which a client manages one visit, without signing in.

It names the visit and its version, and is signed: it dies when the visit moves or is cancelled, and a day after it.
Nothing about the client is in it.

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
SIGNATURE_BYTES = 12
BODY = struct.Struct(">16sI")


def token_for(appointment: Appointment) -> str:
    body = BODY.pack(appointment.public_id.bytes, appointment.version)
    return base64.urlsafe_b64encode(body + _signature(body, settings.SECRET_KEY)).decode().rstrip("=")


def _signature(body: bytes, secret: str | bytes) -> bytes:
    return salted_hmac(SALT, body, secret=secret, algorithm="sha256").digest()[:SIGNATURE_BYTES]


def opened_by(token: str, *, at: datetime) -> Appointment | None:
    """The visit behind a link, if the link still opens it. Inside the practice only."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        public_id, version = BODY.unpack(raw[: BODY.size])
    except (binascii.Error, struct.error, ValueError):
        return None
    body, signature = raw[: BODY.size], raw[BODY.size :]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(hmac.compare_digest(_signature(body, secret), signature) for secret in secrets):
        return None
    found: Appointment | None = (
        Appointment.objects.filter(public_id=uuid.UUID(bytes=public_id), version=version)
        .select_related("client", "location", "practice")
        .first()
    )
    return found if found and at < link_expires_at(found.ends_at) else None


def manage_url(appointment: Appointment) -> str:
    """The full address, for messages: from any door, inside a practice's mount or not."""
    return f"{settings.BASE_URL}{manage_path(appointment)}"


def manage_path(appointment: Appointment) -> str:
    where = {"slug": appointment.practice.slug, "token": token_for(appointment)}
    path = reverse("public:visit", urlconf=settings.ROOT_URLCONF, kwargs=where)
    return path[path.index("/book/") :]  # the script prefix of a mounted practice does not belong here
