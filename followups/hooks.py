"""What providers call: verify the raw request, translate, one action, and 2xx so that nobody repeats for ever.

A wrong signature gets 403 and not a word more; so does a form with files, unread. A replay, and a message
we do not know, get 2xx and change nothing.
Source      reliability.md §1.4 and fault 29
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from followups.actions.listening import hear, note_update
from followups.actions.suppressing import Scope, suppress
from followups.channels.signatures import is_from_sendgrid, is_from_twilio
from followups.channels.twilio import STOPPED_BY_RECIPIENT
from followups.models import Message
from followups.rules.purposes import EMAIL, SMS
from followups.tasks import ring_after_commit
from practices.events import coming_from
from practices.models import Practice
from practices.tenancy import visit

# What Twilio says of a text, and what it means to us.
TWILIO = {
    "queued": "accepted",
    "accepted": "accepted",
    "sending": "accepted",
    "sent": "accepted",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
}
SENDGRID = {"processed": "accepted", "delivered": "delivered", "bounce": "failed", "dropped": "failed"}
# Events after which the address, or its marketing, is closed.
CLOSES = {
    "bounce": ("bounced", Scope.ALL),
    "spamreport": ("complained", Scope.ALL),
    "unsubscribe": ("unsubscribed", Scope.MARKETING),
    "group_unsubscribe": ("unsubscribed", Scope.MARKETING),
}
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FORBIDDEN = 403


def twilio_status(request: HttpRequest, slug: str, token: uuid.UUID) -> HttpResponse:
    """How a text fares, named by our own token. Of a number that asked the carrier to stop we may hear only now."""
    if not _is_twilio(request):
        return HttpResponse(status=FORBIDDEN)
    said = request.POST
    word = said.get("MessageStatus") or said.get("SmsStatus") or ""
    sid = said.get("MessageSid") or said.get("SmsSid") or ""
    code, now = said.get("ErrorCode", ""), timezone.now()
    if practice := Practice.objects.filter(slug=slug).first():
        with visit(practice), coming_from("provider"):
            if message := Message.objects.filter(token=token, channel=SMS).select_related("practice").first():
                is_new = note_update(
                    message, update_id=f"{sid}:{word}", status=TWILIO.get(word, ""), word=word[:30],
                    detail=code, provider_id=sid, at=now,
                )  # fmt: skip
                if is_new and code == str(STOPPED_BY_RECIPIENT) and message.to:
                    suppress(practice, SMS, _address(said.get("To", ""), message), reason="carrier", at=now)
    return HttpResponse(status=204)


def twilio_inbound(request: HttpRequest, slug: str) -> HttpResponse:
    """A client wrote a text."""
    if not _is_twilio(request):
        return HttpResponse(status=FORBIDDEN)
    said = request.POST
    sid, sender = said.get("MessageSid", ""), said.get("From", "")
    practice = Practice.objects.filter(slug=slug).first()
    if practice and sid and sender.startswith("+"):
        with visit(practice), coming_from("provider"):
            hear(
                practice, sender=sender, text=said.get("Body", ""), provider_id=sid, at=timezone.now(),
                # With Advanced Opt-Out, Twilio has answered the client itself.
                is_answered=bool(said.get("OptOutType")),
            )  # fmt: skip
            ring_after_commit()
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


def sendgrid(request: HttpRequest) -> HttpResponse:
    """How mails fare: a list of events, of any practices, in any order, perhaps for the second time."""
    headers, now = request.headers, timezone.now()
    if not is_from_sendgrid(
        body=request.body,
        signature=headers.get("X-Twilio-Email-Event-Webhook-Signature", ""),
        timestamp=headers.get("X-Twilio-Email-Event-Webhook-Timestamp", ""),
        key=settings.SENDGRID_WEBHOOK_KEY,
        at=now,
    ):
        return HttpResponse(status=FORBIDDEN)
    try:
        events = json.loads(request.body)
    except ValueError:
        events = []
    for event in events if isinstance(events, list) else []:
        if isinstance(event, dict):
            _note_event(event)
    return HttpResponse(status=204)


def _note_event(event: dict[str, Any]) -> None:
    practice = Practice.objects.filter(slug=_said(event, "practice")).first()
    token, word, now = _uuid(event.get("message")), _said(event, "event"), timezone.now()
    if not practice or not token:
        return
    with visit(practice), coming_from("provider"):
        message = Message.objects.filter(token=token, channel=EMAIL).select_related("practice").first()
        if message is None:
            return
        is_new = note_update(
            message,
            update_id=_said(event, "sg_event_id") or f"{token}:{word}:{_said(event, 'timestamp')}",
            status=SENDGRID.get(word, ""),
            word=word[:30],
            detail=_said(event, "reason"),
            provider_id=_said(event, "sg_message_id")[:100],
            at=now,
        )
        # A blocked mail may pass tomorrow; a bounce says that nobody lives there.
        if is_new and word in CLOSES and event.get("type") != "blocked" and message.to:
            reason, scope = CLOSES[word]
            address = _address(_said(event, "email"), message)
            suppress(practice, EMAIL, address, reason=reason, scope=scope, at=now)


def _said(event: dict[str, Any], name: str) -> str:
    """A field in signs a database can keep: a strange mail server's words must not hold up all others of the list."""
    said = str(event.get(name) or "").replace("\x00", "")
    return said.encode(errors="replace").decode()


def _address(told: str, message: Message) -> str:
    """The address the provider speaks of: sent once more, a message may have gone to another since."""
    return (told or message.to).strip().lower()[:254]


def _is_twilio(request: HttpRequest) -> bool:
    """Signed with our secret over the address Twilio was given: BASE_URL, whatever proxies stand in between.

    The signature covers the fields, so they are read first; a form that could bring files is not Twilio's and stays
    unread.
    """
    if request.content_type == "multipart/form-data":
        return False
    return is_from_twilio(
        url=settings.BASE_URL + request.get_full_path(),
        fields=request.POST,
        signature=request.headers.get("X-Twilio-Signature", ""),
        secret=settings.TWILIO_AUTH_TOKEN,
    )


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        return None


def _door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Providers have no CSRF token; their signature is the proof."""
    return csrf_exempt(require_POST(view))


twilio_status, twilio_inbound, sendgrid = _door(twilio_status), _door(twilio_inbound), _door(sendgrid)
