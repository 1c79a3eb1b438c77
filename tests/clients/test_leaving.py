import io
import json
import zipfile
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from clients import actions
from clients.models import Client, Consent, Erasure, Export, ProfileFact, SearchWord, WordShape
from practices import jobs
from practices.models import Event, Job, Member
from tests.factories import NOON, make_client

HERE = "/p/willow/clients/"


@pytest.fixture
def zoe(willow):
    zoe = make_client(willow, "Zoë Baker", phone="212 555 0147", email="zoe@example.org", source="Friend")
    actions.note_fact(zoe, kind="allergy", value="Nut oil", by=willow.owner, at=NOON)
    fact = actions.note_fact(zoe, kind="goal", value="Run again", by=willow.owner, at=NOON)
    actions.supersede(fact, value="Run 5 km", by=willow.owner, at=NOON)
    actions.give_consent(
        zoe,
        purpose="marketing",
        channel="sms",
        source="sms",
        evidence={"from": "+12125550147"},
        by=None,
        at=NOON,
    )
    actions.change_details(zoe, changes={"city": "Troy"}, by=willow.owner, at=NOON)
    return zoe


def work():
    while job := jobs.claim(at=timezone.now()):
        jobs.run(job, clock=timezone.now)


def test_everything_about_a_client_fits_in_one_zip(browser, zoe, cedar):
    make_client(cedar, "Paula Weber")
    assert browser.post(f"{HERE}{zoe.pk}/export/").status_code == 302
    assert "Being put together" in browser.get(f"{HERE}{zoe.pk}/export/").content.decode()
    work()
    page = browser.get(f"{HERE}{zoe.pk}/export/", headers={"HX-Request": "true"}).content.decode()
    assert "Download" in page
    assert "<html" not in page
    answer = browser.get(f"{HERE}{zoe.pk}/export/{Export.objects.get().pk}/")

    files = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(files.read("everything.json"))
    assert {"client", "facts", "consents", "events"} <= set(told)
    assert told["client"][0]["name"] == "Zoë Baker"
    assert [fact["value"] for fact in told["facts"]] == ["Nut oil", "Run again", "Run 5 km"]
    assert "'+12125550147" in files.read("client.csv").decode()
    assert "Zoë Baker" in files.read("README.txt").decode()
    assert "Paula" not in str(told)
    assert Event.objects.filter(kind="client.exported", client_id=zoe.pk).count() == 1
    fetched = Event.objects.get(kind="client.export_fetched", client_id=zoe.pk)
    assert (fetched.actor, fetched.payload["with_health"]) == (Member.objects.get(user__name="Ana"), True)
    assert "Fetched the export" in browser.get(f"{HERE}{zoe.pk}/?show=reads").content.decode()


def test_an_export_expires(browser, zoe, willow):
    long_ago = timezone.now() - timedelta(days=8)
    export = actions.ask_for_export(zoe, by=willow.owner, at=long_ago)
    work()

    assert browser.get(f"{HERE}{zoe.pk}/export/{export.pk}/").status_code == 302
    assert "has expired" in browser.get(f"{HERE}{zoe.pk}/export/").content.decode()


def test_an_erased_client_is_a_pseudonym_and_nothing_of_them_is_left(zoe, willow):
    ben = make_client(willow, "Ben Baker", referrer=zoe)
    actions.ask_for_export(zoe, by=willow.owner, at=NOON)
    actions.erase(zoe, reason="asked by letter", by=willow.owner, at=NOON)

    zoe.refresh_from_db()
    assert (zoe.name, zoe.phone, zoe.email, zoe.city, zoe.search_text) == (f"Erased {zoe.pk}", "", "", "", "")
    assert not ProfileFact.objects.exists()
    assert not Export.objects.exists()
    assert set(SearchWord.objects.values_list("client_id", flat=True)) == {ben.pk}
    assert set(WordShape.objects.values_list("word", flat=True)) == {"baker"}
    assert Consent.objects.get(client=zoe).evidence == {}
    left = json.dumps(list(Event.objects.filter(client_id=zoe.pk).values("payload")))
    for word in ("Zoë", "Baker", "Troy", "zoe@", "555", "Friend", "letter"):
        assert word not in left
    assert Event.objects.filter(client_id=zoe.pk, kind="client.erased", actor=willow.owner).count() == 1
    ben.refresh_from_db()
    assert ben.referrer == zoe


def test_why_somebody_was_erased_is_sealed_and_for_those_who_may_erase(zoe, willow, browser, client):
    actions.erase(zoe, reason=" Asked by letter ", by=willow.owner, at=NOON)

    assert Event.objects.get(kind="client.erased").payload == {"client_id": zoe.pk}
    assert b"letter" not in bytes(Erasure.objects.get().reason_sealed)
    assert "Why: Asked by letter" in browser.get(f"{HERE}{zoe.pk}/").content.decode()
    client.force_login(willow.desk.user)
    assert "letter" not in client.get(f"{HERE}{zoe.pk}/").content.decode()


