import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from icalendar import Calendar

from bookings import actions as bookings
from bookings.models import Service
from clients.models import Client
from followups import composing
from followups.calendar_file import calendar_file
from followups.composing import LANGUAGES, compose, parts_of, pattern_of, spoken
from followups.models import Message
from followups.queries.world import Batch
from followups.rules.purposes import PURPOSES
from followups.rules.segments import measure
from tests.factories import NOON
from tests.followups.worlds import IN_A_WEEK, the

WORDINGS = Path(settings.BASE_DIR) / "templates/messages"


def said(willow, message):
    return compose(Batch([message], practice=willow.practice, at=NOON).situation(message), at=NOON)


def test_every_purpose_has_its_words_in_every_language():
    for purpose in PURPOSES.values():
        for channel in purpose.channels:
            for language in LANGUAGES:
                if purpose.name != "by_hand":
                    assert (WORDINGS / purpose.name / f"{channel}.{language}.txt").exists()


def test_no_wording_names_what_a_message_may_not_tell():
    allowed = {"greeting", "practice", "phone", "place", "link", "answer", "book", "scores", "score"}
    allowed |= {"when", "short", "day", "what", "proposed", "url"}
    for path in WORDINGS.glob("**/*.txt"):
        words = path.read_text()
        named = set(re.findall(r"\{\{\s*(\w+)", words)) | set(
            re.findall(r"\{% (?:if|for \w+ in) (\w+)", words)
        )
        assert named <= allowed, path
        assert "what" not in named or path.name.startswith("email")


def test_no_text_offers_cancel_as_an_answer():
    for path in WORDINGS.glob("**/sms.*.txt"):
        assert not re.search(
            r"(reply|responda|répondez|antworten) (cancel|cancelar|annuler)", path.read_text(), re.I
        )


def test_a_mail_has_subject_text_and_html_with_its_style_inside(willow, visit):
    words = said(willow, the("confirmation"))

    assert words.heading == "Your visit on Monday, March 9"
    assert "Hi Zoe," in words.text
    assert "Monday, March 9, 11:00\u00a0AM" in words.text
    assert 'style="' in words.html
    assert "<style" not in words.html
    assert "See, move or cancel your visit: http" in words.text
    assert "Why did I get this? Get fewer messages" in words.html


def test_nobody_is_called_none(willow, visit, zoe):
    Client.objects.filter(pk=zoe.pk).update(name="", preferred_name="")

    words = said(willow, the("confirmation"))

    assert "Hi there," in words.text
    assert "None" not in words.text + words.html + words.heading


def test_a_service_is_named_only_when_that_is_harmless(willow, visit):
    name = willow.service.name
    Service.objects.update(may_be_named=False)
    assert name not in said(willow, the("confirmation")).text
    Service.objects.update(may_be_named=True)
    assert name in said(willow, the("confirmation")).text
    assert name not in said(willow, the("reminder_sms")).text


def test_a_text_says_time_place_and_practice_and_stays_short(willow, visit):
    words = said(willow, the("reminder_sms"))

    assert words.text.startswith("Willow: see you Mon, Mar 9, 11:00 AM")
    assert measure(words.text).encoding == "GSM-7"
    assert measure(words.text).segments <= 2
    assert words.html == words.heading == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_renders_in_every_language(willow, visit, zoe, language):
    Client.objects.filter(pk=zoe.pk).update(language=language)
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    for message in Message.objects.all():
        for purpose in PURPOSES.values():
            for channel in purpose.channels:
                message.purpose, message.channel = purpose.name, channel
                words = said(willow, message)
                assert words.language == language
                assert "{{" not in words.text
                assert "None" not in words.text


def test_a_client_on_another_clock_is_told_both_times():
    told = {"zone": "America/New_York", "locale": "en_US", "is_long": False}
    starts_at = IN_A_WEEK

    assert spoken(starts_at, theirs="America/Toronto", **told) == "Mon, Mar 9, 11:00\u00a0AM"
    assert spoken(starts_at, theirs="Europe/Berlin", **told).startswith(
        "Mon, Mar 9, 11:00\u00a0AM EDT (4:00\u00a0PM"
    )


@pytest.mark.parametrize(
    ("locale", "pattern"),
    [
        ("en_US", "EEEE, MMMM d"),
        ("en_GB", "EEEE d MMMM"),
        ("de_DE", "EEEE, d. MMMM"),
        ("fr_FR", "EEEE d MMMM"),
    ],
)
def test_days_are_written_as_the_language_orders_them(locale, pattern):
    assert pattern_of(locale, is_long=True) == pattern


def test_a_language_we_do_not_speak_gets_the_practices(willow, zoe):
    zoe.language = "pt"
    assert composing.language_of(zoe, willow.practice) == "en"
    willow.practice.language = "de"
    zoe.language = ""
    assert composing.language_of(zoe, willow.practice) == "de"


def test_what_a_name_carries_stays_text(willow, visit, zoe):
    Client.objects.filter(pk=zoe.pk).update(preferred_name="<script>alert(1)</script>")

    words = said(willow, the("confirmation"))

    assert "<script>" not in words.html
    assert "&lt;script&gt;" in words.html


def test_links_become_buttons_and_the_visit_a_card():
    parts = parts_of("Hello\n\n> Monday\n> Elm St\n\n[One](http://a) [Two](http://b)\n\nBye")

    assert [part.is_visit for part in parts] == [False, True, False, False]
    assert parts[2].buttons == [("One", "http://a"), ("Two", "http://b")]


def test_the_calendar_file_says_when_and_where_and_never_what_for(willow, visit):
    willow.practice.name = "Élan Vital"
    content = calendar_file(visit, willow.practice, at=NOON).content
    content.decode("ascii")
    event = next(iter(Calendar.from_ical(content).walk("VEVENT")))

    assert (event.start, event.end) == (visit.starts_at, visit.ends_at)
    assert str(event["summary"]) == "Elan Vital"
    assert willow.service.name.encode() not in content
    assert event.end - event.start == timedelta(hours=1)


def test_the_next_visit_is_proposed_with_real_times(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    nudge = the("rebook")

    words = compose(
        Batch([nudge], practice=willow.practice, at=nudge.due_at).situation(nudge), at=nudge.due_at
    )

    times = re.findall(r"^(\w{3}, \w{3} \d+, [\d:]+\u00a0[AP]M): (http\S+)$", words.text, re.M)
    assert len(times) == 3
    assert all(f"/service/{willow.service.public_id}/times/?with=" in url for _, url in times)
    assert "Another time: http" in words.text


def test_a_service_nobody_books_online_is_not_proposed(willow, visit, zoe):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    Service.objects.update(books_online=False)

    assert "Find a time: http" in said(willow, the("rebook")).text
