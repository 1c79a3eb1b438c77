"""Is it alive, is it ready: /livez asks nothing of anybody, /readyz asks all that the product stands on.

A load balancer that should keep serving pages while workers are down asks
`/readyz?only=database,migrations`.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis import Redis
from redis.exceptions import RedisError

from practices.models import Heartbeat

BEAT_IS_LATE_AFTER = 90  # seconds; beat rings every 15
MESSAGES_ARE_LATE_AFTER = 600  # seconds past its time that a message may wait for a worker

State = dict[str, object]
PROBES = {"/livez", "/readyz", "/metrics"}


class UnderAnyName:
    """Load balancers and Prometheus ask by address, which is no name of ours; what they are told names no host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in PROBES:
            ours = next(iter(settings.ALLOWED_HOSTS), "")
            request.META["HTTP_HOST"] = ours.lstrip(".*") or "localhost"
        return self.get_response(request)


@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Every check by name, with its figure; 503 unless all asked for are well."""
    wanted = request.GET.get("only", "").split(",") if "only" in request.GET else list(CHECKS)
    now = timezone.now()
    states = {name: ask(CHECKS[name], now) for name in wanted if name in CHECKS}
    is_ready = bool(states) and all(state["ok"] for state in states.values())
    answer = JsonResponse({"ready": is_ready, "checks": states}, status=200 if is_ready else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # who asks every second logs for himself
    return answer


def ask(check: Callable[[datetime], State], now: datetime) -> State:
    """A check that cannot be made has failed; why is for the log, not for the world."""
    try:
        return check(now)
    except (DatabaseError, RedisError, OSError) as error:
        return {"ok": False, "error": type(error).__name__}


def database(now: datetime) -> State:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def broker(now: datetime) -> State:
    return {"ok": bool(redis().ping())}


@cache
def redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)


def migrations(now: datetime) -> State:
    """All migrations this code knows are applied; later ones belong to a newer release and are no harm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        missing = known_migrations() - set(cursor.fetchall())
    return {"ok": not missing, "missing": len(missing)}


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def beat(now: datetime) -> State:
    """The clock rings through a worker, so its age speaks for both."""
    heard_at = Heartbeat.objects.filter(name="beat").values_list("heard_at", flat=True).first()
    age = None if heard_at is None else round((now - heard_at).total_seconds(), 1)
    return {"ok": age is not None and age <= BEAT_IS_LATE_AFTER, "age_seconds": age}


def messages(now: datetime) -> State:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_due_message(%s)", [now])
        due_at = cursor.fetchone()[0]
    late = 0.0 if due_at is None else round((now - due_at).total_seconds(), 1)
    return {"ok": late <= MESSAGES_ARE_LATE_AFTER, "oldest_due_seconds": late}


CHECKS: dict[str, Callable[[datetime], State]] = {
    "database": database,
    "redis": broker,
    "migrations": migrations,
    "beat": beat,
    "messages": messages,
}
