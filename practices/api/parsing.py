"""How a body is read: JSON, and no deeper than anybody means, or a file. How it is agreed that JSON is the answer."""

from collections.abc import Sequence
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser, JSONParser

CSV = "text/csv"
DEEPEST = 40


class ShallowJson(JSONParser):
    """What is nested more deeply is malformed; Python would stumble over it later."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            body = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(f"At most {DEEPEST} levels deep, please.") from None
        level, inner = 0, [body]
        while inner := [one for whole in inner for one in parts(whole)]:
            if (level := level + 1) > DEEPEST:
                raise ParseError(f"At most {DEEPEST} levels deep, please.")
        return body


class FileBody(BaseParser):
    """The body is the file; how large it may be is measured at the door."""

    media_type = CSV

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> bytes:
        return bytes(stream.read())


def parts(whole: Any) -> list[Any]:
    found = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else []
    return [one for one in found if isinstance(one, dict | list)]


class OnlyJson(DefaultContentNegotiation):
    """Who takes anything, or JSON, is answered without the weighing that any other wish needs."""

    def select_renderer(
        self, request: Any, renderers: Sequence[Any], format_suffix: str | None = None
    ) -> Any:
        accepted = request.META.get("HTTP_ACCEPT", "*/*")
        if accepted in {"*/*", renderers[0].media_type} and not format_suffix and not request.GET:
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)
