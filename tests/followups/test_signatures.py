import base64
from datetime import UTC, datetime, timedelta

import pytest

from followups.channels.signatures import is_from_sendgrid, is_from_twilio, verifies
from tests.standins.sendgrid import EventSigner

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
# Source: twilio-python, tests/unit/test_request_validator.py.
VECTOR = {
    "url": "https://mycompany.com/myapp.php?foo=1&bar=2",
    "fields": {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    },
    "signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
    "secret": "12345",
}
# Source: sendgrid-python, test/unit/test_eventwebhook.py.
KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvV"
    "pSglSI8eNEc6wEA3F+g=="
)


def test_twilios_published_signature_is_accepted():
    assert is_from_twilio(**VECTOR)


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://mycompany.com/myapp.php?foo=1&bar=3"},
        {"fields": {**VECTOR["fields"], "Digits": "1235"}},
        {"signature": "RSOYDt4T1cUTdK1PDd93/VVr8B9="},
        {"signature": ""},
        {"secret": "12346"},
        {"secret": ""},
    ],
)
def test_a_changed_word_of_twilio_is_refused(change):
    assert not is_from_twilio(**{**VECTOR, **change})


def test_a_signed_event_is_accepted_with_its_trailing_line_end():
    signer = EventSigner()
    body, headers = signer.signed([{"event": "delivered"}], at=NOON)
    signature, stamp = headers.values()

    word = {"body": body, "signature": signature, "timestamp": stamp, "key": signer.public_key}
    assert is_from_sendgrid(**word, at=NOON + timedelta(minutes=4))
    assert not is_from_sendgrid(**word, at=NOON + timedelta(minutes=6))
    assert not verifies(**{**word, "body": body.rstrip()})
    assert not verifies(**{**word, "key": EventSigner().public_key})


@pytest.mark.parametrize(
    "change",
    [
        {"signature": ""},
        {"signature": "!"},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"timestamp": "1588788367²"},
        {"timestamp": "9" * 5000},
        {"key": ""},
        {"key": "AAAA"},
    ],
)
def test_a_word_without_a_proper_signature_is_refused(change):
    signer = EventSigner()
    body, headers = signer.signed([], at=NOON)
    signature, stamp = headers.values()

    word = {"body": body, "signature": signature, "timestamp": stamp, "key": signer.public_key, **change}
    assert not is_from_sendgrid(**word, at=NOON)


def test_two_hundred_damaged_signatures_are_refused():
    signer = EventSigner()
    body, headers = signer.signed([{"event": "delivered", "sg_event_id": "1"}], at=NOON)
    signature, stamp = headers.values()

    raw = bytearray(base64.b64decode(signature))
    for spot in range(200):
        mutant = raw.copy()
        mutant[spot % len(raw)] ^= 1 << (spot // len(raw))
        damaged = base64.b64encode(mutant).decode()
        assert not verifies(body=body, signature=damaged, timestamp=stamp, key=signer.public_key)
    for damaged in (signature + signature, signature[:-4], signature[::-1], " " + signature):
        assert not verifies(body=body, signature=damaged, timestamp=stamp, key=signer.public_key)


def test_the_form_of_sendgrids_published_key_is_read():
    assert not verifies(body=b"[]", signature="MEUCIQ==", timestamp="1588788367", key=KEY)
