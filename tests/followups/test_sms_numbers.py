"""A practice may text from a number of its own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from practices.models import Event
from tests.factories import book
from tests.followups.worlds import IN_A_WEEK, MORNING, Recorder, carried_by, make_reachable, work

OWN = "+12125550199"


def give(practice, number):
    said = StringIO()
    call_command("set_sms_number", practice=practice, number=number, stdout=said)
    return said.getvalue()


def test_a_practice_texts_from_the_number_it_was_given(willow, settings):
    settings.TWILIO_FROM = "+15005550006"
    book(willow, make_reachable(willow, email=""), starts_at=IN_A_WEEK)

    assert "Willow texts from +12125550199 now." in give("willow", "+1 (212) 555-0199")
    willow.practice.refresh_from_db()
    with carried_by(Recorder()) as channel:
        work(willow, MORNING)

    assert {letter.sender for letter in channel.letters} == {OWN}
    assert Event.objects.get(kind="practice.changed").payload["changes"] == {"sms_from": ["", OWN]}


def test_a_number_hears_for_one_practice_only(willow, cedar):
    give("willow", OWN)

    with pytest.raises(CommandError, match="is the number of Willow already"):
        give("cedar", OWN)
    give("willow", "usual")
    assert give("cedar", OWN)


@pytest.mark.parametrize(
    ("practice", "number", "says"),
    [
        ("willow", "2125550199", "no country code"),
        ("willow", "+1", "phone"),
        ("nowhere", OWN, "There is no practice"),
    ],
)
def test_what_is_no_number_and_no_practice_is_told(willow, practice, number, says):
    with pytest.raises(CommandError, match=says):
        give(practice, number)
