"""E-mail through any mail server: a provider's, a house's own, or Mailpit's while developing.

A mail server says yes or no to each step. Until the words of the mail are handed over nothing can have gone out; once
they are, only its last answer tells. It reports no bounces to us, so an address that fails stays open.
Source      RFC 5321 §4.2 (4yz: later, 5yz: never), §4.5.3.2
"""

import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

from followups.channels import TIMEOUT, Busy, Letter, Unclear, Undeliverable

LATER = range(400, 500)
STEP = 5  # seconds a single answer may take; the whole stays under the lease


class BadServer(ValueError):
    """The address of a mail server cannot be used, and why."""


@dataclass(frozen=True)
class Server:
    """is_sealed    TLS from the first byte
    may_be_open     without TLS where the server offers none: for a server on this machine or network alone
    """

    host: str
    port: int
    user: str
    password: str
    is_sealed: bool
    may_be_open: bool


def server_at(url: str) -> Server:
    """smtps://user:password@host, or smtp://… which asks for STARTTLS; `?tls=no` at the end does without.

    Raises      BadServer
    """
    parts = urlsplit(url)
    is_open = parse_qs(parts.query).get("tls") == ["no"]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadServer("SMTP_URL must begin with smtps:// or smtp:// and name a host.")
    if is_open and parts.password:
        raise BadServer("SMTP_URL sends no password without TLS.")
    is_sealed = parts.scheme == "smtps"
    port = parts.port or (465 if is_sealed else 587)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, port, user, password, is_sealed, is_open)


class Smtp:
    name: ClassVar[str] = "smtp"
    can_find: ClassVar[bool] = False

    def __init__(self, server: Server, *, timeout: float = STEP) -> None:
        self.server, self.timeout = server, timeout

    def send(self, letter: Letter, *, at: datetime) -> str:
        letter = replace(letter, to=in_ascii(letter.to))
        mail, began = written(letter), time.monotonic()
        with self._connected() as connection:
            refused(connection.mail(letter.sender))
            refused(connection.rcpt(letter.to))
            if time.monotonic() - began > TIMEOUT:
                raise Busy("the mail server is slow")
            try:
                refused(connection.data(mail.as_bytes()))
            except smtplib.SMTPDataError as error:
                refused((error.smtp_code, error.smtp_error))
            except (smtplib.SMTPException, OSError) as error:
                raise Unclear(type(error).__name__) from error
        return str(mail["Message-ID"])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A conversation in which we are known. What fails here has surely not gone out."""
        kind = smtplib.SMTP_SSL if self.server.is_sealed else smtplib.SMTP
        try:
            connection = kind(self.server.host, self.server.port, timeout=self.timeout)
        except (smtplib.SMTPException, OSError) as error:
            raise Busy("the mail server cannot be reached") from error
        try:
            self._introduce(connection)
            yield connection
        except (smtplib.SMTPException, OSError) as error:
            raise Busy("the mail server does not take it now") from error
        finally:
            connection.close()

    def _introduce(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if not (self.server.is_sealed or self.server.may_be_open):
            connection.starttls(context=ssl.create_default_context())
        if self.server.user:
            connection.login(self.server.user, self.server.password)

    def find(self, letter: Letter, *, since: datetime) -> str | None:
        return None


def refused(answer: tuple[int, bytes | str]) -> None:
    """Raises      Busy or Undeliverable unless the server said yes"""
    status, said = answer
    if 200 <= status < 300:
        return
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    reason = words[:160] or f"the mail server answered {status}"
    if status in LATER:
        raise Busy(reason, code=str(status))
    raise Undeliverable(reason, code=str(status))


def in_ascii(address: str) -> str:
    """The address as every mail server knows it: a host of another alphabet in its other spelling.

    Raises      Undeliverable when the name before the host is of another alphabet, which few servers take
    """
    name, _, host = address.rpartition("@")
    try:
        return f"{name.encode('ascii').decode()}@{host.encode('idna').decode()}"
    except UnicodeError as error:
        raise Undeliverable("mail servers do not know this alphabet") from error


def written(letter: Letter) -> EmailMessage:
    """The mail as it goes out: text, HTML where there is any, what is attached, and the way to unsubscribe."""
    mail = EmailMessage()
    mail["From"] = Address(letter.sender_name, addr_spec=letter.sender)
    mail["To"] = letter.to
    mail["Subject"] = letter.heading
    mail["Message-ID"] = f"<{letter.token}@{letter.sender.rpartition('@')[2] or socket.getfqdn()}>"
    if letter.reply_to:
        mail["Reply-To"] = Address(letter.sender_name, addr_spec=letter.reply_to)
    if letter.unsubscribe:
        mail["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for name, value in letter.headers.items():
        mail[name] = value
    mail.set_content(letter.text)
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        main, _, sub = attachment.kind.partition(";")[0].partition("/")
        mail.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return mail
