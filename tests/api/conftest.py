"""A program with a key, as an integrator's would be."""

import json
from types import SimpleNamespace

import pytest
from django.test import Client

from practices import keys
from practices.ids import public_id
from practices.tenancy import visit
from tests.factories import NOON


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
        response = self.http.generic(
            method,
            f"/api/v1/{path}",
            data=json.dumps(body) if body is not None else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.secret}", **headers},
        )
        response.said = json.loads(response.content) if response.content else None
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
