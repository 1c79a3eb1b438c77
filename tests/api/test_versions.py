"""The version of a row is another after each change of it, whoever made it, and the same for whoever reads it."""

import re
from collections import defaultdict

import pytest
from django.db import transaction

from practices.api import limits
from tests.api.conftest import Program
from tests.factories import make_client
from tests.house.operations import all_operations, furnish_every_resource, outside

BACK = re.compile(r"/(undo|restore|enable)/$")
ROW = re.compile(r"/api/v1/[\w-]+/\{id\}/")


@pytest.fixture(autouse=True)
def _no_limit(monkeypatch):
    monkeypatch.setattr(limits, "PER_WINDOW", 10**9)


def writing():
    """Row by its path → what reads it, and all that writes to it."""
    reads, writes = {}, defaultdict(list)
    for operation in all_operations():
        if match := ROW.match(operation.path):
            if operation.method != "GET":
                writes[match[0]].append(operation)
            elif operation.path == match[0]:
                reads[match[0]] = operation
    return [(reads[path], operations) for path, operations in writes.items() if path in reads]


def in_turn(writes):
    """Each operation on the row as it was, and what takes something back after each other."""
    for then in writes:
        for first in [None, *(writes if BACK.search(then.path) else [])]:
            yield first, then


@pytest.mark.slow
def test_whatever_changes_a_row_changes_its_version(willow):
    ids, program = outside(furnish_every_resource(willow), willow.practice), Program(willow)
    unchanged, changes = [], set()
    for read, writes in writing():
        for first, then in in_turn(writes):
            with transaction.atomic():
                if first is not None:
                    program.call(first.method, first.address(ids), first.bodies(ids)[0])
                before = program.get(read.address(ids))
                done = program.call(then.method, then.address(ids), then.bodies(ids)[0])
                after = program.get(read.address(ids))
                transaction.set_rollback(True)
            if before.status_code != 200 or after.content == before.content:
                continue
            changes.add(f"{then.method} {then.path}")
            if after.headers.get("ETag") == before.headers["ETag"]:
                unchanged.append(f"{then.method} {then.path} {done.status_code} after {first and first.path}")

    assert unchanged == []
    assert len(changes) > 25


def test_a_decision_about_another_state_of_a_visit_is_refused(willow):
    """A program reads a visit and wants to take its confirmation back; the desk notes the arrival in between."""
    ids, program = outside(furnish_every_resource(willow), willow.practice), Program(willow)
    visit = f"appointments/{ids['apt']}/"
    seen = program.post(f"{visit}confirm/").headers["ETag"]
    program.post(f"{visit}arrive/")

    refused = program.post(f"{visit}undo/", **{"If-Match": seen})

    assert (refused.status_code, refused.said["code"]) == (412, "changed_meanwhile")
    assert program.get(visit).said["status"] == "arrived"


@pytest.mark.parametrize("sent", ["W/{}", '"other", W/{}', "{}", "*"])
def test_a_version_that_was_weakened_on_its_way_is_taken_as_ours(willow, sent):
    """Proxies that compress mark it with W/."""
    program = Program(willow)
    path = f"clients/{program.id_of('cli', make_client(willow))}/"
    tag = program.get(path).headers["ETag"]

    changed = program.call("PATCH", path, {"city": "Troy"}, **{"If-Match": sent.format(tag)})
    again = program.call("PATCH", path, {"city": "Rome"}, **{"If-Match": sent.format(tag)})

    assert (changed.status_code, again.status_code) == (200, 200 if sent == "*" else 412)
