from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions as bookings
from bookings import limits
from bookings import links as visit_links
from clients import actions as clients
from clients.models import Consent
from clients.queries.consents import agrees
from followups.models import Feedback, Message, Suppression
from practices.models import Event
from tests.factories import NOON, book
from tests.followups.worlds import (
    IN_A_WEEK,
    MAIL,
    MORNING,
    NUMBER,
    last_monday,
    make_reachable,
    next_monday,
    path_of,
    planned,
    the,
    work,
)

Status = Message.Status


def test_the_page_behind_a_message_says_what_it_was_and_why(willow, ahead, client):
    page = client.get(path_of(the("confirmation")))

    assert page.status_code == 200
    said = page.content.decode()
    assert "every booking is confirmed" in said
    assert ahead.starts_local.strftime("Monday %-d %B, 11:00") in said
    assert "Move or cancel the visit" in said
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_looking_changes_nothing(willow, visit, client, asked):
    facts = Event.objects.count()
    for message in (the("confirmation"), asked):
        for tail in ("", "stop/", "answer/?score=1"):
            assert client.get(path_of(message, tail)).status_code == 200

    assert (Event.objects.count(), Suppression.objects.count(), Feedback.objects.count()) == (facts, 0, 0)


def test_a_link_nobody_was_given_leads_nowhere(willow, cedar, visit, client):
    message = the("confirmation")

    assert client.get("/m/willow/" + "A" * 22 + "/").status_code == 404
    assert client.get(path_of(message).replace("willow", "cedar")).status_code == 404
    assert client.get(path_of(message).replace("willow", "nobody")).status_code == 404


def test_a_client_confirms_from_the_page(willow, ahead, client):
    Message.objects.filter(purpose="reminder_sms").update(to=NUMBER)
    answer = client.post(path_of(the("reminder_sms")), {"wish": "confirm"})

    assert answer.status_code == 302
    ahead.refresh_from_db()
    assert ahead.status == "confirmed"
    assert ahead.client.is_verified
    assert the("reminder_sms").withheld_because == "visit_confirmed"
    assert client.post(path_of(the("reminder_sms")), {"wish": "confirm"}).status_code == 302


FEWER = "Done. You will get fewer messages from us."
THANKS = "Thank you, we look forward to seeing you."


@pytest.mark.parametrize("claim", ["", "?done=x", "?done=confirm", "?done=stop_kind"])
def test_the_page_says_only_what_is_so(willow, ahead, client, claim):
    message = the("reminder_sms")

    def said(address):
        page = client.get(address + claim).content.decode()
        return (THANKS in page, FEWER in page, "You are off the list" in page)

    assert said(path_of(message)) == said(path_of(message, "stop/")) == (False, False, False)
    assert client.post(path_of(message), {"wish": "confirm"}).url == path_of(message)
    assert said(path_of(message)) == (True, False, False)
    assert client.post(path_of(message), {"wish": "stop_all"}).url == path_of(message)
    assert (said(path_of(message)), said(path_of(message, "stop/"))) == (
        (True, True, False),
        (False, False, True),
    )
    bookings.cancel(ahead, party="practice", by=willow.desk, at=timezone.now())
    assert said(path_of(message)) == (False, True, False)


def test_a_visit_that_is_off_cannot_be_confirmed(willow, ahead, client):
    bookings.cancel(ahead, party="practice", by=willow.desk, at=timezone.now())

    assert client.post(path_of(the("reminder_sms")), {"wish": "confirm"}).status_code == 422


MANAGE = "Move or cancel the visit"
CONFIRM = "I will be there"


def test_the_link_of_a_message_leads_to_the_visit_until_a_day_after_it(willow, zoe, client):
    over, coming = (
        book(willow, zoe, starts_at=starts_at)
        for starts_at in (last_monday(timezone.now()), next_monday(timezone.now()))
    )

    pages = [
        client.get(path_of(the("confirmation", subject_id=visit.pk))).content.decode()
        for visit in (over, coming)
    ]

    assert [[words in page for page in pages] for words in (MANAGE, "11:00", "Fewer messages")] == [
        [False, True],
        [False, True],
        [True, True],
    ]


def test_a_message_to_an_address_that_is_no_longer_theirs_ends_messages_and_leads_nowhere_else(
    willow, ahead, asked, client
):
    confirmation = the("confirmation", subject_id=ahead.pk)
    Message.objects.filter(pk=confirmation.pk).update(to=MAIL)
    told = visit_links.manage_url(ahead)
    assert MANAGE in client.get(path_of(confirmation)).content.decode()

    clients.change_details(ahead.client, changes={"email": "z@new.example"}, by=willow.desk, at=NOON)

    page = client.get(path_of(confirmation)).content.decode()
    assert [words in page for words in (MANAGE, CONFIRM, "11:00")] == [False] * 3
    assert client.post(path_of(confirmation), {"wish": "confirm"}).status_code == 422
    assert client.post(path_of(asked, "answer/"), {"score": "5"}).status_code == 409
    assert client.get(told).status_code == 410
    assert client.post(path_of(confirmation, "stop/")).status_code == 200
    ahead.client.refresh_from_db()
    assert (ahead.client.is_verified, Feedback.objects.count()) == (False, 0)


