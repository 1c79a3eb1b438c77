"""Take the demo away: its practices with all that is theirs, and the people who signed in there.

Some rows refuse to go (what happened is kept); only the role that owns the tables may take that guard down, and
only here, and only for practices that are marked as a demo.
"""

from graphlib import TopologicalSorter

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction

from config.demo import upkeep
from practices.models import User
from practices.tenancy import PracticeOwned

GUARDED = ("practices_event", "clients_consent", "bookings_payment", "metrics_visitfact")


def forget(which: list[int] | None = None) -> int:
    """Remove these demo practices, or all; returns how many there were."""
    using = "owner" if "owner" in settings.DATABASES else "default"
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT id FROM practices_practice WHERE is_demo")
        ids = [row[0] for row in cursor.fetchall() if which is None or row[0] in which]
        if not ids:
            return 0
        cursor.execute("SELECT user_id FROM practices_member WHERE practice_id = ANY(%s)", [ids])
        people = [row[0] for row in cursor.fetchall() if row[0]]
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table in tables_from_the_top():
            cursor.execute(f"DELETE FROM {table} WHERE practice_id = ANY(%s)", [ids])  # noqa: S608  our own table
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("DELETE FROM practices_practice WHERE id = ANY(%s)", [ids])
    User.objects.filter(pk__in=people).delete()
    upkeep.give_back_room(tables_from_the_top())
    return len(ids)


def tables_from_the_top() -> list[str]:
    """Every table of rows that belong to a practice, those that point at others first."""
    owned = [model for model in apps.get_models() if issubclass(model, PracticeOwned)]
    order: TopologicalSorter[type[models.Model]] = TopologicalSorter({model: set() for model in owned})
    for model in owned:
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and issubclass(target, PracticeOwned) and target is not model:
                order.add(target, model)
    return [model._meta.db_table for model in order.static_order()]
