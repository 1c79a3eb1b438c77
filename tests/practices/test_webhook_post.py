"""One post: to the address that was checked, by TLS to the name that was asked for, and over in time."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from practices.webhooks import post as posting
from practices.webhooks import rules
from practices.webhooks.post import Deadline, NotReached, post, resolve
from tests.standins.listener import listening

NAME = "hooks.example"


@pytest.fixture
def names(monkeypatch):
    """What the resolver says from now on: (address, port) of each name, in order; each is asked for once."""
    known = {}

    def answer(host, port, **how):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in known.pop(host)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return known


@contextmanager
def saying(*parts, every=0.0):
    """A server that answers one caller with these bytes, whatever it hears, and pauses after each part."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk():
            caller, _ = server.accept()
            with caller:
                caller.recv(65536)
                for part in parts:
                    try:
                        caller.sendall(part)
                    except OSError:
                        return
                    time.sleep(every)

        threading.Thread(target=talk, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def test_the_connection_goes_to_the_address_that_was_checked(names):
    """The name is asked for once: a second answer, which might lead inside, is never heard."""
    with listening() as listener:
        names[NAME] = [("127.0.0.1", listener.port)]
        assert post(f"http://{NAME}:{listener.port}/in?a=b", b"{}", {"X-Own": "1"}) == 204

    [(headers, body)] = listener.heard
    assert (headers["host"], headers["x-own"], body) == (f"{NAME}:{listener.port}", "1", b"{}")


def test_the_next_address_is_tried_when_one_takes_nobody(names):
    with listening(host="127.0.0.9") as listener:
        names[NAME] = [("127.0.0.1", listener.port), ("127.0.0.9", listener.port)]

        assert post(f"http://{NAME}/", b"{}", {}) == 204


def test_a_family_that_this_machine_does_not_speak_is_passed_over(monkeypatch):
    with listening() as listener:
        found = [
            (250, socket.SOCK_STREAM, 6, "", ("2001:db8::1", 443, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port)),
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)

        assert post(f"http://{NAME}/", b"{}", {}) == 204


def test_a_name_that_leads_inside_is_refused_when_it_is_resolved(settings, names):
    settings.WEBHOOKS_MAY_STAY_LOCAL = False
    names["rebinding.example"] = [("93.184.216.34", 443), ("10.0.0.7", 443)]

    with pytest.raises(NotReached, match="open internet"):
        resolve("rebinding.example", 443, Deadline(5))


def test_an_unreachable_endpoint_is_a_failure_not_a_crash():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        with pytest.raises(NotReached):
            post(f"http://127.0.0.1:{port}/", b"{}", {})


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_who_says_200_has_heard_whatever_comes_after(answer):
    with saying(answer) as url:
        assert post(url, b"{}", {}) == 200


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 1000])
def test_what_is_no_answer_is_none(answer):
    with saying(answer) as url, pytest.raises(NotReached):
        post(url, b"{}", {})


@pytest.mark.parametrize(
    "parts", [[b"HTTP/1.1 200 OK\r\n", *[b"A"] * 100], [b"H", b"T", *[b"T"] * 100], [b""] * 100]
)
def test_an_endpoint_that_drips_is_left_in_time(monkeypatch, parts):
    """Each byte comes well before any timeout of a single read."""
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    began = time.monotonic()

    with saying(*parts, every=0.1) as url, pytest.raises(NotReached, match="TimeoutError"):
        post(url, b"{}", {})

    assert time.monotonic() - began < 5


def test_a_resolver_that_hangs_is_left_in_time(monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.3)
    hung = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: hung.wait(20))
    began = time.monotonic()

    with pytest.raises(NotReached, match="TimeoutError"):
        post(f"http://{NAME}/", b"{}", {})

    hung.set()
    assert time.monotonic() - began < 5


@pytest.fixture
def certified(tmp_path, monkeypatch):
    """A listener that speaks TLS with a certificate for NAME, which this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    me, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(me)
        .issuer_name(me)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, plain = tmp_path / "certificate.pem", serialization.NoEncryption()
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with listening(context=context) as listener:
        yield listener


def test_the_certificate_is_checked_against_the_name_and_not_the_address(names, certified):
    names[NAME] = [("127.0.0.1", certified.port)]
    assert post(f"https://{NAME}/in", b"{}", {}) == 204

    names["other.example"] = [("127.0.0.1", certified.port)]
    with pytest.raises(NotReached, match="SSLCertVerificationError"):
        post("https://other.example/in", b"{}", {})

    assert [headers["host"] for headers, _ in certified.heard] == [NAME]


def test_a_certificate_that_nobody_vouches_for_is_refused(names, certified, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    names[NAME] = [("127.0.0.1", certified.port)]

    with pytest.raises(NotReached, match="SSLCertVerificationError"):
        post(f"https://{NAME}/in", b"{}", {})

    assert certified.heard == []


@pytest.mark.parametrize(
    "address",
    ["64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::1", "64:ff9b:1:a9fe:a9:fe00::",
     "2002:7f00:1::", "2002:808:808::", "fec0::1", "::127.0.0.1", "::8.8.8.8", "::ffff:0:127.0.0.1",
     "::ffff:127.0.0.1", "2001:0:808:808::1", "3fff::1", "2001:db8::1", "fe80::1%eth0", "fd00::1",
     "ff0e::1", "100::1", "::", "5f00::1", "100.64.0.1", "240.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_what_leads_inside_by_any_road_is_not_public(address):
    assert not rules.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_open_internet_is_public(address):
    assert rules.is_public(address)
