"""A file on its way in, as the owner of a practice brings it."""

import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clients import actions, queries
from clients.models import Client, Consent, ImportBatch, ProfileFact, RejectedRow, SearchWord
from journeys.models import Journey
from metrics.models import Dirty
from practices import jobs
from practices.models import Event
from tests.factories import make_client

HERE = "/p/willow/clients/"
FILE = """Kunden-Nr.;Name;Handy;E-Mail;Geburtsdatum;Allergien;Newsletter;Empfohlen von;Schlagworte
7;Zoë Baker;212 555 0147;zoe@example.org;13.04.1980;Nut oil;ja;;VIP, back
8;Ben Adler;12345;;;;;;
9;Cleo Kim;;cleo@example.org;;;nein;Zoë Baker;
"""


def work():
    while job := jobs.claim(at=timezone.now()):
        jobs.run(job, clock=timezone.now)


def uploaded(willow, text=FILE, **changes):
    batch = actions.upload(
        willow.practice, kind="clients", file_name="clients.csv", content=text.encode(), by=willow.owner,
        at=timezone.now(),
    )  # fmt: skip
    return actions.choose(batch, columns=_columns(batch), options=changes)


def _columns(batch):
    return {int(place): name for place, name in batch.options["columns"].items()}


def brought_in(willow, text=FILE, **changes):
    batch = uploaded(willow, text, **changes)
    actions.ask_to_check(batch, by=willow.owner, at=timezone.now())
    work()
    actions.ask_to_import(batch, by=willow.owner, at=timezone.now())
    work()
    batch.refresh_from_db()
    return batch


def test_a_trial_tells_what_would_happen_and_writes_nobody(willow):
    batch = uploaded(willow)
    actions.ask_to_check(batch, by=willow.owner, at=timezone.now())
    work()
    batch.refresh_from_db()

    assert (batch.status, batch.rows, batch.added, batch.rejected) == ("checked", 3, 2, 1)
    row = RejectedRow.objects.get()
    assert (row.line, row.cells[1], row.reasons[0]["code"]) == (3, "Ben Adler", "phone_invalid")
    assert not Client.objects.exists()
    assert batch.job.result["reasons"] == {"phone_invalid": 1}


def test_people_come_in_with_what_is_known_of_them(willow):
    batch = brought_in(willow)
    zoe, cleo = Client.objects.get(external_id="7"), Client.objects.get(external_id="9")

    assert (batch.status, batch.added, batch.rejected) == ("imported", 2, 1)
    assert (zoe.name, zoe.phone, zoe.email, str(zoe.birth_on)) == (
        "Zoë Baker", "+12125550147", "zoe@example.org", "1980-04-13",
    )  # fmt: skip
    assert (zoe.tags, zoe.sort_name, zoe.import_batch, cleo.referrer) == (
        ["VIP", "back"],
        "baker zoe",
        batch,
        zoe,
    )
    fact = ProfileFact.objects.get()
    assert (fact.kind, fact.value, fact.severity, fact.source) == ("allergy", "Nut oil", "caution", "import")
    assert queries.agrees(zoe, "marketing", "email") is True
    assert queries.agrees(cleo, "marketing", "email") is False
    assert Consent.objects.first().evidence == {"batch": batch.pk, "row": 2}
    event = Event.objects.get(kind="clients.imported")
    assert (event.payload["added"], event.source, event.actor) == (2, "import", willow.owner)
    assert [one.name for one in queries.find(Client.objects.all(), "bakre").clients()] == ["Zoë Baker"]


def test_imported_people_get_no_automatic_message_until_released(willow):
    batch = brought_in(willow)
    assert not Client.objects.reachable().exists()

    assert actions.release_batch(batch, by=willow.owner, at=timezone.now()) == 2
    assert Client.objects.reachable().count() == 2
    assert Event.objects.get(kind="clients.released").payload["released"] == 2


