"""Headers of safety: the one that neither Django nor django-csp sets, and django-csp's without its cost for JSON."""

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class PermissionsPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response


class ContentPolicy(CSPMiddleware):
    """The policy is worded for each page, for its nonce; JSON has none, so its policy is worded once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type") != "application/json" or HEADER in response:
            return super().process_response(request, response)
        response.headers[HEADER] = without_nonce()
        return response


@cache
def without_nonce() -> str:
    policy: str = build_policy()
    return policy
