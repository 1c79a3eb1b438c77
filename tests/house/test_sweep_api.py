"""What a neighbour's program notices: nothing. Every operation of the API is asked, with and without Willow's rows.

Cedar asks for Willow's rows by Willow's own ids, and by the ids they would have if they were Cedar's: so that not the
ids alone, but each list and each look-up is a wall. Row-level security is lifted, as in the sweep over the pages.
"""

import re
from types import SimpleNamespace

import pytest
from django.db import transaction

from bookings.api.catalogue import Services
from bookings.models import Service
from practices import keys, permissions
from practices.api import limits
from practices.tenancy import inside
from tests.api.conftest import Program
from tests.factories import make_practice
from tests.house.neighbours import MARK, lift
from tests.house.operations import ID, all_operations, furnish_every_resource, outside

CHANGING = re.compile(rb'\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)|whsec_[^"]+|"token":"[^"]*"|"seconds":\d+')
MADE_UP = re.compile(ID.pattern.encode())


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch):
    monkeypatch.setattr(limits, "PER_WINDOW", 10**9)


@pytest.fixture
def cedar_alone(db: None) -> SimpleNamespace:
    return make_practice("cedar", owner="Nina", desk="Cleo", practitioner="Paul")


def answers(program, some_ids, about):
    """How every operation ends; what it changed is taken back."""
    for operation in (one for one in all_operations() if one.path.startswith(f"/api/v1/{about}")):
        for number, ids in enumerate(some_ids):
            for body in operation.bodies(ids):
                with transaction.atomic():
                    answer = program.call(operation.method, operation.address(ids), body)
                    transaction.set_rollback(True)
                plain = MADE_UP.sub(rb"\1", CHANGING.sub(b"", answer.content))
                yield f"{operation.method} {operation.path} {number} {body}", (answer.status_code, plain)


def sweep(cedar: SimpleNamespace, about: str = "") -> list[str]:
    """Every request that Cedar hears answered otherwise when Willow is there, or with one of Willow's names."""
    with inside(cedar.practice):
        program = Program(cedar)
    with transaction.atomic():
        lift(False)
        willow = make_practice("willow", owner=f"{MARK}Ana", desk=f"{MARK}Frank", practitioner=f"{MARK}Petra")
        rows = furnish_every_resource(willow)
        some_ids = [outside(rows, willow.practice), outside(rows, cedar.practice)]
        lift(True)
        beside = dict(answers(program, some_ids, about))
        transaction.set_rollback(True)
    lift(True)
    alone = dict(answers(program, some_ids, about))
    lift(False)
    return [
        asked
        for asked, answer in beside.items()
        if answer != alone[asked] or MARK.encode() in answer[1] or answer[0] >= 500
    ]


@pytest.mark.slow
def test_a_neighbours_program_notices_nothing(cedar_alone):
    assert sweep(cedar_alone) == []


@pytest.mark.slow
def test_the_sweep_finds_a_resource_that_goes_round_the_manager(cedar_alone, monkeypatch):
    leak = {"GET": Service.unscoped}
    monkeypatch.setattr(
        Services, "get_queryset", lambda view: leak.get(view.request.method, Service.objects).all()
    )

    found = {asked.partition(" {")[0] for asked in sweep(cedar_alone, "services")}

    assert {"GET /api/v1/services/ 0 None", "GET /api/v1/services/{id}/ 1 None"} <= found


def test_every_operation_opens_to_its_scope_and_to_no_other(willow):
    ids = outside(furnish_every_resource(willow), willow.practice)
    others = {
        scope: Program(willow, scopes=[one for one in keys.SCOPES if one != scope]) for scope in keys.SCOPES
    }
    alone = {scope: Program(willow, scopes=[scope]) for scope in keys.SCOPES}
    wrong = []
    for operation in all_operations():
        for body in operation.bodies(ids):
            for program, is_open in ((others[operation.scope], False), (alone[operation.scope], True)):
                with transaction.atomic():
                    answer = program.call(operation.method, operation.address(ids), body)
                    transaction.set_rollback(True)
                if (answer.status_code == 403) is is_open or answer.status_code >= 500:
                    wrong.append(f"{operation.method} {operation.path}: {answer.status_code} for {is_open=}")

    assert wrong == []


def test_every_edit_heeds_the_version_it_was_made_on(willow):
    """A stale If-Match is refused everywhere; nothing that takes one passes over it."""
    ids, program = outside(furnish_every_resource(willow), willow.practice), Program(willow)
    ignored = []
    for operation in all_operations():
        if {"$ref": "#/components/parameters/IfMatch"} in operation.said.get("parameters", []):
            body = operation.bodies(ids)[0]
            stale = program.call(operation.method, operation.address(ids), body, **{"If-Match": '"stale"'})
            if (stale.status_code, stale.said and stale.said["code"]) != (412, "changed_meanwhile"):
                ignored.append(f"{operation.method} {operation.path}: {stale.status_code} {stale.said}")

    assert ignored == []


def test_what_can_be_edited_is_read_with_its_version(willow):
    ids, program = outside(furnish_every_resource(willow), willow.practice), Program(willow)
    operations = list(all_operations())
    edited = {one.path for one in operations if one.method in {"PATCH", "DELETE"}}
    read = [one for one in operations if one.method == "GET" and one.path in edited]

    assert edited
    assert [one.path for one in read if not program.get(one.address(ids)).headers.get("ETag")] == []


def test_every_verb_is_for_people_or_stands_in_a_scope():
    """A verb that no scope opens is left to people on purpose, by name."""
    for_people = {
        "see_today", "manage_practice", "manage_programs", "see_members", "manage_members",
        "leave_practice", "see_settings",
    }  # fmt: skip
    opened = {verb for verbs in permissions.SCOPES.values() for verb in verbs}

    assert opened | for_people == set(permissions.ROLES)
    assert not opened & for_people


def test_a_client_is_never_told_to_a_key_that_may_not_see_clients(willow):
    """Neither by expanding, nor within what it may read."""
    ids = outside(furnish_every_resource(willow), willow.practice)
    blind = [scope for scope in keys.SCOPES if not scope.startswith("clients:")]
    program = Program(willow, scopes=blind)
    told = []
    for operation in all_operations():
        if operation.method == "GET" and operation.scope in blind:
            answer = program.get(operation.address(ids))
            if b"Zoe Baker" in answer.content and operation.scope not in {"messages:read", "health:read"}:
                told.append(operation.path)
            if any(one.get("name") == "expand" for one in operation.said.get("parameters", [])):
                address = operation.address(ids)
                expanded = program.get(f"{address}{'&' if '?' in address else '?'}expand=client")
                assert (expanded.status_code, expanded.said["code"]) == (403, "scope_missing")

    assert told == []
