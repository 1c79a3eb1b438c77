"""Our calls, and our stand-ins' answers, against the providers' own descriptions where these are at hand."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from followups.channels import Attachment
from followups.channels.sendgrid import SendGrid
from followups.channels.twilio import Twilio
from tests.followups.letters import MAIL, NOON, TEXT
from tests.standins.sendgrid import KEY, SendGridStandin
from tests.standins.server import running
from tests.standins.twilio import ACCOUNT, SECRET, TwilioStandin

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "openapi"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
# What OpenAPI form fields of these types look like on the wire.
WIRE = {"integer": r"-?\d+", "boolean": r"true|false", "number": r"-?\d+(\.\d+)?"}


def description(name):
    path = FOLDER / name
    if not path.exists():
        pytest.skip(
            f"{name}, the provider's own description, lies outside this repository: ../shared/openapi"
        )
    return json.loads(path.read_text())


def validate(document, schema, whole):
    jsonschema.Draft202012Validator({**schema, "components": whole["components"]}).validate(document)


@pytest.fixture(scope="module")
def twilio():
    return description("twilio_api_v2010.json")


@pytest.fixture(scope="module")
def sendgrid():
    return description("sendgrid_mail_v3.json")


def nullable(schema):
    """Twilio's description is OpenAPI 3.0, where null is said by `nullable`; and its uris are relative."""
    if isinstance(schema, dict):
        schema = {key: nullable(value) for key, value in schema.items() if key != "format"}
        if schema.pop("nullable", False):
            return {"anyOf": [schema, {"type": "null"}]}
        return schema
    return [nullable(part) for part in schema] if isinstance(schema, list) else schema


@pytest.fixture
def twilio_calls():
    with running(TwilioStandin()) as standin:
        channel = Twilio(account=ACCOUNT, secret=SECRET, base_url=standin.url)
        channel.send(TEXT, at=NOON)
        channel.send(replace(TEXT, sender="MG" + "0" * 32), at=NOON)
        channel.find(TEXT, since=datetime.now(UTC))
        yield standin


def test_every_text_we_send_is_a_call_twilio_describes(twilio, twilio_calls):
    creates = [call for call in twilio_calls.calls if call["method"] == "POST"]
    described = twilio["paths"][MESSAGES]["post"]["requestBody"]["content"][
        "application/x-www-form-urlencoded"
    ]
    fields = described["schema"]["properties"]

    assert len(creates) == 2
    for call in creates:
        assert re.fullmatch(MESSAGES.replace("{AccountSid}", "AC[0-9a-f]{32}"), call["path"])
        assert set(described["schema"]["required"]) <= set(call["form"]) <= set(fields)
        for name, value in call["form"].items():
            assert re.fullmatch(WIRE.get(fields[name].get("type"), r"(?s).*"), value)
            assert re.search(fields[name].get("pattern", ""), value)


def test_our_search_for_a_lost_text_is_a_call_twilio_describes(twilio, twilio_calls):
    listing = next(call for call in twilio_calls.calls if call["method"] == "GET")
    known = {parameter["name"] for parameter in twilio["paths"][MESSAGES]["get"]["parameters"]}

    assert {"To", "DateSent>"} <= set(listing["query"]) <= known


def test_the_stand_in_answers_as_twilio_describes(twilio, twilio_calls):
    whole = nullable(twilio)
    created = whole["paths"][MESSAGES]["post"]["responses"]["201"]["content"]["application/json"]["schema"]
    listed = whole["paths"][MESSAGES]["get"]["responses"]["200"]["content"]["application/json"]["schema"]

    validate(twilio_calls.shown(twilio_calls.sent[0]), created, whole)
    validate(twilio_calls.list({"To": TEXT.to})[1], listed, whole)


def test_every_mail_we_send_is_a_call_sendgrid_describes(sendgrid):
    whole = nullable(sendgrid)
    described = whole["components"]["requestBodies"]["PostMailSend"]["content"]["application/json"]["schema"]
    visit = Attachment(name="visit.ics", kind="text/calendar", content=b"BEGIN:VCALENDAR")
    with running(SendGridStandin()) as standin:
        channel = SendGrid(key=KEY, base_url=standin.url)
        channel.send(MAIL, at=NOON)
        channel.send(replace(MAIL, unsubscribe="https://x.example/m/1/stop", attachments=(visit,)), at=NOON)

        for call in standin.calls:
            assert (call["method"], call["path"]) == ("POST", "/v3/mail/send")
            assert call["path"] in sendgrid["paths"]
            assert set(call["json"]) <= set(described["properties"])
            validate(call["json"], described, whole)
