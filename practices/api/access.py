"""Who may ask for what: a key's scopes, and the practice the middleware has entered."""

from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission


class KeyAuthentication(BaseAuthentication):
    """The middleware has found the key already; this tells the framework."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        key = getattr(request._request, "api_key", None)
        return None if key is None else (key, key)

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """A view names the scope of each of its verbs in `scopes`; a key without it is told which one it lacks."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if request.auth is None:
            raise exceptions.NotAuthenticated("Send your key as `Authorization: Bearer rpt_live_…`.")
        scope = view.scope_of(request.method)
        if scope not in request.auth.scopes:
            raise exceptions.PermissionDenied(f"This key lacks the scope {scope}.")
        return True
