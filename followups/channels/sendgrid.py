"""E-mail through SendGrid.

custom_args go inside personalizations: only there do they come back with every event.
Source      SendGrid, "Mail Send", "Event Webhook"; RFC 8058
"""

import base64
import socket
import urllib.error
from datetime import datetime
from typing import Any, ClassVar

from followups.channels import TIMEOUT, Attachment, Busy, Failure, Letter, Unclear, Undeliverable

NOT_ADMITTED = {401, 403}
WAIT_WHEN_NOT_ADMITTED = 900


class SendGrid:
    name: ClassVar[str] = "sendgrid"
    # Mail Send keeps no list to ask; the processed event tells, or a person decides.
    can_find: ClassVar[bool] = False

    def __init__(self, *, key: str, base_url: str, timeout: float = TIMEOUT) -> None:
        from sendgrid import SendGridAPIClient

        self._api = SendGridAPIClient(key, host=base_url)
        self._api.client.timeout = timeout

    def send(self, letter: Letter, *, at: datetime) -> str:
        try:
            answer = self._api.client.mail.send.post(request_body=body(letter))
        except Exception as error:
            raise _failure(error) from error
        if answer.status_code not in {200, 202}:
            raise Unclear(f"the provider answered {answer.status_code}")
        return str(answer.headers.get("X-Message-Id") or letter.token)

    def find(self, letter: Letter, *, since: datetime) -> str | None:
        return None


def body(letter: Letter) -> dict[str, Any]:
    """The JSON of the mail-send call."""
    mail: dict[str, Any] = {
        "personalizations": [
            {
                "to": [{"email": letter.to}],
                "custom_args": {"message": letter.token, "practice": letter.practice},
            }
        ],
        "from": {"email": letter.sender, "name": letter.sender_name},
        "subject": letter.heading,
        "content": [{"type": "text/plain", "value": letter.text}],
        # Their links would hide ours, and their footer would be a second way to unsubscribe.
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
        },
    }
    if letter.html:
        mail["content"].append({"type": "text/html", "value": letter.html})
    if letter.reply_to:
        mail["reply_to"] = {"email": letter.reply_to, "name": letter.sender_name}
    if letter.attachments:
        mail["attachments"] = [_attached(attachment) for attachment in letter.attachments]
    if headers := {**letter.headers, **_unsubscribe(letter)}:
        mail["headers"] = headers
    return mail


def _unsubscribe(letter: Letter) -> dict[str, str]:
    if not letter.unsubscribe:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _attached(attachment: Attachment) -> dict[str, str]:
    """SendGrid labels text attachments with a charset of its own, so text must be ASCII to be safe.

    Raises      UnicodeDecodeError for a text attachment that is not
    """
    if attachment.kind.startswith("text/"):
        attachment.content.decode("ascii")
    return {
        "content": base64.b64encode(attachment.content).decode(),
        "type": attachment.kind,
        "filename": attachment.name,
        "disposition": "attachment",
    }


def _failure(error: Exception) -> Failure:
    from python_http_client.exceptions import HTTPError

    if isinstance(error, HTTPError):
        return _answered(error)
    # A refused connection or an unknown host is certain; everything else may have left first.
    cause = getattr(error, "reason", None)
    if isinstance(error, urllib.error.URLError) and isinstance(
        cause, ConnectionRefusedError | socket.gaierror
    ):
        return Busy("the provider cannot be reached")
    return Unclear(type(error).__name__)


def _answered(error: Any) -> Failure:
    status, code = error.status_code, str(error.status_code)
    if status == 429:
        return Busy("too many at once", code=code, retry_after=_retry_after(error))
    if status in NOT_ADMITTED:
        return Busy("the provider does not admit our key", code=code, retry_after=WAIT_WHEN_NOT_ADMITTED)
    if 400 <= status < 500:
        return Undeliverable(_said(error), code=code)
    return Unclear(f"the provider answered {status}", code=code)


def _retry_after(error: Any) -> int:
    wait = str((error.headers or {}).get("Retry-After") or "")
    return int(wait) if wait.isdecimal() else 30


def _said(error: Any) -> str:
    try:
        return "; ".join(str(fault["message"]) for fault in error.to_dict["errors"])[:160]
    except (ValueError, KeyError, TypeError):
        return f"the provider answered {error.status_code}"
