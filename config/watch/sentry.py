"""Errors to Sentry when SENTRY_DSN is set: what broke, where in the code and in which request, and nothing of whom.

An event is built anew from what may be told (config/watch/redaction.py) instead of taking away what may not: a new
version of the client that sends more sends no more from here. No bodies, cookies, headers, addresses, users, local
variables, breadcrumbs, command lines or values of an exception. Sending happens in a thread of its own; a Sentry
that is away delays nobody.
"""

import logging
import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.watch import redaction
from config.watch.context import bound, current_request, route_of
from config.watch.logs import words_of

KEPT = ("event_id", "timestamp", "platform", "level", "logger", "environment", "release", "sdk", "type")
FRAME = ("filename", "function", "module", "lineno", "in_app")
TAGS = ("request_id", "practice", "key", "task", "task_id")  # numbers and names of the code
OUTAGE_TOLD_EVERY = 60.0  # seconds
_outage_told_at = -OUTAGE_TOLD_EVERY

Event = dict[str, Any]


def start(dsn: str, *, environment: str) -> None:
    """Begin to listen for errors. Called once, while the settings are read.

    Raises      ImproperlyConfigured when this is no DSN
    """
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.integrations.threading import ThreadingIntegration
    from sentry_sdk.utils import BadDsn, Dsn

    try:
        Dsn(dsn)
    except BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN is not the address of a Sentry project.") from error
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            AtexitIntegration(callback=lambda pending, timeout: None),
            CeleryIntegration(propagate_traces=False),
            DedupeIntegration(),
            DjangoIntegration(middleware_spans=False, signals_spans=False),
            ExcepthookIntegration(),
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ThreadingIntegration(),
        ],
        before_send=what_may_be_told,  # type: ignore[arg-type]  # an event is a dict
        before_send_transaction=lambda event, hint: None,
    )


def what_may_be_told(event: Event, hint: dict[str, Any]) -> Event | None:
    """The event, made anew; of a database that is away once a minute, for then every request ends in it."""
    global _outage_told_at
    from config.unavailable import reason

    raised = (hint.get("exc_info") or (None, None))[1]
    if reason(raised) == "unavailable":
        if time.monotonic() - _outage_told_at < OUTAGE_TOLD_EVERY:
            return None
        _outage_told_at = time.monotonic()
    return made_anew(event, hint, raised)


def made_anew(event: Event, hint: dict[str, Any], raised: BaseException | None) -> Event:
    told = {name: event[name] for name in KEPT if name in event}
    told["tags"] = {name: str(value) for name, value in bound().items() if name in TAGS}
    if (request := current_request.get()) is not None:
        told["transaction"] = route_of(request)
    elif task := bound().get("task"):
        told["transaction"] = task
    if record := hint.get("log_record"):
        told["logentry"] = {"message": words_of(record, record.args)}
    if chain := event.get("exception", {}).get("values"):
        told["exception"] = {"values": [exception(one, raised) for one in chain]}
    return told


def exception(told: Event, raised: BaseException | None) -> Event:
    frames = (told.get("stacktrace") or {}).get("frames") or []
    return {
        "type": told.get("type"),
        "module": told.get("module"),
        "value": said_by(raised, str(told.get("type"))),
        "stacktrace": {"frames": [{name: frame.get(name) for name in FRAME} for frame in frames]},
    }


def said_by(raised: BaseException | None, kind: str) -> str:
    """What the exception of this kind says, if it speaks of code alone."""
    while raised is not None:
        if type(raised).__name__ == kind:
            return redaction.sentence(raised)
        raised = raised.__cause__ or raised.__context__
    return ""
