"""What every template may ask: the practice, the member, and what the member may do."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from practices.permissions import ROLES, allowed


class May:
    """`{% if may.book %}`: whether the member's role may do the verb."""

    def __init__(self, member: Any) -> None:
        self._member = member

    def __getitem__(self, verb: str) -> bool:
        if verb not in ROLES:
            raise KeyError(verb)
        return self._member is not None and allowed(self._member, verb)


def practice(request: HttpRequest) -> dict[str, Any]:
    member = getattr(request, "member", None)
    return {
        "practice": getattr(request, "practice", None),
        "member": member,
        "may": May(member),
        "mode": settings.MODE,
    }
