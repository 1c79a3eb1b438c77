"""The description says what the API does, is committed, and can be read by people."""

from pathlib import Path

import pytest
import yaml

from config.api import docs
from practices.errors import Refusal

COMMITTED = Path(__file__).resolve().parents[2] / "docs/openapi.yaml"


def test_the_committed_description_is_the_one_the_code_makes():
    assert yaml.safe_load(COMMITTED.read_text()) == docs.describe(), "run `make openapi`"


def operations():
    return [
        pytest.param(path, method, operation, id=operation["operationId"])
        for path, methods in docs.describe()["paths"].items()
        for method, operation in methods.items()
    ]


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_every_operation_says_what_it_is_and_how_it_can_fail(path, method, operation):
    assert operation["summary"]
    assert {"401", "403", "422", "429"} <= set(operation["responses"])
    if method != "get":
        assert {"400", "409", "415"} <= set(operation["responses"])


def test_the_pages_need_no_key_and_no_script(client, db):
    reference = client.get("/api/v1/docs/").content.decode()

    for param in operations():
        assert param.values[2]["summary"] in reference
    assert "<script" not in reference


def test_every_refusal_stands_on_the_page_of_errors(client, db):
    page = client.get("/api/v1/docs/errors/").content.decode()

    assert docs.refusals(Refusal)
    for refusal in docs.refusals(Refusal):
        assert f'id="{refusal.code}"' in page


def test_the_description_is_served(client, db):
    assert client.get("/api/v1/openapi.json").json() == docs.describe()
