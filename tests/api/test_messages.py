"""Messages, answers and replies by program: why each was sent, the same rules as on the pages, health apart."""

import pytest
from django.utils import timezone

from clients import actions as clients
from clients.models import Client
from followups.actions.answering import give_feedback
from followups.links import CodeConverter
from followups.models import Feedback, InboundMessage, Message
from practices.models import Event
from tests.api.conftest import Program
from tests.factories import NOON, book, make_client
from tests.followups.worlds import MAIL, NUMBER, make_reachable, next_monday, the


@pytest.fixture
def zoe(willow):
    return make_reachable(willow)


@pytest.fixture
def visit(willow, zoe):
    now = timezone.now()
    return book(willow, zoe, starts_at=next_monday(now), at=now)


def write(program, client, **changes):
    body = {"client": program.id_of("cli", client), "channel": "email", "text": "See you soon.", **changes}
    return program.post("messages/", body)


def test_messages_are_listed_with_why_and_without_their_words(program, willow, visit):
    listed = program.get(f"messages/?appointment={program.id_of('apt', visit)}").said["data"]

    assert {row["purpose"] for row in listed} == {"confirmation", "reminder_email", "reminder_sms"}
    confirmation = next(row for row in listed if row["purpose"] == "confirmation")
    assert confirmation["why"] == "A visit was booked, and every booking is confirmed."
    assert confirmation["appointment"] == program.id_of("apt", visit)
    assert (confirmation["status"], confirmation["held"]) == ("planned", "")
    assert "text" not in confirmation


def test_a_message_is_read_with_its_words_as_the_client_will_see_them(program, visit):
    message = the("confirmation")

    read = program.get(f"messages/{program.id_of('msg', message)}/")

    assert "Willow" in read.said["text"]
    assert read.said["updates"] == []
    assert read.headers["ETag"]


def test_a_program_is_not_told_the_links_with_which_a_client_acts(program, willow, visit):
    for message in Message.objects.all():
        text = program.get(f"messages/{program.id_of('msg', message)}/").said["text"]
        assert "/m/willow/" + "*" * 22 in text
        assert CodeConverter().to_url(message.token) not in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("purpose=reminder_sms", 1),
        ("channel=sms", 1),
        ("status=planned", 3),
        ("status=failed", 0),
        ("needs_attention=true", 0),
        ("until=2026-01-01T00:00:00Z", 0),
        ("since=2026-01-01T00:00:00Z&purpose=confirmation", 1),
    ],
)
def test_messages_are_narrowed(program, visit, query, count):
    assert len(program.get(f"messages/?{query}").said["data"]) == count


def test_a_program_writes_to_a_client(program, willow, zoe):
    written = write(program, zoe, heading="Hello")

    assert written.status_code == 201, written.said
    assert (written.said["purpose"], written.said["why"]) == ("by_hand", "Ana wrote this by hand.")
    read = program.get(f"messages/{written.said['id']}/").said
    assert (read["heading"], read["to"] or MAIL) == ("Hello", MAIL)
    assert "See you soon." in read["text"]


def test_a_client_who_said_no_is_not_written_to(program, willow, zoe):
    clients.withdraw_consent(
        zoe, purpose="visit_messages", channel="any", wording="w-1", source="desk", by=willow.owner, at=NOON
    )

    refused = write(program, zoe)

    assert (refused.status_code, refused.said["code"]) == (409, "may_not_be_sent")
    assert not Message.objects.filter(purpose="by_hand").exists()


@pytest.mark.parametrize(
    ("changes", "code"), [({"text": " "}, "words_missing"), ({"channel": "sms"}, "may_not_be_sent")]
)
def test_what_the_page_refuses_to_send_the_api_refuses(program, willow, changes, code):
    bea = make_client(willow, "Bea Lund", email="bea@example.com")

    refused = write(program, bea, **changes)

    assert (refused.status_code, refused.said["code"]) == (409, code)


def test_what_has_not_gone_out_is_taken_back_once_and_may_be_sent_again(program, visit):
    path = f"messages/{program.id_of('msg', the('reminder_sms'))}"
    seen = program.get(f"{path}/").headers["ETag"]

    taken = program.post(f"{path}/take-back/", **{"If-Match": seen})
    stale = program.post(f"{path}/take-back/", **{"If-Match": seen})
    again = program.post(f"{path}/take-back/")

    assert (taken.status_code, taken.said["status"], taken.said["held_because"]) == (
        200,
        "withdrawn",
        "by_member",
    )
    assert (stale.status_code, again.status_code) == (412, 409)
    assert again.said["code"] == "already_gone"
    assert program.post(f"{path}/retry/").said["code"] == "nothing_to_retry"