def test_a_message_of_another_time_does_not_lead_to_the_visit(willow, ahead, client):
    first = the("confirmation")
    later = ahead.starts_at + timedelta(hours=1)
    work(willow, first.due_at + timedelta(days=1))
    moved = bookings.reschedule(ahead, starts_at=later, by=willow.desk, at=timezone.now())

    old, new = (client.get(path_of(the(purpose))).content.decode() for purpose in ("confirmation", "moved"))

    assert [[words in page for words in (MANAGE, CONFIRM, "12:00")] for page in (old, new)] == [
        [False] * 3,
        [True] * 3,
    ]
    assert "has been changed since" in old
    assert client.post(path_of(first), {"wish": "confirm"}).status_code == 422
    bookings.cancel(moved, party="practice", by=willow.desk, at=timezone.now())
    off = client.get(path_of(the("moved"))).content.decode()
    assert ("Cancelled by practice" in off, MANAGE in off) == (True, False)


def test_one_click_in_the_mail_program_ends_marketing_and_nothing_else(willow, zoe, visit, client):
    clients.give_consent(zoe, purpose="marketing", source="desk", by=willow.desk, at=NOON)
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    nudge = the("rebook")

    # No cookie, no CSRF token, no sign-in: only what RFC 8058 sends.
    client.handler.enforce_csrf_checks = True
    answer = client.post(path_of(nudge, "stop/"), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert the("rebook").status == Status.WITHHELD
    assert agrees(zoe, "marketing", "email") is False
    assert agrees(zoe, "visit_messages", "email") is None
    assert "check_in" in planned()
    client.post(path_of(nudge, "stop/"), {"List-Unsubscribe": "One-Click"})
    assert Suppression.objects.count() == 1
    assert Event.objects.filter(kind="consent.withdrawn").count() == 1


@pytest.mark.parametrize("wish", ["stop_kind", "stop_all"])
def test_asking_twice_for_less_is_asking_once(willow, visit, client, wish):
    message = the("confirmation")
    client.post(path_of(message), {"wish": wish})
    told = (Consent.objects.count(), Event.objects.count(), Suppression.objects.count())

    for _ in range(3):
        assert client.post(path_of(message), {"wish": wish}).status_code == 302
        assert client.post(path_of(message, "stop/")).status_code == 200

    assert (Consent.objects.count(), Event.objects.count(), Suppression.objects.count()) == told
    assert agrees(message.client, "visit_messages", "email") is False
    clients.give_consent(message.client, purpose="visit_messages", source="desk", by=willow.desk, at=NOON)
    client.post(path_of(message, "stop/"))
    assert agrees(message.client, "visit_messages", "email") is False


def test_an_address_that_is_no_longer_the_clients_is_stopped_and_the_client_is_not(willow, visit, client):
    message = the("confirmation")
    Message.objects.filter(pk=message.pk).update(to="old@example.com")

    client.post(path_of(message, "stop/"))

    assert (Suppression.objects.get().address, Suppression.objects.get().scope) == ("old@example.com", "all")
    assert agrees(message.client, "visit_messages", "email") is None
    assert the("confirmation").status == Status.PLANNED


def test_one_message_is_answered_only_so_often(willow, visit, client, monkeypatch):
    monkeypatch.setattr(limits, "LINKS", limits.Limit("links", 2, 600))
    first, second = the("confirmation"), the("reminder_email")

    answers = [client.post(path_of(first, "stop/")).status_code for _ in range(3)]

    assert answers == [200, 200, 429]
    assert client.post(path_of(second, "stop/")).status_code == 200
    assert client.get(path_of(first)).status_code == 200


def test_a_client_may_stop_everything_on_a_channel(willow, visit, client):
    client.post(path_of(the("confirmation")), {"wish": "stop_all"})

    assert planned() == ["reminder_sms"]
    assert Suppression.objects.get().scope == "all"


def test_a_wish_nobody_offered_is_refused(willow, visit, client):
    assert client.post(path_of(the("confirmation")), {"wish": "everything"}).status_code == 422


def test_a_message_speaks_the_clients_language(willow, client):
    zoe = make_reachable(willow, language="fr")
    book(willow, zoe, starts_at=IN_A_WEEK)
    work(willow, MORNING)

    sent = the("confirmation")
    assert sent.heading == "Votre rendez-vous du lundi 9 mars"
    assert "Bonjour Zoe," in sent.text
    assert (sent.language, 'lang="fr"' in sent.html) == ("fr", True)