def test_the_same_file_again_adds_nobody(willow):
    brought_in(willow)
    again = brought_in(willow)

    assert (again.added, again.unchanged, again.rejected) == (0, 2, 1)
    assert Client.objects.count() == 2


def test_rows_without_an_id_are_known_again_by_what_they_say(willow):
    text = "Name,Phone\nZoë Baker,212 555 0147\nBen Adler,\nZoe Baker,+12125550147\n"
    first, again = brought_in(willow, text), brought_in(willow, text)

    assert (first.added, first.rejected, again.added, again.unchanged) == (2, 1, 0, 2)
    assert RejectedRow.objects.filter(batch=first).get().reasons[0]["code"] == "duplicate_in_file"


def test_somebody_noted_by_hand_is_recognised_and_gets_the_old_number(willow):
    zoe = make_client(willow, "Zoe Baker", email="zoe@example.org")
    batch = brought_in(willow)
    zoe.refresh_from_db()

    assert (batch.added, batch.unchanged, zoe.external_id) == (1, 1, "7")


def test_a_number_that_somebody_has_is_given_to_nobody_else(willow):
    """She was brought in once, and noted by hand once more before the same file came again."""
    first = brought_in(willow)
    again_by_hand = make_client(willow, "Zoe Baker", email="zoe@example.org")

    second = brought_in(willow)

    assert (first.added, second.status, second.added, second.unchanged) == (2, "imported", 0, 2)
    again_by_hand.refresh_from_db()
    assert again_by_hand.external_id == ""


def test_one_mailbox_may_belong_to_two_people(willow):
    batch = brought_in(willow, "id,name,email\n1,Zoe Baker,home@example.org\n2,Max Baker,home@example.org\n")
    assert batch.added == 2


def test_when_asked_to_a_bad_number_becomes_a_note(willow):
    batch = brought_in(willow, is_lenient=True)
    ben = Client.objects.get(external_id="8")

    assert (batch.added, batch.rejected, ben.phone) == (3, 0, "")
    assert ProfileFact.objects.get(client=ben).value == "12345"


def test_a_killed_import_goes_on_where_it_was(willow, monkeypatch):
    from clients.importing import people, running

    monkeypatch.setattr(running, "CHUNK", 1)
    batch = uploaded(willow)
    actions.ask_to_check(batch, by=willow.owner, at=timezone.now())
    work()
    actions.ask_to_import(batch, by=willow.owner, at=timezone.now())
    add, left = people.PeopleImporter._add, [1]

    def dies(self, rows):
        if rows and not left:
            raise KeyboardInterrupt
        left.pop() if rows else None
        add(self, rows)

    with monkeypatch.context() as patched:
        patched.setattr(people.PeopleImporter, "_add", dies)
        job = jobs.claim(at=timezone.now())
        with pytest.raises(KeyboardInterrupt):
            jobs.run(job, clock=timezone.now)
    assert Client.objects.count() == 1

    later = timezone.now() + jobs.SILENCE * 2
    jobs.run(jobs.claim(at=later), clock=timezone.now)
    batch.refresh_from_db()
    assert (batch.added, batch.unchanged, batch.rejected, Client.objects.count()) == (2, 0, 1, 2)


def test_of_an_import_that_broke_what_came_in_is_counted_and_placed(willow, monkeypatch):
    from clients.importing import people, running

    monkeypatch.setattr(running, "CHUNK", 1)
    batch = uploaded(willow)
    actions.ask_to_check(batch, by=willow.owner, at=timezone.now())
    work()
    actions.ask_to_import(batch, by=willow.owner, at=timezone.now())
    add = people.PeopleImporter._add

    def breaks(self, rows):
        if rows and Client.objects.exists():
            raise OSError("the disk is full")
        add(self, rows)

    monkeypatch.setattr(people.PeopleImporter, "_add", breaks)
    Dirty.objects.all().delete()
    with pytest.raises(OSError, match="disk"):
        work()

    batch.refresh_from_db()
    assert (batch.status, Client.objects.count()) == ("failed", 1)
    assert Event.objects.filter(kind="import.broken", payload__batch_id=batch.pk).exists()
    assert Dirty.objects.filter(is_everything=True).exists()
    assert Journey.objects.count() == 1


