"""What is left of our words, and of others' words about them, when a client is erased: nothing."""

from clients import actions as clients
from followups.actions.listening import hear, note_update
from followups.channels import Unclear
from followups.exporting import followups_part
from followups.models import InboundMessage, Message, ProviderUpdate, Suppression
from followups.queries.outbox import attention
from practices.management.commands.reseal import sealed_columns
from tests.factories import make_client
from tests.followups.worlds import (
    DAY,
    MAIL,
    MORNING,
    NUMBER,
    Recorder,
    carried_by,
    look_after,
    planned,
    the,
    work,
)

BOUNCE = f"550 5.1.1 <{MAIL}>: no such user"


def test_an_erased_client_leaves_no_words_and_no_address_behind(willow, visit, zoe):
    work(willow, MORNING)
    note_update(the("confirmation"), update_id="1", status="failed", detail=BOUNCE, at=MORNING)

    clients.erase(zoe, reason="asked", by=willow.owner, at=MORNING + DAY)

    assert planned() == []
    left = {(m.to, m.heading, m.text, m.html, m.failure) for m in Message.objects.all()}
    assert left == {("", "", "", "", "")}
    assert {update.detail for update in ProviderUpdate.objects.all()} == {""}


def test_what_a_provider_says_after_the_erasure_brings_no_address_back(willow, visit, zoe):
    work(willow, MORNING)
    clients.erase(zoe, reason="asked", by=willow.owner, at=MORNING + DAY)

    note_update(the("confirmation"), update_id="1", status="failed", detail=BOUNCE, at=MORNING + DAY)

    failed = the("confirmation")
    assert (failed.status, failed.failure, failed.needs_attention) == ("failed", "", False)
    assert ProviderUpdate.objects.get().detail == ""


def test_no_other_text_is_taken_for_a_lost_one_of_who_was_erased(willow, visit, zoe):
    with carried_by(Recorder(Unclear("timeout"), known="of somebody else")) as channel:
        work(willow, MORNING)
        clients.erase(zoe, reason="asked", by=willow.owner, at=MORNING)
        look_after(willow, MORNING + DAY)

    lost = the("confirmation")
    assert (channel.asked, lost.status, lost.provider_id, lost.needs_attention) == ([], "unknown", "", False)


def test_words_from_a_shared_number_or_from_before_go_with_the_client(willow):
    """Who of a shared number wrote is not known; and a number that was nobody's is theirs when they come."""
    heard = {}

    def writes(number, text):
        heard[text] = hear(willow.practice, sender=number, text=text, provider_id=text, at=MORNING).pk

    writes(NUMBER, "My back hurts, have you time?")
    mother = make_client(willow, "Ann Baker", phone=NUMBER)
    writes(NUMBER, "Mother alone")
    zoe = make_client(willow, "Zoe Baker", phone=NUMBER)
    writes(NUMBER, "One of the two")
    writes("+12125550199", "A stranger")
    writes("+12125550198", "STOP")

    clients.erase(zoe, reason="asked", by=willow.owner, at=MORNING + DAY)

    left = {text: InboundMessage.objects.get(pk=pk) for text, pk in heard.items()}
    gone = {text for text, row in left.items() if (row.text, row.sender) == ("", "")}
    assert gone == {"My back hurts, have you time?", "One of the two"}
    assert all(left[text].handled_at for text in gone)
    assert left["Mother alone"].client == mother
    zoe.refresh_from_db()
    assert (zoe.phone, zoe.is_released, zoe.erased_at) == ("", False, MORNING + DAY)


def test_a_stop_outlives_the_client_as_a_hash_alone(willow):
    zoe = make_client(willow, "Zoe Baker", phone=NUMBER)
    hear(willow.practice, sender=NUMBER, text="STOP", provider_id="1", at=MORNING)

    clients.erase(zoe, reason="asked", by=willow.owner, at=MORNING + DAY)

    kept = Suppression.objects.get()
    assert (kept.address, kept.lifted_at) == ("", None)


def test_what_a_client_texts_is_sealed_at_rest_and_read_where_it_is_answered(willow, visit, zoe):
    hear(willow.practice, sender=NUMBER, text="My back hurts", provider_id="1", at=MORNING)

    kept = InboundMessage.objects.get()
    assert b"back" not in bytes(kept.text_sealed)
    assert kept.text == attention().heard[0].text == "My back hurts"
    assert followups_part(zoe, with_health=True)["messages_from_client"][0]["text"] == "My back hurts"
    assert (InboundMessage, "text_sealed") in sealed_columns()
