"""docs/operations.md, walked: every block of it is run as it stands on the page."""

import json
import re
import time

import pytest

from tests.standins import docker, machines
from tests.standins.traffic import Traffic

pytestmark = pytest.mark.stack
STARTS_ITSELF = "docker compose up --detach --wait --no-deps web worker beat"
WEB_ALONE = "docker compose up --detach --wait --no-deps web"
WALKED = {
    "Install": 3,
    "Upgrading": 1,
    "Backup": 2,
    "Restore": 3,
    "FIELD_KEYS": 5,
    "SECRET_KEY": 4,
    "A stuck queue": 3,
    "More workers": 1,
    "A second machine": 2,
    "A managed PostgreSQL": 1,
}
A_LINK = """
from bookings.links import manage_path
from bookings.models import Appointment
from practices.models import Practice
from practices.tenancy import visit
with visit(Practice.objects.get(slug="willow")):
    print(manage_path(Appointment.objects.filter(status__in=["booked", "confirmed"]).order_by("-starts_at").first()))
"""
CATALOGUE = """
SELECT 'policy', tablename, policyname || ' ' || array_to_string(roles, ',') || ' ' || qual FROM pg_policies
UNION ALL SELECT 'forced', relname, relforcerowsecurity::text FROM pg_class WHERE relrowsecurity
UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'function', proname, pg_get_userbyid(proowner) || ' ' || prosecdef || ' ' || prosrc FROM pg_proc
          WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'owner', relname, pg_get_userbyid(relowner) || ' ' || coalesce(array_to_string(relacl, ' '), '')
          FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
ORDER BY 1, 2, 3
"""
REWRITTEN = re.compile(r"[()]|::(text|character varying)(\[\])?")


def test_no_block_of_the_page_is_left_out():
    assert {heading: len(found) for heading, found in machines.blocks().items()} == WALKED


def test_an_installation_by_the_page_lives_and_becomes_ready(first):
    assert json.loads(first.walk("Install", 1, lambda block: block.splitlines()[0])) == {"alive": True}
    first.wait_until_ready()
    assert '"ready": true' in first.walk("Install", 1)
    assert "text" in first.walk("Install", 2)
    assert first.ask("/accounts/login/")[0] == 200


def test_an_upgrade_by_the_page_leaves_it_running(first):
    first.walk("Upgrading")
    assert first.ask("/livez")[0] == 200


def test_a_backup_restored_on_a_new_machine_is_the_same_to_the_last_row(first, new_machine):
    first.do("docker compose stop web worker beat")
    first.walk("Backup", 0)
    first.walk("Backup", 1)
    first.walk("Restore", 2)
    first.do("docker compose up --detach --wait")
    for dump in ("rapport.dump", "rapport-owner.dump"):
        second = new_machine("second")
        second.folder.joinpath(".env").write_text(
            (first.folder / ".env").read_text().replace(f":{first.port}\n", f":{second.port}\n")
        )
        second.folder.joinpath("rapport.dump").write_bytes((first.folder / dump).read_bytes())
        *restore, start = machines.blocks()["Restore"][0].splitlines()
        assert start == "docker compose up --detach --wait web"
        second.do("\n".join(restore))
        second.walk("Restore", 2)
        compare(first, second)
        if dump == "rapport.dump":
            second.do(start)
            assert not docker.Machine(second.folder).running("worker")
            second.walk("Restore", 1)
            assert docker.Machine(second.folder).running("worker")
            assert second.ask("/accounts/login/")[0] == 200
            status, facts = second.ask(f"/api/v1/facts/?client={first.client}", key=first.key)
            assert status == 200, facts
        second.stop()


def compare(first, second):
    """Every table to the row, and every wall, trigger, constraint, function and grant."""
    before, after = ((machine.folder / "tables.txt").read_text().splitlines() for machine in (first, second))
    assert len(before) > 40
    assert sum(int(line.split()[1]) for line in before) > 1000
    assert after == before
    with first.database() as old, second.database() as new:
        assert catalogue(new) == catalogue(old)


def catalogue(cursor):
    """What the server says of each, but for casts and brackets, which it writes anew after reading them."""
    cursor.execute(CATALOGUE)
    return sorted((kind, name, REWRITTEN.sub("", said)) for kind, name, said in cursor.fetchall())