def test_a_failed_message_is_sent_again_or_ticked_off(program, visit):
    message = the("confirmation")
    failed = {"status": "failed", "needs_attention": True, "failure": "no such address"}
    Message.objects.filter(pk=message.pk).update(**failed)
    path = f"messages/{program.id_of('msg', message)}"

    assert [row["id"] for row in program.get("messages/?needs_attention=true").said["data"]] == [
        program.id_of("msg", message)
    ]
    assert program.post(f"{path}/tick-off/").said["needs_attention"] is False
    assert program.post(f"{path}/retry/").said["status"] == "planned"


def answered(visit, score=2, comment="My knee hurts"):
    at = visit.ends_at
    Message.objects.filter(purpose="confirmation").update(purpose="check_in")
    return give_feedback(the("check_in"), score=score, comment=comment, at=at)


def test_a_comment_takes_the_scope_of_health_and_its_reading_is_recorded(program, willow, visit):
    path = f"feedback/{program.id_of('fbk', answered(visit))}/"
    outsider = Program(willow, scopes=["messages:read"])

    listed = outsider.get("feedback/?needs_answer=true")
    blind, seen = outsider.get(path).said, program.get(path).said

    assert (listed.said["data"][0]["score"], listed.said["data"][0]["has_comment"]) == (2, True)
    assert b"knee" not in listed.content
    assert (blind["comment"], seen["comment"]) == (None, "My knee hurts")
    assert Event.objects.filter(kind="client.sensitive_read").count() == 1


def test_an_answer_is_noted_once(program, willow, zoe):
    visit = book(willow, zoe, at=NOON)
    body = {"message": program.id_of("msg", the("confirmation")), "score": 5}

    first = program.post("feedback/", body)
    second = program.post("feedback/", {**body, "score": 1})

    assert first.status_code == 201, first.said
    assert (second.said["id"], second.said["score"]) == (first.said["id"], 5)
    assert Feedback.objects.get().appointment == visit
    assert Event.objects.get(kind="feedback.given").actor == willow.owner
    assert not Client.objects.get().is_verified
    refused = program.post("feedback/", {**body, "score": 6})
    assert (refused.status_code, refused.said["code"]) == (409, "score_missing")


def test_an_answer_to_a_visit_yet_to_come_is_refused(program, visit):
    refused = program.post("feedback/", {"message": program.id_of("msg", the("confirmation")), "score": 5})

    assert (refused.status_code, refused.said["code"]) == (409, "nothing_to_rate")


def test_the_unhappy_are_spoken_with_once(program, willow, visit):
    path = f"feedback/{program.id_of('fbk', answered(visit))}/close/"

    closed, again = program.post(path).said, program.post(path).said

    assert (closed["needs_answer"], closed["answered_by"]) == (False, program.id_of("mem", willow.owner))
    assert again == closed


def test_what_clients_wrote_is_listed_until_somebody_read_it(program, willow, zoe):
    heard = InboundMessage.objects.create(
        practice=willow.practice, client=zoe, channel="sms", sender=NUMBER, text="Running late",
        provider_id="SM1", received_at=NOON,
    )  # fmt: skip
    assert [row["text"] for row in program.get("replies/?handled=false").said["data"]] == ["Running late"]

    handled = program.post(f"replies/{program.id_of('inb', heard)}/handle/")

    assert handled.said["handled_by"] == program.id_of("mem", willow.owner)
    assert program.get("replies/?handled=false").said["data"] == []


@pytest.mark.parametrize("resource", ["messages", "feedback", "replies"])
def test_lists_take_a_fixed_number_of_queries(
    program, willow, visit, resource, django_assert_max_num_queries
):
    answered(visit)
    for number in range(3):
        write(program, make_reachable(willow, f"Client {number}", email=f"c{number}@example.com", phone=""))

    with django_assert_max_num_queries(12):
        assert program.get(f"{resource}/?expand=client").status_code == 200


def test_a_neighbours_messages_and_answers_do_not_exist(program, neighbour, visit, zoe):
    message, feedback = program.id_of("msg", the("confirmation")), program.id_of("fbk", answered(visit))

    assert neighbour.get(f"messages/{message}/").said["code"] == "not_found"
    assert neighbour.post(f"messages/{message}/take-back/").status_code == 404
    assert neighbour.get(f"feedback/{feedback}/").status_code == 404
    assert neighbour.get(f"messages/?appointment={program.id_of('apt', visit)}").status_code == 422
    assert neighbour.post("feedback/", {"message": message, "score": 5}).status_code == 422
    body = {"client": program.id_of("cli", zoe), "channel": "email", "text": "Hello"}
    crossed = neighbour.post("messages/", body)
    assert (crossed.status_code, crossed.said["errors"][0]["field"]) == (422, "client")


def test_a_key_that_only_reads_sends_nothing(willow, zoe):
    reader = Program(willow, scopes=["messages:read"])

    assert "messages:write" in write(reader, zoe).said["detail"]


def test_a_person_who_was_erased_cannot_be_named(program, willow, zoe):
    clients.erase(zoe, reason="Asked to", by=willow.owner, at=timezone.now())

    assert write(program, zoe).said["errors"][0]["field"] == "client"