def test_old_records_lose_why_somebody_was_erased_and_it_stays_with_the_pseudonym(zoe, willow):
    actions.erase(zoe, reason="", by=willow.owner, at=NOON)
    assert not Erasure.objects.exists()
    payload = {"client_id": zoe.pk, "reason": "Asked by letter"}
    old = Event.objects.create(
        practice=willow.practice, kind="client.erased", client_id=zoe.pk, occurred_at=NOON, payload=payload
    )
    migration = import_module("clients.migrations.0012_the_record_says_not_why_somebody_was_erased")
    with connection.schema_editor(atomic=False) as editor:
        migration.seal_reasons(apps, editor)
    with connection.cursor() as cursor:
        for statement in migration.Migration.operations[1].sql:
            cursor.execute(statement)

    assert Erasure.objects.get().reason == "Asked by letter"
    assert Event.objects.get(pk=old.pk).payload == {"client_id": zoe.pk}


def test_nothing_is_noted_of_an_erased_client_by_a_page_that_was_open(zoe, willow):
    was = Client.objects.get(pk=zoe.pk)
    actions.erase(zoe, reason="", by=willow.owner, at=NOON)

    with pytest.raises(actions.AlreadyErased):
        actions.note_fact(was, kind="allergy", value="Nut oil", by=willow.owner, at=NOON)
    assert not ProfileFact.objects.exists()


def test_an_export_that_waits_ends_when_its_client_is_erased(zoe, willow):
    actions.ask_for_export(zoe, by=willow.owner, at=NOON)
    actions.erase(zoe, reason="", by=willow.owner, at=NOON)
    work()

    assert Job.objects.get(kind="export_client").status == "done"
    assert not Export.objects.exists()


def test_nobody_is_erased_twice_or_changed_afterwards(zoe, willow):
    actions.erase(zoe, reason="", by=willow.owner, at=NOON)

    with pytest.raises(actions.AlreadyErased):
        actions.erase(zoe, reason="", by=willow.owner, at=NOON)
    with pytest.raises(actions.AlreadyErased):
        actions.change_details(zoe, changes={"name": "Zoë"}, by=willow.owner, at=NOON)
    with pytest.raises(actions.AlreadyErased):
        actions.archive(zoe, by=willow.owner, at=NOON)


def test_the_record_stays_closed_after_an_erasure(zoe, willow):
    from django.db import DatabaseError, transaction

    actions.erase(zoe, reason="", by=willow.owner, at=NOON)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(client_id=zoe.pk).update(payload={})


def test_erasing_asks_for_the_name(browser, zoe):
    assert "Erase Zoë Baker?" in browser.get(f"{HERE}{zoe.pk}/erase/").content.decode()
    assert browser.post(f"{HERE}{zoe.pk}/erase/", {"typed": "Zoe"}).status_code == 422
    assert Client.objects.get(pk=zoe.pk).erased_at is None

    assert browser.post(f"{HERE}{zoe.pk}/erase/", {"typed": "zoe baker"}).status_code == 302
    page = browser.get(f"{HERE}{zoe.pk}/").content.decode()
    assert "This person was erased" in page
    assert "Zoë" not in page
    assert "held back" not in page
    assert browser.get(f"{HERE}{zoe.pk}/edit/").status_code == 404


def test_a_failed_export_says_so(browser, zoe, willow):
    actions.ask_for_export(zoe, by=willow.owner, at=timezone.now())
    Job.objects.update(status="failed")

    assert "failed" in browser.get(f"{HERE}{zoe.pk}/export/").content.decode()


def test_files_are_emptied_after_thirty_days_and_what_came_of_them_stays(zoe, willow, cedar):
    from clients.models import ImportBatch, RejectedRow
    from clients.tasks import forget_old_files
    from practices.tenancy import inside

    def batch(world, at):
        with inside(world.practice):
            kept = actions.upload(
                world.practice, kind="clients", file_name="c.csv", content=b"Name\nAna\n", by=world.owner, at=at
            )  # fmt: skip
            RejectedRow.objects.create(practice=world.practice, batch=kept, line=2, cells=["Ana"], reasons=[])
            return kept

    now = timezone.now()
    old, young, theirs = batch(willow, now - timedelta(days=31)), batch(willow, now), batch(cedar, NOON)
    late, busy = (batch(willow, now - timedelta(days=40)) for _ in range(2))
    ImportBatch.objects.filter(pk=late.pk).update(imported_at=now - timedelta(days=29))
    actions.ask_to_check(busy, by=willow.owner, at=now)
    actions.ask_for_export(zoe, by=willow.owner, at=now - timedelta(days=8))

    assert forget_old_files() == 2
    assert forget_old_files() == 0
    old.refresh_from_db()
    assert (bytes(old.content), old.examples, old.file_name) == (b"", [], "c.csv")
    assert {row.batch for row in RejectedRow.objects.all()} == {young, late, busy}
    assert not Export.objects.exists()
    with pytest.raises(actions.FileGone):
        actions.ask_to_check(old, by=willow.owner, at=now)
    with inside(cedar.practice):
        assert bytes(ImportBatch.objects.get(pk=theirs.pk).content) == b""


def test_the_file_an_erased_client_came_in_is_emptied(willow):
    batch = actions.upload(
        willow.practice, kind="clients", file_name="c.csv", content=b"Name\nAna Wolf\n", by=willow.owner, at=NOON
    )  # fmt: skip
    actions.bring_in(batch, say=lambda **progress: None, by=willow.owner)
    ana = Client.objects.get(name="Ana Wolf")
    actions.erase(ana, reason="", by=willow.owner, at=NOON)

    batch.refresh_from_db()
    assert (bytes(batch.content), batch.examples) == (b"", [])
