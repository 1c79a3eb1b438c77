"""A client of Willow who can be reached, her visit in a week, and messages that a provider took."""

import pytest
from django.utils import timezone

from bookings import actions as bookings
from followups.actions.answering import give_feedback
from followups.models import Message
from tests.factories import book
from tests.followups.worlds import (
    BASE,
    IN_A_WEEK,
    MORNING,
    SECRET,
    Recorder,
    carried_by,
    last_monday,
    make_reachable,
    next_monday,
    signed_in,
    the,
    work,
)
from tests.standins.sendgrid import EventSigner


@pytest.fixture
def zoe(willow):
    return make_reachable(willow)


@pytest.fixture
def visit(willow, zoe):
    return book(willow, zoe, starts_at=IN_A_WEEK)


@pytest.fixture
def _keys(settings):
    """Twilio signs with our secret over an address of ours."""
    settings.TWILIO_AUTH_TOKEN, settings.BASE_URL = SECRET, BASE


@pytest.fixture
def signer(settings):
    signer = EventSigner()
    settings.SENDGRID_WEBHOOK_KEY = signer.public_key
    return signer


@pytest.fixture
def text(willow, zoe):
    """A text reminder that a provider took."""
    book(willow, zoe, starts_at=IN_A_WEEK)
    Message.objects.exclude(purpose="reminder_sms").delete()
    with carried_by(Recorder()):
        work(willow, the("reminder_sms").due_at)
    return the("reminder_sms")


@pytest.fixture
def mail(willow, zoe):
    """A confirmation that a provider took."""
    book(willow, zoe, starts_at=IN_A_WEEK)
    with carried_by(Recorder()):
        work(willow, MORNING)
    return the("confirmation")


@pytest.fixture
def desk(client, willow):
    return signed_in(client, willow.desk)


@pytest.fixture
def unhappy(willow, visit):
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    return give_feedback(the("check_in"), score=1, comment="My knee hurts more.", at=visit.ends_at)


@pytest.fixture
def asked(willow, zoe):
    """A check-in that went out about a visit of last week, by the clock on the wall, which pages read."""
    visit = book(willow, zoe, starts_at=last_monday(timezone.now()))
    bookings.complete(visit, by=willow.desk, at=visit.ends_at)
    message = the("check_in")
    work(willow, message.due_at)
    return the("check_in")


@pytest.fixture
def ahead(willow, zoe):
    """A visit that is still to come by the clock on the wall, which pages read."""
    return book(willow, zoe, starts_at=next_monday(timezone.now()), at=timezone.now())
