"""How was your visit: the page behind the question, and what an answer does."""

from datetime import timedelta

import pytest

from bookings import actions as bookings
from bookings.models import Appointment
from clients.models import Client
from followups.actions.answering import NothingToRate, give_feedback
from followups.models import Feedback
from journeys.models import Journey
from practices.models import Event
from tests.followups.worlds import path_of, the


def test_an_answer_is_taken_for_a_fortnight(willow, zoe, asked):
    ends_at = Appointment.objects.get(pk=asked.subject_id).ends_at

    with pytest.raises(NothingToRate):
        give_feedback(asked, score=5, comment="", at=ends_at + timedelta(days=14))
    assert give_feedback(asked, score=5, comment="", at=ends_at + timedelta(days=13)).score == 5
    assert Client.objects.get().is_verified


def test_the_tapped_number_is_chosen_already(willow, asked, client):
    page = client.get(path_of(asked, "answer/?score=4")).content.decode()

    assert 'value="4" class="sr-only" checked' in page
    assert page.count("checked") == 1


def test_a_happy_answer_is_kept_with_its_comment(willow, asked, client):
    client.post(path_of(asked, "answer/"), {"score": "5", "comment": " Lovely. "})

    answer = Feedback.objects.get()
    assert (answer.score, answer.comment, answer.needs_answer) == (5, "Lovely.", False)
    assert b"Lovely" not in bytes(answer.comment_sealed)
    fact = Event.objects.get(kind="feedback.given")
    assert (fact.payload["score"], fact.client_id, fact.source) == (5, asked.client_id, "public")


def test_an_unhappy_answer_asks_for_a_person(willow, asked, client):
    client.post(path_of(asked, "answer/"), {"score": "2", "comment": "It hurt."})

    assert Feedback.objects.get().needs_answer
    assert "We will get in touch" in client.get(path_of(asked, "answer/")).content.decode()


def test_a_visit_that_is_still_to_come_cannot_be_rated(willow, ahead, client):
    path = path_of(the("confirmation"), "answer/")

    assert "no visit to rate" in client.get(path).content.decode()
    assert client.post(path, {"score": "5"}).status_code == 409
    assert not Feedback.objects.exists()


def test_an_answer_counts_once(willow, asked, client):
    client.post(path_of(asked, "answer/"), {"score": "2"})
    client.post(path_of(asked, "answer/"), {"score": "5"})

    assert [answer.score for answer in Feedback.objects.all()] == [2]
    assert Event.objects.filter(kind="feedback.given").count() == 1


@pytest.mark.parametrize("score", ["", "0", "6", "great", "5; DROP"])
def test_an_answer_without_a_number_keeps_the_words(willow, asked, client, score):
    page = client.post(path_of(asked, "answer/"), {"score": score, "comment": "It was fine"})

    assert page.status_code == 422
    assert "It was fine" in page.content.decode()
    assert not Feedback.objects.exists()


def test_an_answer_moves_the_client_on_the_board(willow, asked):
    visit = Appointment.objects.get(pk=asked.subject_id)
    bookings.take_payment(visit, amount=visit.price, method="card", by=willow.desk, at=visit.ends_at)

    give_feedback(asked, score=5, comment="", at=asked.due_at)

    assert Journey.objects.get(client_id=asked.client_id).stage == "rebooking"


def test_a_question_about_a_visit_ages(willow, asked):
    assert asked.give_up_at - asked.due_at == timedelta(days=3)
