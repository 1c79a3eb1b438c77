"""In which charsets a request may speak. All else is read as UTF-8.

Django takes any codec that Python knows for a charset, zlib and idna too, and stumbles over them while it makes the
request: before every middleware, so that nobody could answer.
"""

import codecs
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

READABLE = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_readable_words(application: Application) -> Application:
    """The application, spared of content types that it cannot read."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        said = environ.get("CONTENT_TYPE", "")
        if ";" in said and not is_readable(said):
            environ["CONTENT_TYPE"] = said.partition(";")[0]
        return application(environ, start_response)

    return answer


def is_readable(content_type: str) -> bool:
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name in READABLE
    except (LookupError, ValueError):
        return False