def test_keys_rotate_by_the_page_while_people_read_and_write(first, new_machine):
    second = new_machine("beside")
    join(first, second)
    second.do("docker compose stop worker")  # the first has one
    both = [(first, lambda block: block), (second, lambda block: block.replace(STARTS_ITSELF, WEB_ALONE))]
    with Traffic([first, second], first.key, first.client) as traffic:
        rotate_field_keys(first, second, both)
    second.stop()
    assert traffic.wrong == []
    assert min(traffic.counts["read"], traffic.counts["write"]) > 20, traffic.counts


def join(first, second):
    """The page's private address becomes one of this computer's own, where Redis has the port it was given."""
    first.walk("A second machine", 0, lambda block: block.replace("10.0.0.1", first.private))
    first.wait_until_ready()
    env = (first.folder / ".env").read_text()
    (second.folder / ".env").write_text(re.sub("^PUBLISH=.*\n", "", env, flags=re.MULTILINE))
    second.publish()
    redis = docker.Machine(first.folder).address("redis")
    here = {"10.0.0.1:6379": f"{first.private}:{redis}", "10.0.0.1:5432": f"{first.private}:5432"}
    second.walk(
        "A second machine", 1, lambda block: re.sub(r"10\.0\.0\.1:\d+", lambda found: here[found[0]], block)
    )
    assert second.ask("/readyz?only=database,migrations")[0] == 200


def rotate_field_keys(first, second, both):
    first.walk("FIELD_KEYS", 0)
    (second.folder / ".env.key").write_text((first.folder / ".env.key").read_text())
    new = (first.folder / ".env.key").read_text().strip()
    for step in (1, 2):
        for machine, own in both:
            machine.walk("FIELD_KEYS", step, own)
    assert "No older key is needed" in first.walk("FIELD_KEYS", 3)
    for machine, own in both:
        machine.walk("FIELD_KEYS", 4, own)
        assert machines.compose.dotenv(machine.folder / ".env")["FIELD_KEYS"] == new


def test_links_live_through_a_change_of_the_secret_key(first):
    address = first.manage("shell", "--verbosity", "0", "--command", A_LINK).strip()
    assert first.ask(address)[0] == 200
    first.walk("SECRET_KEY", 0)
    for step in (1, 2):
        first.walk("SECRET_KEY", step)
        assert first.ask(address)[0] == 200
    first.walk("SECRET_KEY", 3)
    assert first.ask(address)[0] == 410


PREPARE = """
from types import SimpleNamespace
from practices.models import Location, Practice
from practices.tenancy import visit
from tests.followups.chaos import prepare
practice = Practice.objects.get(slug="cedar")
with visit(practice):
    world = SimpleNamespace(practice=practice, location=Location.objects.first())
prepare(world, 300)
"""
WENT_OUT = """
SELECT m.status, m.attempts, count(*), sum((SELECT count(*) FROM practices_event e
       WHERE e.kind = 'message.sent' AND (e.payload->>'message_id')::bigint = m.id))
FROM followups_message m JOIN clients_client c ON c.id = m.client_id WHERE c.name LIKE 'Guest %'
GROUP BY 1, 2 ORDER BY 1, 2
"""


def test_a_second_worker_takes_work_and_nothing_goes_out_twice(first):
    first.walk("More workers")
    first.manage("shell", "--verbosity", "0", "--command", PREPARE)
    until = time.monotonic() + 240
    while (went := outcome(first)) != [("accepted", 1, 300, 300)]:
        assert time.monotonic() < until, went
        time.sleep(1)
    asked = "docker compose exec -T worker celery --app config --quiet inspect stats --json"
    worked = {name: sum(stats["total"].values()) for name, stats in json.loads(first.do(asked)).items()}
    assert set(worked) == {"celery@worker-1", "celery@worker-2"}
    assert min(worked.values()) > 0, worked


def outcome(machine):
    with machine.database() as cursor:
        cursor.execute(WENT_OUT)
        return cursor.fetchall()


def test_a_stuck_queue_is_seen_and_cured_by_the_page(first):
    assert "status" in first.walk("A stuck queue", 0)
    first.walk("A stuck queue", 1)
    first.walk("A stuck queue", 2)
    first.wait_until_ready()
