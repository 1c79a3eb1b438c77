"""A stand-in for Twilio's messages: keeps what it took, lists it by number, refuses what Twilio refuses.

Source      Twilio's OpenAPI description, api_v2010: CreateMessage, ListMessage
"""

import hashlib
import re
import time
from datetime import UTC, datetime
from email.utils import format_datetime

from tests.standins.server import Standin

ACCOUNT = "AC" + "0" * 31 + "1"
SECRET = "0" * 32
PATH = re.compile(r"^/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages\.json$")


class TwilioStandin(Standin):
    """sent        the messages it took, in order
    stopped     numbers that said stop
    lag         seconds until a message shows in the list
    """

    def __init__(self, **options):
        super().__init__(**options)
        self.sent = []
        self.stopped = set()
        self.lag = 0.0

    def take(self, call):
        if not PATH.match(call["path"]):
            return 404, self.refusal(404, 20404, "The requested resource was not found"), {}
        return self.list(call["query"]) if call["method"] == "GET" else self.create(call["form"])

    def create(self, form):
        to = form.get("To", "")
        if not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            return 400, self.refusal(400, 21211, f"Invalid 'To' Phone Number: {to}"), {}
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return 400, self.refusal(400, 21603, "A 'From' phone number is required."), {}
        if to in self.stopped:
            return 400, self.refusal(400, 21610, "Attempt to send to unsubscribed recipient"), {}
        with self.lock:
            number = len(self.sent) + 1
            message = {**form, "sid": f"SM{hashlib.sha256(str(number).encode()).hexdigest()[:32]}"}
            message["at"] = time.monotonic()
            self.sent.append(message)
        return 201, self.shown(message), {}

    def list(self, query):
        with self.lock:
            found = [
                self.shown(message)
                for message in self.sent
                if message["To"] == query.get("To", message["To"])
                and time.monotonic() - message["at"] >= self.lag
            ]
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        page = {
            "page": 0,
            "page_size": 50,
            "uri": path,
            "first_page_uri": path,
            "start": 0,
            "end": len(found),
        }
        return 200, {"messages": found, "next_page_uri": None, "previous_page_uri": None, **page}, {}

    def shown(self, message):
        now = format_datetime(datetime.now(UTC))
        sid = message["sid"]
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": message.get("Body", ""),
            "date_created": now,
            "date_sent": now,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": message.get("From"),
            "messaging_service_sid": message.get("MessagingServiceSid"),
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": sid,
            "status": "queued",
            "subresource_uris": {},
            "to": message["To"],
            "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
        }

    def refusal(self, status, code, message):
        return {
            "code": code,
            "message": message,
            "status": status,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
        }
