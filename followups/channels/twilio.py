"""SMS through Twilio. The SDK is imported when first used: it takes a second that no web page should pay.

Source      Twilio, "Message resource", "Error codes"
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from followups.channels import TIMEOUT, Busy, Failure, Letter, Unclear, Undeliverable

# Twilio's limits for ValidityPeriod in seconds; its default of ten hours would let a text arrive at night.
SHORTEST_VALIDITY, LONGEST_VALIDITY = 30, 36_000
STOPPED_BY_RECIPIENT = 21610
TOO_MANY = {429, 20429}
# Our key or our account is at fault, not the letter: it stays planned, and the page shows the reason.
NOT_ADMITTED = {401, 403}
WAIT_WHEN_NOT_ADMITTED = 900


@cache
def _redirecting_client() -> type:
    """A Twilio HTTP client that goes to another host; region and edge cannot point to a local one."""
    from twilio.http.http_client import TwilioHttpClient

    class Redirecting(TwilioHttpClient):
        def __init__(self, base_url: str, **options: Any) -> None:
            super().__init__(**options)
            self.base = urlsplit(base_url)

        def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
            asked = urlsplit(url)
            target = urlunsplit((self.base.scheme, self.base.netloc, asked.path, asked.query, ""))
            return super().request(method, target, *args, **kwargs)

    return Redirecting


class Twilio:
    name: ClassVar[str] = "twilio"
    can_find: ClassVar[bool] = True

    def __init__(self, *, account: str, secret: str, base_url: str, timeout: float = TIMEOUT) -> None:
        from twilio.rest import Client

        # Never max_retries: it would post the same text again.
        http = _redirecting_client()(base_url, timeout=timeout)
        self._messages = Client(account, secret, http_client=http).messages

    def send(self, letter: Letter, *, at: datetime) -> str:
        with _classified():
            sid: str | None = self._messages.create(**form(letter, at=at)).sid
            if not sid:
                raise Unclear("the answer carried no id")
            return sid

    def find(self, letter: Letter, *, since: datetime) -> str | None:
        """Look through what went to this number since then; each of our texts carries a link of its own."""
        try:
            with _classified():
                for found in self._messages.stream(to=letter.to, date_sent_after=since - timedelta(days=1)):
                    if found.body and letter.text in found.body:
                        return str(found.sid)
        except Failure as failure:
            raise Busy(failure.reason, code=failure.code) from failure
        return None


def form(letter: Letter, *, at: datetime) -> dict[str, Any]:
    """The arguments of the create call."""
    kind = "messaging_service_sid" if letter.sender.startswith("MG") else "from_"
    fields: dict[str, Any] = {"to": letter.to, kind: letter.sender, "body": letter.text}
    if letter.callback:
        fields["status_callback"] = letter.callback
    if letter.valid_until:
        seconds = int((letter.valid_until - at).total_seconds())
        fields["validity_period"] = min(max(seconds, SHORTEST_VALIDITY), LONGEST_VALIDITY)
    return fields


class _classified:
    """Turn whatever the SDK raises into one of our four endings."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if error is None or isinstance(error, Failure) or not isinstance(error, Exception):
            return
        raise _failure(error) from error


def _failure(error: Exception) -> Failure:
    import requests
    from twilio.base.exceptions import TwilioRestException

    if isinstance(error, TwilioRestException):
        return _answered(error)
    if isinstance(error, requests.exceptions.RequestException) and _never_left(error):
        return Busy("the provider cannot be reached")
    return Unclear(type(error).__name__)


def _answered(error: Any) -> Failure:
    """What the provider's own no means."""
    code, reason = str(error.code or error.status), str(error.msg or "")[:160]
    if error.status in TOO_MANY or error.code in TOO_MANY:
        return Busy("too many at once", code=code)
    if error.status in NOT_ADMITTED:
        return Busy("the provider does not admit our key", code=code, retry_after=WAIT_WHEN_NOT_ADMITTED)
    if 400 <= error.status < 500:
        return Undeliverable(reason, code=code, closes_address=error.code == STOPPED_BY_RECIPIENT)
    return Unclear(f"the provider answered {error.status}", code=code)


def _never_left(error: Exception) -> bool:
    """True when no connection came about, so that not a byte of the letter left."""
    import requests
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, NewConnectionError | NameResolutionError)
