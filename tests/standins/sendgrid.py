"""A stand-in for SendGrid's mail send, and a signer of its event webhook.

Source      SendGrid's OpenAPI description, mail_v3; "Event Webhook security features"
"""

import base64
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.standins.server import Standin

KEY = "SG.standin"


class SendGridStandin(Standin):
    """sent        the mails it took, in order"""

    def __init__(self, **options):
        super().__init__(**options)
        self.sent = []

    def take(self, call):
        if call["path"] != "/v3/mail/send":
            return 404, self.refusal(404, 404, "not found"), {}
        if call["headers"].get("Authorization") != f"Bearer {KEY}":
            return 401, self.refusal(401, 401, "The provided authorization grant is invalid"), {}
        mail = call["json"] or {}
        if not mail.get("personalizations") or not mail.get("from"):
            return 400, self.refusal(400, 400, "The from object must be provided"), {}
        with self.lock:
            self.sent.append(mail)
            number = len(self.sent)
        return 202, None, {"X-Message-Id": f"standin-{number}"}

    def refusal(self, status, code, message):
        return {"errors": [{"message": message, "field": None, "help": None}]}


class EventSigner:
    """Signs events the way SendGrid does: ECDSA over timestamp and raw body."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = self._key.public_key()
        encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        self.public_key = base64.b64encode(public.public_bytes(encoding, form)).decode()

    def signed(self, events, *, at=None):
        """The raw body and the two headers, as Django's test client wants them."""
        body = json.dumps(events).encode() + b"\r\n"
        stamp = str(int(at.timestamp() if at else time.time()))
        signature = self._key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return body, {
            "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_SIGNATURE": base64.b64encode(signature).decode(),
            "HTTP_X_TWILIO_EMAIL_EVENT_WEBHOOK_TIMESTAMP": stamp,
        }
