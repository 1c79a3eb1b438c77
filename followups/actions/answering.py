"""How it was: the client's answer, and ours to the unhappy."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clients.actions.proving import prove_address
from followups.events import FeedbackAnswered, FeedbackGiven
from followups.models import Feedback, Message
from followups.queries.behind import visit_about, visit_behind
from practices.errors import Refusal
from practices.events import record
from practices.models import Member

# Source: features.md F77; a 1 or a 2 on five deserves a word within the day.
UNHAPPY = 2
LONGEST_COMMENT = 2000


class ScoreMissing(Refusal):
    sentence = _("Please choose a number from 1 to 5.")


class NothingToRate(Refusal):
    sentence = _("There is no visit to rate here.")


@transaction.atomic
def give_feedback(
    message: Message, *, score: int | None, comment: str, at: datetime, by: Member | None = None
) -> Feedback:
    """A client says how their visit was, once; saying it again changes nothing.

    score       1 to 5
    by          whoever notes what the client told them; None for the client, whose link has an end
    Refuses     ScoreMissing, NothingToRate
    Records     FeedbackGiven
    """
    if score is None or not 1 <= score <= 5:
        raise ScoreMissing()
    visit = visit_about(message) if by else visit_behind(message, at=at)
    if visit is None or visit.starts_at > at:
        raise NothingToRate()
    feedback, is_new = Feedback.objects.get_or_create(
        appointment=visit,
        kind=Feedback.Kind.CSAT,
        defaults={
            "practice_id": message.practice_id,
            "client_id": message.client_id,
            "message": message,
            "score": score,
            "given_at": at,
            "needs_answer": score <= UNHAPPY,
        },
    )
    if not is_new:
        return feedback
    if message.to and not by:
        prove_address(message.client, at=at)
    if words := comment.strip()[:LONGEST_COMMENT]:
        feedback.comment = words
        feedback.save(update_fields=["comment_sealed"])
    fact = FeedbackGiven(
        client_id=message.client_id,
        feedback_id=feedback.pk,
        appointment_id=visit.pk,
        feedback_kind=Feedback.Kind.CSAT,
        score=score,
        has_comment=bool(words),
    )
    record(fact, practice=message.practice, by=by, at=at)
    return feedback


@transaction.atomic
def answer_feedback(feedback: Feedback, *, by: Member, at: datetime) -> None:
    """Somebody has spoken with an unhappy client. The second click changes nothing.

    Records     FeedbackAnswered
    """
    feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if not feedback.needs_answer:
        return
    feedback.needs_answer, feedback.answered_at, feedback.answered_by = False, at, by
    feedback.save(update_fields=["needs_answer", "answered_at", "answered_by"])
    if feedback.client_id:
        fact = FeedbackAnswered(client_id=feedback.client_id, feedback_id=feedback.pk)
        record(fact, practice=feedback.practice, by=by, at=at)