@pytest.fixture
def broken(willow, monkeypatch):
    """An import that broke when everybody was in, and was not yet over."""
    from clients.importing import people

    batch = uploaded(willow)
    actions.try_out(batch, say=lambda **progress: None, by=willow.owner)

    def breaks(self, outcome):
        raise OSError("the disk is full")

    monkeypatch.setattr(people.PeopleImporter, "finish", breaks)
    with pytest.raises(OSError, match="disk"):
        actions.bring_in(batch, say=lambda **progress: None, by=willow.owner)
    assert Client.objects.filter(is_released=False).count() == 2
    return batch


def test_who_came_in_before_an_import_broke_can_be_released(browser, broken):
    path = f"{HERE}import/{broken.pk}/"
    page = browser.get(path).content.decode()
    assert "2 people are held back" in page
    assert "Take back what came in" in page

    browser.post(f"{path}release/")
    assert not Client.objects.filter(is_released=False).exists()


def test_or_be_taken_back(browser, broken):
    path = f"{HERE}import/{broken.pk}/"
    browser.post(f"{path}undo/")
    assert "Being taken back" in browser.get(path).content.decode()
    work()

    assert "Taken back" in browser.get(path).content.decode()
    assert not Client.objects.exists()


def test_a_batch_is_taken_back_as_far_as_nobody_touched_it(willow):
    batch = brought_in(willow)
    zoe = Client.objects.get(external_id="7")
    actions.note_fact(zoe, kind="goal", value="Run", by=willow.owner, at=timezone.now())
    actions.ask_to_undo(batch, by=willow.owner, at=timezone.now())
    work()
    batch.refresh_from_db()

    assert (batch.status, batch.job.result) == ("undone", {"removed": 1, "kept": 1})
    assert Client.objects.get() == zoe
    assert not SearchWord.objects.exclude(client=zoe).exists()
    event = Event.objects.get(kind="import.undone")
    assert (event.payload["removed"], event.payload["kept"]) == (1, 1)
    assert brought_in(willow).added == 1


def test_a_key_made_from_a_row_is_shown_to_nobody(browser, willow):
    brought_in(willow, "Client ID,Name\n7,Zoe Baker\n,Ben Adler\n")
    shown = [
        "Number in the old system" in browser.get(f"{HERE}{one.pk}/").content.decode()
        for one in Client.objects.order_by("name")
    ]

    assert shown == [False, True]


def test_a_referrer_who_stays_keeps_no_gone_client(willow):
    batch = brought_in(willow)
    cleo = Client.objects.get(external_id="9")
    actions.tag(cleo, add="x", by=willow.owner, at=timezone.now())
    actions.ask_to_undo(batch, by=willow.owner, at=timezone.now())
    work()

    cleo.refresh_from_db()
    assert (Client.objects.get(), cleo.referrer) == (cleo, None)


def test_steps_out_of_turn_are_refused(willow):
    batch = brought_in(willow)
    for verb in (actions.ask_to_check, actions.ask_to_import):
        with pytest.raises(actions.NotNow):
            verb(batch, by=willow.owner, at=timezone.now())
    with pytest.raises(actions.NotNow):
        actions.choose(batch, columns={0: "name"}, options={})


def test_a_file_nobody_is_named_in_needs_a_column(willow):
    batch = uploaded(willow)
    with pytest.raises(actions.ColumnMissing, match="Full name"):
        actions.choose(batch, columns={0: "external_id"}, options={})


def test_a_file_that_is_none_is_refused_in_words(willow):
    with pytest.raises(actions.FileUnreadable, match="not a CSV"):
        uploaded(willow, "PK\x03\x04 a workbook")


