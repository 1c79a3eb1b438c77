"""A question that is kept ready answers as the same question asked anew, and keeps the walls."""

import pytest
from django.db import connection, transaction

from clients.models import Client
from practices.models import Member
from practices.ready import Ready
from practices.tenancy import NoActivePractice, inside
from tests.factories import make_client

ONE = Ready(lambda pk: Client.objects.present().filter(pk=pk), pk=int)
BY_NAME = Ready(lambda name: Client.objects.select_related("practitioner").filter(name=name), name=str)


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_it_finds_the_row_that_the_manager_finds(willow):
    zoe = make_client(willow, "Zoe Baker", tags=["VIP"], practitioner=willow.practitioner)

    assert values(ONE.one(pk=zoe.pk)) == values(Client.objects.get(pk=zoe.pk))
    assert ONE.one(pk=zoe.pk + 1) is None


def test_joined_rows_come_with_it(willow, django_assert_num_queries):
    make_client(willow, "Zoe Baker", practitioner=willow.practitioner)
    make_client(willow, "Ida Stone")

    with django_assert_num_queries(2):
        assert [row.practitioner.name for row in BY_NAME.all(name="Zoe Baker")] == ["Petra"]
        assert [row.practitioner for row in BY_NAME.all(name="Ida Stone")] == [None]


def test_worded_in_one_practice_it_shows_the_next_practice_its_own_rows(willow, cedar):
    mine = make_client(willow, "Zoe Baker")
    with inside(cedar.practice):
        theirs = make_client(cedar, "Zoe Baker")
        assert BY_NAME.all(name="Zoe Baker") == [theirs]
        assert ONE.one(pk=mine.pk) is None

    assert BY_NAME.all(name="Zoe Baker") == [mine]


def test_the_practice_stands_in_the_question_itself_and_not_in_the_wall_alone(willow, cedar):
    with inside(cedar.practice):
        theirs = make_client(cedar, "Zoe Baker")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.lifted', 'yes', true)")

    assert ONE.one(pk=theirs.pk) is None


def test_outside_a_practice_it_is_refused(db):
    with transaction.atomic(), pytest.raises(NoActivePractice):
        ONE.one(pk=1)


def test_a_value_that_is_not_in_the_question_is_a_mistake(willow):
    with pytest.raises(TypeError):
        Ready(lambda pk: Member.objects.all(), pk=int).one(pk=1)
