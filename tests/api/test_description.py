"""The description says what the API does, is committed, and can be read by people."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from django.utils.html import escape

from config.api import docs
from config.api.answers import DOORS
from config.api.refusals import sentences
from practices.events import Fact
from practices.permissions import SCOPES
from practices.webhooks.catalogue import catalogue

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
        assert {"400", "415"} <= set(operation["responses"])
    assert operation["x-scope"] in SCOPES


def bodies(operation):
    """Every JSON body that goes in or out, with its schema and its examples."""
    parts = [operation.get("requestBody", {}), *operation["responses"].values()]
    for part in parts:
        whole = resolved(part)
        yield from whole.get("content", {}).values()


def resolved(part):
    return (
        docs.describe()["components"]["responses"][part["$ref"].rpartition("/")[2]]
        if "$ref" in part
        else part
    )


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_every_body_has_examples_that_keep_its_schema_and_leave_no_gap(path, method, operation):
    for media in bodies(operation):
        if media.get("schema", {}).get("type") != "object" and "$ref" not in media.get("schema", {}):
            continue  # a file, or nothing at all
        whole = {**media["schema"], "components": docs.describe()["components"]}
        assert media["examples"] or media["schema"].get("$ref", "").endswith("/Problem")
        for example in media["examples"].values():
            jsonschema.Draft202012Validator(whole).validate(example["value"])
            assert '"…"' not in json.dumps(example["value"], ensure_ascii=False), "sayings.py needs a line"


def test_every_operation_has_a_name_of_its_own():
    names = [param.values[2]["operationId"] for param in operations()]

    assert len(names) == len(set(names))


def test_an_operation_lists_the_rules_that_its_action_says_it_refuses():
    booking = docs.describe()["paths"]["/api/v1/appointments/"]["post"]
    examples = booking["responses"]["409"]["content"]["application/problem+json"]["examples"]

    assert {"slot_taken", "outside_hours", "slot_expired", "idempotency_key_in_use"} <= set(examples)
    assert examples["slot_taken"]["value"]["detail"] == "Petra Novak is already taken at that time."


def test_every_code_at_the_door_stands_on_the_page_of_errors(client, db):
    page = client.get("/api/v1/docs/errors/").content.decode()

    for code in DOORS:
        assert f'id="{code}"' in page


def test_every_event_says_when_it_happens_and_is_shown_as_it_is_told(client, db):
    page = client.get("/api/v1/docs/events/").content.decode()

    for fact in catalogue(Fact):
        assert fact["says"], f"{fact['kind']} does not say when it happens"
        assert f'id="{fact["kind"]}"' in page
    assert docs.webhook({"kind": "x.y", "ids": {"client_ids": "cli"}})["data"]["client_ids"][0].startswith(
        "cli_"
    )


def test_the_pages_need_no_key_and_no_script(client, db):
    reference = client.get("/api/v1/docs/").content.decode()

    for param in operations():
        assert param.values[2]["summary"] in reference
    assert "<script" not in reference


def test_every_refusal_stands_on_the_page_of_errors(client, db):
    page = client.get("/api/v1/docs/errors/").content.decode()

    assert len(sentences()["slot_taken"]) == 2
    for code, several in sentences().items():
        assert page.count(f'id="{code}"') == 1
        assert code in DOORS or all(escape(sentence) in page for sentence in several)


def test_the_description_is_served(client, db):
    assert client.get("/api/v1/openapi.json").json() == docs.describe()