def test_the_file_is_kept_small(willow):
    batch = uploaded(willow)
    assert zlib.decompress(bytes(ImportBatch.objects.get(pk=batch.pk).content)).decode() == FILE


def test_a_list_is_brought_along_on_the_pages(browser, willow):
    assert "Bring your list along" in browser.get(HERE + "import/").content.decode()
    file = SimpleUploadedFile("clients.csv", FILE.encode("utf-16"), content_type="text/csv")
    page = browser.post(HERE + "import/", {"kind": "clients", "file": file})
    batch = ImportBatch.objects.get()
    assert page.url.endswith(f"/import/{batch.pk}/")
    mapping = browser.get(page.url).content.decode()
    assert "Kunden-Nr." in mapping
    assert "Zoë Baker · Ben Adler" in mapping

    columns = {f"column_{place}": name for place, name in batch.options["columns"].items()}
    twice = browser.post(page.url, {**columns, "column_1": "external_id", "date_order": "day_first"})
    assert "Two columns are both" in twice.content.decode()
    browser.post(page.url, {**columns, "date_order": "day_first"})
    assert "You can leave this page" in browser.get(page.url).content.decode()
    work()
    checked = browser.get(page.url).content.decode()
    assert "Bring in 2 rows" in checked
    assert "“12345” is not a telephone number" in checked
    assert "Which column is what?" in browser.get(page.url + "?map").content.decode()

    browser.post(page.url + "begin/")
    work()
    assert "2 people are held back" in browser.get(page.url).content.decode()
    rejected = browser.get(page.url + "rejected.csv").content.decode("utf-8-sig").splitlines()
    assert rejected[0].endswith(";Row;Reason")
    assert rejected[1].startswith("8;Ben Adler;12345;")
    assert "not a telephone number" in rejected[1]

    browser.post(page.url + "release/")
    assert Client.objects.filter(is_released=True).count() == 2
    assert browser.post(page.url + "begin/").status_code == 302
    browser.post(page.url + "undo/")
    work()
    assert "Taken back" in browser.get(page.url).content.decode()
    assert "This very file" not in browser.get(HERE + "import/").content.decode()


def test_the_same_file_twice_is_pointed_out(browser, willow):
    brought_in(willow)
    batch = uploaded(willow)
    assert "came in before" in browser.get(f"{HERE}import/{batch.pk}/").content.decode()


def test_an_upload_that_is_no_list_says_so_at_its_field(browser):
    file = SimpleUploadedFile("book.xlsx", b"PK\x03\x04")
    answer = browser.post(HERE + "import/", {"kind": "clients", "file": file})

    assert answer.status_code == 422
    assert "not a CSV file" in answer.content.decode()


def test_an_example_is_at_hand_and_comes_in_as_it_is(browser, willow):
    text = browser.get(HERE + "import/example.csv").content.decode("utf-8-sig")
    assert brought_in(willow, text).added == 2


def test_the_neighbour_s_file_looks_like_none(browser, cedar):
    from practices.tenancy import inside

    with inside(cedar.practice):
        theirs = uploaded(cedar)
    for page in ("", "rejected.csv"):
        assert browser.get(f"{HERE}import/{theirs.pk}/{page}").status_code == 404
    for page in ("begin/", "undo/", "release/"):
        assert browser.post(f"{HERE}import/{theirs.pk}/{page}").status_code == 404


def test_tags_are_said_to_be_for_everybody_wherever_one_may_write_them(browser, willow):
    zoe = make_client(willow, "Zoe Baker")
    mapping = browser.get(f"{HERE}import/{uploaded(willow).pk}/")

    pages = [browser.get(f"{HERE}{zoe.pk}/"), browser.get(f"{HERE}{zoe.pk}/edit/"), mapping]
    assert all("Everybody who sees the list reads" in page.content.decode() for page in pages)
    assert "back pain" not in browser.get(HERE + "import/example.csv").content.decode()
