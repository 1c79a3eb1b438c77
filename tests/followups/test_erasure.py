"""What is left of our words, and of others' words about them, when a client is erased: nothing."""

from clients import actions as clients
from followups.actions.listening import note_update
from followups.models import Message, ProviderUpdate
from tests.followups.worlds import DAY, MAIL, MORNING, planned, the, work

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
