"""Who may ask for what: a key's scopes, and the practice the middleware has entered."""

from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission

from practices.permissions import scope_for


class KeyAuthentication(BaseAuthentication):
    """The middleware has found the key already; this tells the framework."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        key = getattr(request._request, "api_key", None)
        return None if key is None else (key, key)

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class HasScope(BasePermission):
    """A resource names its verbs, the table of permissions the scope of each; a key without it hears which it lacks."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if request.auth is None:
            raise exceptions.NotAuthenticated("Send your key as `Authorization: Bearer rpt_live_…`.")
        if view.verb is None:
            return True  # a method nobody answers: 405
        demand(request.auth, view.verb)
        return True


def demand(key: Any, verb: str) -> None:
    """Raises      PermissionDenied, naming the scope that the key lacks"""
    if (scope := scope_for(verb)) not in key.scopes:
        raise exceptions.PermissionDenied(f"This key lacks the scope {scope}.")
