"""A request in words that are no words is answered like any other."""

import pytest
from django.test import RequestFactory

from config.charsets import is_readable
from config.wsgi import application


def ask(content_type):
    environ = RequestFactory()._base_environ(
        PATH_INFO="/livez", QUERY_STRING="q=%41", CONTENT_TYPE=content_type
    )
    statuses = []
    body = application(environ, lambda status, headers, error=None: statuses.append(status))
    return statuses[0], b"".join(body)


@pytest.mark.parametrize(
    "parameter",
    [
        "charset=zlib", "charset=idna", "charset=undefined", "charset=a\0b", "charset*=zlib''%41",
        "boundary*=zlib''%41", "charset=nonsense",
    ],
)  # fmt: skip
def test_a_charset_that_is_none_is_passed_over(parameter):
    assert ask(f"application/json; {parameter}") == ask("application/json")


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", '"utf-8"', "latin-1", "windows-1252"])
def test_charsets_of_the_world_are_read(charset):
    assert is_readable(f"application/json; charset={charset}")


def test_the_boundary_of_a_form_stays():
    assert is_readable("multipart/form-data; boundary=x7y; charset=utf-8")


def test_a_length_that_no_body_has_is_too_large(program):
    response = program.post("clients/", **{"Content-Length": "9" * 5000})

    assert (response.status_code, response.said["code"]) == (413, "body_too_large")
