"""Sealed text opens where it belongs, and nowhere else."""

import base64
import io
import uuid
import zlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.exceptions import InvalidTag
from django.core.management import CommandError, call_command

from clients.actions import upload
from clients.models import ImportBatch, RejectedRow
from practices import sealing
from practices.models import WebhookEndpoint
from practices.second_step import unseal_secret
from practices.webhooks import actions
from tests.factories import NOON, make_user
from tests.practices.worlds import new_key

HERE = b"notes.text|1|row"


def test_sealed_text_opens_where_it_was_sealed():
    assert (
        sealing.unseal(sealing.seal("Allergic to nuts — très", bound_to=HERE), bound_to=HERE)
        == "Allergic to nuts — très"
    )


def test_sealed_text_says_nothing():
    assert b"nuts" not in sealing.seal("nuts", bound_to=HERE)
    assert sealing.seal("nuts", bound_to=HERE) != sealing.seal("nuts", bound_to=HERE)


@pytest.mark.parametrize("elsewhere", [b"notes.text|2|row", b"notes.text|1|other", b"facts.value|1|row"])
def test_sealed_text_does_not_open_in_another_practice_row_or_column(elsewhere):
    with pytest.raises(InvalidTag):
        sealing.unseal(sealing.seal("nuts", bound_to=HERE), bound_to=elsewhere)


def test_an_older_key_still_opens_and_the_newest_seals(settings):
    old = sealing.seal("nuts", bound_to=HERE)
    fresh = base64.b64encode(uuid.uuid4().bytes + uuid.uuid4().bytes).decode()
    settings.FIELD_KEYS = [f"fresh:{fresh}", *settings.FIELD_KEYS]
    sealing._ring.cache_clear()

    assert sealing.unseal(old, bound_to=HERE) == "nuts"
    assert sealing.key_of(sealing.seal("nuts", bound_to=HERE)) == "fresh"
    sealing._ring.cache_clear()


def test_empty_text_stays_empty():
    assert sealing.seal("", bound_to=HERE) == b""
    assert sealing.unseal(b"", bound_to=HERE) == ""


def test_resealing_moves_every_text_to_the_newest_key_and_tells_when_the_old_one_may_go(willow, settings):
    endpoint = actions.add_endpoint(
        willow.practice, url="https://hooks.example/in", kinds=[], by=willow.owner, at=NOON
    )
    secret = endpoint.secret
    fresh = base64.b64encode(uuid.uuid4().bytes + uuid.uuid4().bytes).decode()
    settings.FIELD_KEYS = [f"fresh:{fresh}", *settings.FIELD_KEYS]
    sealing._ring.cache_clear()
    with pytest.raises(CommandError, match="Older keys are still needed"):
        call_command("reseal", "--check")

    call_command("reseal", stdout=io.StringIO())

    call_command("reseal", "--check", stdout=io.StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    sealing._ring.cache_clear()
    assert WebhookEndpoint.objects.get(pk=endpoint.pk).secret == secret
    sealing._ring.cache_clear()


def test_files_and_lists_are_sealed_and_resealed_like_texts(willow, settings, monkeypatch):
    """One at a time when they are large."""
    monkeypatch.setattr("practices.management.commands.reseal.MOST_BYTES", 10)
    for number in range(3):
        batch = upload(
            willow.practice, kind="clients", file_name="c.csv", content=f"Name\nAna {number}\n".encode(),
            by=willow.owner, at=NOON,
        )  # fmt: skip
        RejectedRow.objects.create(practice=willow.practice, batch=batch, line=2, cells=["Nuts"], reasons=[])
    bare = bytes(ImportBatch.objects.first().content_sealed) + bytes(RejectedRow.objects.first().cells_sealed)
    assert b"Ana" not in bare
    assert b"Nuts" not in bare
    settings.FIELD_KEYS = [f"fresh:{new_key()}", *settings.FIELD_KEYS]
    sealing._ring.cache_clear()

    call_command("reseal", stdout=(said := io.StringIO()))

    call_command("reseal", "--check", stdout=io.StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    sealing._ring.cache_clear()
    files = [zlib.decompress(batch.content) for batch in ImportBatch.objects.order_by("id")]
    assert files == [b"Name\nAna 0\n", b"Name\nAna 1\n", b"Name\nAna 2\n"]
    assert [row.cells for row in RejectedRow.objects.all()] == [["Nuts"]] * 3
    assert said.getvalue() == "12 texts sealed again.\n"
    sealing._ring.cache_clear()


def test_secrets_of_second_steps_are_resealed_too_and_readable_ones_are_found_and_sealed(db, settings):
    bea, secret = make_user("Bea", "elsewhere"), "JBSWY3DPEHPK3PXP"
    app, codes = TOTP.activate(bea, secret).instance, RecoveryCodes.activate(bea)
    known = codes.generate_codes()
    settings.FIELD_KEYS = [f"fresh:{new_key()}", *settings.FIELD_KEYS]
    sealing._ring.cache_clear()
    with pytest.raises(CommandError, match="Older keys are still needed"):
        call_command("reseal", "--check")

    call_command("reseal", stdout=(said := io.StringIO()))

    assert said.getvalue() == "2 texts sealed again.\n"
    call_command("reseal", "--check", stdout=io.StringIO())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    sealing._ring.cache_clear()
    app.refresh_from_db()
    codes.instance.refresh_from_db()
    assert (unseal_secret(app.data["secret"]), codes.generate_codes()) == (secret, known)

    Authenticator.objects.filter(pk=app.pk).update(data={"secret": secret})
    with pytest.raises(CommandError, match="1 by no key. Some are readable"):
        call_command("reseal", "--check")
    call_command("reseal", stdout=io.StringIO())
    call_command("reseal", "--check", stdout=io.StringIO())
    sealing._ring.cache_clear()
