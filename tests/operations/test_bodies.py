"""How much a request may send, and that nothing of a larger one is read."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from clients.importing.reading import MOST_BYTES
from tests.operations.bodies import Unread

MOST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
IMPORT = "/p/willow/clients/import/"
DOORS = [
    "/accounts/login/",
    "/book/willow/",
    "/hooks/sendgrid/",
    "/hooks/twilio/willow/inbound/",
    "/p/willow/",
]
FILES = "multipart/form-data; boundary=x"


def send(browser, path, length, **headers):
    more = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length)}
    return browser.generic("POST", path, b"x", content_type=FILES, headers=headers, **more)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/book/willow/",
        "/hooks/sendgrid/",
        "/hooks/twilio/willow/inbound/",
        "/p/willow/clients/new/",
    ],
)
def test_a_stranger_may_send_five_megabytes(path):
    answer = send(Browser(), path, MOST + 1)

    assert answer.status_code == 413
    assert "At most 5 MB" in answer.content.decode()


@pytest.mark.django_db
def test_a_length_in_disguise_is_a_length():
    assert send(Browser(), "/accounts/login/", f"{'0' * 20}{MOST + 1}").status_code == 413


def test_a_list_to_import_is_read_for_a_member_alone(willow, cedar):
    assert send(Browser(), IMPORT, MOST_BYTES).url.startswith("/accounts/login/")
    neighbour = Browser()
    neighbour.force_login(cedar.owner.user)
    assert send(neighbour, IMPORT, MOST_BYTES).status_code == 404
    member = Browser()
    member.force_login(willow.owner.user)
    with pytest.raises(AssertionError, match="was read"):
        send(member, IMPORT, MOST_BYTES)
    assert send(member, IMPORT, MOST_BYTES * 2).status_code == 413


def test_a_member_is_told_beside_the_page_with_what_was_typed(willow):
    member = Browser()
    member.force_login(willow.owner.user)
    answer = send(member, "/p/willow/clients/new/", MOST + 1, **{"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Reswap"]) == (413, "none")
    assert "At most 5 MB" in answer.content.decode()


def test_a_list_larger_than_a_form_comes_in(willow, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    member = Browser()
    member.force_login(willow.owner.user)
    rows = b"name\n" + b"Zoe Baker\n" * 500

    assert (
        member.post(IMPORT, {"kind": "clients", "file": SimpleUploadedFile("list.csv", rows)}).status_code
        == 302
    )
