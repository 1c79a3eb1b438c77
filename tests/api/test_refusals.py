"""What is refused has done nothing: not a row more, not a secret spent."""

import pytest
from django.db import connection, transaction
from rest_framework import exceptions

from clients.api.people import Clients
from clients.models import Client
from tests.api.conftest import Program
from tests.factories import make_client
from tests.house.operations import all_operations, furnish_every_resource, outside

WRITTEN = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE relname <> 'practices_apikey' ORDER BY 1
"""


def written():
    """How often each table was written to in this transaction, taken back or not."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return cursor.fetchall()


def test_what_cannot_be_expanded_is_refused_before_anything_is_done(willow):
    ids, program = outside(furnish_every_resource(willow), willow.practice), Program(willow)
    wrong = []
    for operation in all_operations():
        if operation.method == "GET":
            continue
        before = written()
        with transaction.atomic():
            answer = program.call(
                operation.method, f"{operation.address(ids)}?expand=typo", operation.bodies(ids)[0]
            )
            transaction.set_rollback(True)
        if (answer.status_code, answer.said and answer.said["code"]) != (422, "invalid"):
            wrong.append(f"{operation.method} {operation.path}: {answer.status_code}")
        if written() != before:
            wrong.append(f"{operation.method} {operation.path} wrote")

    assert wrong == []


def test_what_a_key_may_not_expand_is_refused_before_anything_is_done(willow):
    ids = outside(furnish_every_resource(willow), willow.practice)
    program = Program(willow, scopes=["messages:write"])
    before = written()

    answer = program.post(f"messages/{ids['msg']}/retry/?expand=client")

    assert (answer.status_code, answer.said["code"]) == (403, "scope_missing")
    assert written() == before


@pytest.mark.parametrize("error", [exceptions.ValidationError, exceptions.PermissionDenied])
def test_a_refusal_that_comes_after_the_work_takes_it_back(program, willow, monkeypatch, error):
    def refuse(*args, **more):
        raise error

    zoe = make_client(willow)
    monkeypatch.setattr(Clients, "answer", refuse)

    for answer in (
        program.post("clients/", {"name": "Bea Lund"}),
        program.post(f"clients/{program.id_of('cli', zoe)}/archive/"),
    ):
        assert answer.status_code in {403, 422}

    zoe.refresh_from_db()
    assert zoe.archived_at is None
    assert not Client.objects.filter(name="Bea Lund").exists()
