"""The list of clients as a file: what is seen, and nothing a spreadsheet runs."""

import csv
import io
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients import actions
from practices.models import Event
from tests.bookings.past import brought_in
from tests.factories import NOON, book, make_client

HERE = "/p/willow/clients/"


def test_the_csv_holds_exactly_what_is_seen_and_nothing_a_spreadsheet_runs(browser, willow):
    make_client(willow, "=HYPERLINK(evil)", phone="212 555 0147", tags=["VIP"])
    make_client(willow, "Ben Adler")
    answer = browser.get(HERE + "list.csv?tag=VIP")
    text = answer.content.decode("utf-8-sig")

    assert "'=HYPERLINK" in text
    assert "'+12125550147" in text
    assert "Ben Adler" not in text
    event = Event.objects.get(kind="clients.list_exported")
    assert (event.payload["rows"], event.payload["filters"], event.actor) == (1, "tag", willow.owner)


def test_the_csv_tells_what_the_list_shows_beside_the_names(browser, willow, monkeypatch):
    monkeypatch.setattr("clients.queries.lists.TOGETHER", 2)
    for number in range(3):
        zoe = make_client(willow, f"Zoe Baker{number}", external_id=f"{number}", is_released=number > 0)
        for severity in ("info", "stop"):
            actions.note_fact(
                zoe, kind="allergy", value="Nut oil", severity=severity, by=willow.owner, at=NOON
            )
    ben = make_client(willow, "Ben Adler")
    brought_in(willow, "Client ID,Service,Date,Time\n0,Bath,2024-03-01,10:00\n2,Bath,2024-03-08,22:30\n")
    now = timezone.now().astimezone(willow.location.zone)
    monday = now + timedelta(days=7 - now.weekday())
    book(willow, ben, monday.replace(hour=10, minute=0, second=0, microsecond=0), at=now)
    text = browser.get(HERE + "list.csv").content.decode("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(text))}
    names = ("alert", "held back", "last visit")

    assert [rows["Zoe Baker0"][name] for name in names] == ["Stop", "Held back", "2024-03-01"]
    assert [rows["Zoe Baker1"][name] for name in names] == ["Stop", "", ""]
    assert [rows["Zoe Baker2"][name] for name in names] == ["Stop", "", "2024-03-08"]
    assert [rows["Ben Adler"][name] for name in names] == ["", "", ""]
    assert [rows[name]["next visit"] for name in ("Zoe Baker2", "Ben Adler")] == ["", f"{monday:%Y-%m-%d}"]
    assert "Nut oil" not in text


def test_the_csv_asks_as_little_for_many_as_for_one(browser, willow):
    def asked():
        with CaptureQueriesContext(connection) as found:
            browser.get(HERE + "list.csv")
        return len(found)

    make_client(willow)
    asked()
    before = asked()
    for number in range(12):
        make_client(willow, f"Ben Adler{number}", practitioner=willow.practitioner)
    assert asked() == before


def test_the_desk_may_not_take_the_list_away(desk):
    assert desk.get(HERE + "list.csv").status_code == 403
