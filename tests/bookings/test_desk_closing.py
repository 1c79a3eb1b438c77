"""Closing a visit on one screen: outcome, money, notes and the next one."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bookings import actions
from bookings.forms.desk_closing import major, minor
from bookings.models import Appointment, Payment, VisitNote
from clients import actions as clients
from practices.models import Event
from tests.factories import NOON, book, make_client, make_member, make_user

PART = {"HX-Request": "true"}


@pytest.fixture
def visit(willow):
    return book(willow)


@pytest.fixture
def desk(willow, client):
    client.force_login(willow.desk.user)
    return client


@pytest.fixture
def petra(willow, client):
    client.force_login(willow.practitioner.user)
    return client


def path(visit, what="close"):
    return f"/p/willow/visits/{visit.public_id}/{what}/"


def test_the_screen_has_all_four_and_the_amount_is_filled_in(petra, visit):
    page = petra.get(path(visit)).content.decode()

    for words in ("How did it go?", "Payment", "Private notes", "Next visit"):
        assert words in page
    assert 'value="120.00"' in page


def test_a_payment_in_parts_leaves_the_rest_open(desk, visit):
    answer = desk.post(path(visit, "pay"), {"amount": "50.00", "method": "cash"}, headers=PART)

    assert b"$50.00 taken" in answer.content
    page = desk.get(path(visit), headers=PART).content.decode()
    assert "$70.00" in page
    assert 'value="70.00"' in page


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("121", "more than is still open"),
        ("0", "above zero"),
        ("1.005", "finer than the currency"),
        ("x", "number"),
    ],
)
def test_an_amount_that_cannot_be_is_said_at_its_field_and_kept(desk, visit, amount, said):
    answer = desk.post(path(visit, "pay"), {"amount": amount, "method": "card"}, headers=PART)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{amount}"' in answer.content.decode()
    assert Payment.objects.count() == 0


def test_giving_money_back_wants_a_reason_and_a_role(willow, client, visit):
    paid = actions.take_payment(visit, amount=12000, method="card", by=willow.desk, at=NOON)
    refund = path(visit, f"refund/{paid.public_id}")

    client.force_login(willow.desk.user)
    assert client.post(refund, {"amount": "20", "reason": "Late start"}).status_code == 403
    client.force_login(willow.owner.user)
    assert client.post(refund, {"amount": "20"}, headers=PART).status_code == 422
    assert client.post(refund, {"amount": "20", "reason": "Late start"}, headers=PART).status_code == 200
    assert client.post(refund, {"amount": "101", "reason": "More"}, headers=PART).status_code == 422

    assert Payment.objects.get(kind="refund").amount == 2000


def test_a_payment_of_another_visit_is_not_given_back_here(willow, client, visit):
    other = book(willow, make_client(willow, "Liam Ortega"), visit.starts_at + timedelta(hours=4))
    paid = actions.take_payment(other, amount=100, method="card", by=willow.desk, at=NOON)
    client.force_login(willow.owner.user)

    answer = client.post(path(visit, f"refund/{paid.public_id}"), {"amount": "1", "reason": "x"})

    assert answer.status_code == 404


def test_notes_are_for_those_who_treat_and_each_reading_is_on_record(willow, client, visit):
    client.force_login(willow.practitioner.user)
    client.post(path(visit, "note"), {"text": "Left shoulder better."}, headers=PART)
    note = VisitNote.objects.get()
    assert b"shoulder" not in bytes(note.text_sealed)

    assert b"shoulder" not in client.get(path(visit)).content
    assert b"shoulder" in client.get(path(visit, "notes"), headers=PART).content
    assert Event.objects.get(kind="visit.notes_read").actor == willow.practitioner

    client.force_login(willow.desk.user)
    assert client.get(path(visit, "notes")).status_code == 403
    assert client.post(path(visit, "note"), {"text": "x"}).status_code == 403
    assert b"Private notes" not in client.get(path(visit)).content


def test_an_empty_note_is_refused(petra, visit):
    assert petra.post(path(visit, "note"), {"text": " "}, headers=PART).status_code == 422


def test_one_tap_books_the_next_visit_and_it_is_known_to_follow(willow, desk, visit):
    page = desk.get(path(visit), headers=PART).content.decode()
    slots = re.findall(r'name="slot" value="([^"]+)"', page)
    assert len(slots) == 3

    answer = desk.post(path(visit, "next"), {"slot": slots[0]}, headers=PART)

    coming = Appointment.objects.exclude(pk=visit.pk).get()
    assert coming.follows == visit
    assert coming.starts_at > timezone.now()
    assert b"is booked for" in answer.content
    assert b"Choose another time" not in desk.get(path(visit), headers=PART).content


def test_a_proposal_that_went_meanwhile_is_refused_in_words(willow, desk, visit):
    slot = re.findall(r'name="slot" value="([^"]+)"', desk.get(path(visit), headers=PART).content.decode())[0]
    desk.post(path(visit, "next"), {"slot": slot}, headers=PART)
    other = book(willow, make_client(willow, "Liam Ortega"), visit.starts_at + timedelta(hours=4))

    answer = desk.post(path(other, "next"), {"slot": slot}, headers=PART)

    assert answer.status_code == 409


def test_no_next_visit_is_proposed_past_a_stop_alert(willow, desk, visit):
    clients.note_fact(visit.client, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)

    page = desk.get(path(visit), headers=PART).content.decode()

    assert 'name="slot"' not in page
    assert "asks for a reason" in page


def test_one_tap_books_nobody_past_a_stop_alert_noted_meanwhile(willow, desk, visit):
    slot = re.findall(r'name="slot" value="([^"]+)"', desk.get(path(visit), headers=PART).content.decode())[0]
    clients.note_fact(visit.client, kind="allergy", value="Latex", severity="stop", by=willow.owner, at=NOON)

    answer = desk.post(path(visit, "next"), {"slot": slot}, headers=PART)

    assert answer.status_code == 409
    assert not Appointment.objects.exclude(pk=visit.pk).exists()


def test_the_follower_booked_by_the_long_way_is_known_too(willow, desk, visit):
    monday = timezone.now().date() + timedelta(days=14 - timezone.now().weekday())
    form = {
        "client": visit.client.public_id,
        "service": willow.service.public_id,
        "with": willow.petra.public_id,
        "location": willow.location.pk,
        "day": monday.isoformat(),
        "slot": "own",
        "time": "10:00",
        "book": "yes",
        "follows": visit.public_id,
    }

    desk.post("/p/willow/visits/new/", form, headers=PART)

    assert Appointment.objects.exclude(pk=visit.pk).get().follows == visit


def test_open_ends_are_past_visits_without_an_outcome_or_not_paid(willow, desk):
    last_week = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0)
    last_week -= timedelta(days=7 + last_week.weekday())
    names = ("Still Booked", "Done Unpaid", "Done Paid", "Never Came")
    booked, unpaid, paid, missed = (
        book(willow, make_client(willow, name), last_week + timedelta(hours=hours))
        for name, hours in zip(names, (0, 1.5, 4, 5.5), strict=True)
    )
    for visit in (unpaid, paid):
        actions.complete(visit, by=willow.desk, at=timezone.now())
    actions.take_payment(paid, amount=12000, method="card", by=willow.desk, at=timezone.now())
    actions.mark_no_show(missed, by=willow.desk, at=timezone.now())

    page = desk.get("/p/willow/calendar/open-ends/").content.decode()

    assert [name in page for name in names] == [True, True, False, False]
    assert "2 to close" in desk.get("/p/willow/calendar/").content.decode()


def test_who_only_looks_does_not_close(willow, client, visit):
    client.force_login(make_member(willow.practice, make_user("Rita", "willow"), "read_only").user)

    assert client.get(path(visit)).status_code == 403


@pytest.mark.parametrize(("currency", "shown", "kept"), [("USD", "85.50", 8550), ("JPY", "8550", 8550)])
def test_amounts_follow_the_smaller_part_of_the_currency(currency, shown, kept):
    from decimal import Decimal

    assert minor(Decimal(shown), currency) == kept
    assert major(kept, currency) == shown
