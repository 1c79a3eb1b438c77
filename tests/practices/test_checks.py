"""Nothing is served when the database could not keep the promises."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.celery import check_database
from practices import checks, patience


def test_our_own_database_is_safe(db):
    checks.refuse_unsafe_database()


def test_the_owner_may_not_serve(owner, monkeypatch):
    monkeypatch.setattr(checks, "connection", owner)

    with pytest.raises(ImproperlyConfigured, match="rapport_owner could see every practice"):
        checks.refuse_unsafe_database()


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        ("ALTER TABLE practices_event DISABLE ROW LEVEL SECURITY", "practices_event"),
        ("ALTER TABLE bookings_occupancy DROP CONSTRAINT no_double_booking", "no_double_booking"),
    ],
)
def test_a_missing_wall_or_guard_stops_the_start(owner, monkeypatch, harm, complaint):
    owner.cursor().execute(harm)
    monkeypatch.setattr(checks, "connection", owner)
    monkeypatch.setattr(checks, "POWERS", "SELECT current_user, false, false WHERE %s <> %s")

    with pytest.raises(ImproperlyConfigured, match=complaint):
        checks.refuse_unsafe_database()


def test_a_worker_does_not_begin_on_an_unsafe_database(owner, monkeypatch, settings):
    settings.IS_PRODUCTION = True
    monkeypatch.setattr(checks, "connection", owner)
    monkeypatch.setattr(patience, "stand", lambda longer: None)  # of this whole process

    with pytest.raises(SystemExit, match="rapport_owner could see every practice"):
        check_database()
