"""What must be true of the database before anything is served: asked once, at the start of web and workers."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from practices.walls import OPS, OWNER

POWERS = """
SELECT current_user, rolsuper OR rolbypassrls,
       EXISTS (SELECT 1 FROM pg_roles other WHERE other.rolname IN (%s, %s) AND pg_has_role(other.oid, 'MEMBER'))
FROM pg_roles WHERE rolname = current_user
"""
UNWALLED = """
SELECT string_agg(c.relname, ', ' ORDER BY c.relname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'practice_id' AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""
GUARD = "SELECT count(*) FROM pg_constraint WHERE conname = 'no_double_booking' AND contype = 'x'"


def refuse_unsafe_database() -> None:
    """Stop the start when a promise could not be kept.

    Raises      ImproperlyConfigured when the role sees all practices, a table lacks its wall, or nothing stops
                double bookings
    """
    with connection.cursor() as cursor:
        cursor.execute(POWERS, [OWNER, OPS])
        role, is_mighty, is_member = cursor.fetchone()
        if is_mighty or is_member:
            raise ImproperlyConfigured(
                f"The database role {role} could see every practice: connect as rapport_app."
            )
        cursor.execute(UNWALLED)
        if tables := cursor.fetchone()[0]:
            raise ImproperlyConfigured(
                f"Row-level security is missing on: {tables}. Run `manage.py migrate`."
            )
        cursor.execute(GUARD)
        if not cursor.fetchone()[0]:
            raise ImproperlyConfigured(
                "The constraint no_double_booking is missing. Run `manage.py migrate`."
            )
