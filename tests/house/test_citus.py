"""docs/citus.md says what stands between the tables and a database distributed by practice."""

import os

from django.db import connection

from scripts import citus


def test_the_page_lists_exactly_what_would_have_to_change(db):
    """Mend with `WRITE=yes make test ARGS=tests/house/test_citus.py`."""
    with connection.cursor() as cursor:
        page = citus.document(citus.PAGE.read_text(), cursor)
    if os.environ.get("WRITE"):
        citus.PAGE.write_text(page)
    assert citus.PAGE.read_text() == page


def test_every_reference_between_two_practices_tables_has_a_twin_led_by_the_practice(db):
    """So that the plain one can be dropped the day the tables are distributed."""
    with connection.cursor() as cursor:
        spread = {name for name, is_ours in citus.asked(cursor, citus.TABLES) if is_ours}
        keys = [row for row in citus.asked(cursor, citus.KEYS) if {row[0], row[2]} <= spread]
    plain = sorted((table, to) for table, _, to, is_led in keys if not is_led)
    led = sorted((table, to) for table, _, to, is_led in keys if is_led)
    assert plain == led
