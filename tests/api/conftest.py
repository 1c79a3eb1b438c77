"""A program with a key, as an integrator's would be."""

import json
import re
from types import SimpleNamespace

import pytest
from django.test import Client

from config.api import docs
from practices import keys
from practices.ids import public_id
from practices.tenancy import visit
from tests.factories import NOON


def is_described(method, path, response):
    """Every answer of every test is one that the description lists, with its code."""
    operation = operation_at(f"/api/v1/{path}").get(method.lower())
    if operation is None or response.status_code == 405:
        return
    answer = operation["responses"].get(str(response.status_code))
    assert answer, f"{method} {path} answered {response.status_code}, which is not described"
    if response.headers.get("Content-Type") == "application/problem+json":
        if "$ref" in answer:
            answer = docs.describe()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
        codes = answer["content"]["application/problem+json"].get("examples", {})
        assert response.said["code"] in codes, (
            f"{method} {path} answered {response.said['code']}, not described"
        )


def operation_at(path):
    for pattern, operations in docs.describe()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
            return operations
    return {}


class Program:
    """Speaks JSON to the API with a key."""

    def __init__(self, world: SimpleNamespace, scopes=tuple(keys.SCOPES)):
        self.world, self.http = world, Client()
        with visit(world.practice):
            self.key, self.secret = keys.make(
                world.practice, name="Website", scopes=scopes, by=world.owner, at=NOON
            )

    def id_of(self, prefix, row):
        return public_id(prefix, row.pk, key=bytes(self.world.practice.id_key))

    def call(self, method, path, body=None, **headers):
        is_file = isinstance(body, str | bytes)
        response = self.http.generic(
            method,
            f"/api/v1/{path}",
            data=body if is_file else json.dumps(body) if body is not None else b"",
            content_type="text/csv" if is_file else "application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )
        is_json = "json" in response.headers.get("Content-Type", "")
        response.said = json.loads(response.content) if is_json and response.content else None
        is_described(method, path.partition("?")[0], response)
        return response

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.call("POST", path, body or {}, **headers)


@pytest.fixture
def program(willow):
    return Program(willow)


@pytest.fixture
def neighbour(cedar):
    return Program(cedar)
