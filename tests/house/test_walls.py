"""The walls between practices, as the database keeps them."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from practices.models import Event, Invitation, Location, Member
from practices.tenancy import NoActivePractice, PracticeManager, PracticeOwned, SamePractice, inside
from tests.factories import NOON

OWNED = [model for model in apps.get_models() if issubclass(model, PracticeOwned)]


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_practice_owned_models_keep_the_wall(model):
    assert isinstance(model._default_manager, PracticeManager)
    guarded = {rule.field for rule in model._meta.constraints if isinstance(rule, SamePractice)}
    pointing = {
        field.name
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, PracticeOwned)
    }

    assert pointing == guarded


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_row_level_security_is_forced_on_every_practice_owned_table(model, db):
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relrowsecurity, relforcerowsecurity,
                      (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid AND polname = 'practice_wall')
               FROM pg_class c WHERE relname = %s AND relnamespace = 'public'::regnamespace""",
            [model._meta.db_table],
        )

        assert cursor.fetchone() == (True, True, 1)


def test_the_app_role_has_no_special_powers(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("rapport_app", False, False)
        cursor.execute("SELECT pg_has_role('rapport_owner', 'MEMBER'), pg_has_role('rapport_ops', 'MEMBER')")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = 'rapport_app'::regrole")
        assert cursor.fetchone() == (0,)


def test_raw_sql_without_a_practice_sees_no_rows(cedar):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM practices_member")
        assert cursor.fetchone() == (0,)
        with inside(cedar.practice):
            cursor.execute("SELECT count(*) FROM practices_member")
            assert cursor.fetchone() == (3,)


def test_a_query_without_a_practice_is_refused(cedar):
    with pytest.raises(NoActivePractice):
        Member.objects.count()


def test_no_rows_at_all_may_be_asked_for_outside_a_practice():
    assert list(Member.objects.none()) == []


def test_the_database_refuses_a_row_for_another_practice(willow, cedar):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Location.objects.create(practice=cedar.practice, name="Over the wall", time_zone="UTC")


def test_the_database_refuses_a_reference_to_another_practices_row(willow, cedar):
    with pytest.raises(IntegrityError, match="invitation_inviter_same_practice"), transaction.atomic():
        Invitation.objects.create(
            practice=willow.practice,
            email="a@b.example",
            role="owner",
            secret_hash="x",
            invited_by_id=cedar.owner.pk,
            invited_at=NOON,
            expires_at=NOON,
        )


@pytest.mark.parametrize("change", ["UPDATE practices_event SET kind = 'x'", "DELETE FROM practices_event"])
def test_what_happened_is_never_changed(willow, change):
    assert Event.objects.exists()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_leaving_a_practice_closes_the_door_behind(willow, cedar):
    with inside(cedar.practice):
        assert Member.objects.filter(name="Nina").exists()

    assert not Member.objects.filter(name="Nina").exists()
    assert not Member.unscoped.filter(name="Nina").exists()
