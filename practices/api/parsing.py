"""How a body is read: JSON, and no deeper than anybody means."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

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


def parts(whole: Any) -> list[Any]:
    found = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else []
    return [one for one in found if isinstance(one, dict | list)]
