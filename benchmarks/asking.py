"""Requests through WSGI and the whole stack of middleware, without a socket: to the product, and to a bare Django."""

from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path

from practices.models import Practice

DEFAULT_MIDDLEWARE = [
    "benchmarks.asking.bare_urls",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""What `django-admin startproject` puts into a new project, after the line that finds our bare view."""


def one_row(request: HttpRequest, pk: int) -> JsonResponse:
    """One ORM get, and nothing else."""
    row = Practice.objects.get(pk=pk)
    return JsonResponse({"id": str(row.public_id), "name": row.name, "currency": row.currency})


urlpatterns = [path("one/<int:pk>/", one_row)]


def bare_urls(get_response: Any) -> Any:
    def find(request: HttpRequest) -> Any:
        request.urlconf = __name__
        return get_response(request)

    return find


class Site:
    """A Django site that answers in this process."""

    def __init__(self, *, is_bare: bool = False, **headers: str) -> None:
        self.headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        if is_bare:
            with override_settings(MIDDLEWARE=DEFAULT_MIDDLEWARE):
                self.handler = WSGIHandler()
        else:
            self.handler = WSGIHandler()

    def get(self, address: str) -> bytes:
        """The body of an answer that must be 200."""
        where, _, query = address.partition("?")
        told: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
            **self.headers,
        }
        response = self.handler(environ, lambda status, headers: told.append(status))
        try:
            body = b"".join(response)
        finally:
            response.close()
        if not told[0].startswith("200"):
            raise AssertionError(f"{address} answered {told[0]}: {body[:300]!r}")
        return body
