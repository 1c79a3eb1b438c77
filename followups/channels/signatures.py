"""Who really speaks: the signatures on what providers send us, over the raw body.

Source      Twilio, "Webhooks security"; SendGrid, "Event Webhook security features"
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

# Our clock and theirs may differ. SendGrid repeats an event for 24 hours, signed anew each time.
TOLERANCE = timedelta(minutes=5)
LONGEST_STAMP = 15  # signs; Python refuses to read numbers of thousands


def is_from_twilio(*, url: str, fields: Mapping[str, str], signature: str, secret: str) -> bool:
    """url     as Twilio called it, query included
    fields  the form as received
    """
    if not secret or not signature:
        return False
    from twilio.request_validator import RequestValidator

    return bool(RequestValidator(secret).validate(url, fields, signature))


def is_from_sendgrid(*, body: bytes, signature: str, timestamp: str, key: str, at: datetime) -> bool:
    """body        raw; a trailing line end is part of it
    timestamp   seconds, as sent in the header
    key         the account's public key, base64 DER
    """
    if not key or not signature or not timestamp.isdecimal() or len(timestamp) > LONGEST_STAMP:
        return False
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    return verifies(body=body, signature=signature, timestamp=timestamp, key=key)


def verifies(*, body: bytes, signature: str, timestamp: str, key: str) -> bool:
    """Whether the ECDSA signature over timestamp and body is the key's."""
    try:
        public = load_der_public_key(base64.b64decode(key))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            return False
        public.verify(
            base64.b64decode(signature, validate=True), timestamp.encode() + body, ec.ECDSA(hashes.SHA256())
        )
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
