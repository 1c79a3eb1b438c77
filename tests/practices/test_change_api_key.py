"""A key is changed from the command line; its secret is neither asked for nor shown."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from practices import keys
from practices.models import Event
from tests.factories import NOON


@pytest.fixture
def key(willow):
    asked = {"name": "Website", "scopes": ["clients:read"], "networks": ["203.0.113.7"]}
    return keys.make(willow.practice, **asked, by=willow.owner, at=NOON)[0]


def change(*words, practice="willow"):
    said = StringIO()
    call_command("change_api_key", "--practice", practice, *words, stdout=said)
    return said.getvalue()


def test_what_is_named_changes_and_the_rest_stays(willow, key):
    said = change("--key", key.start, "--networks", "198.51.100.9/24, 2001:db8::1")

    key.refresh_from_db()
    assert (key.name, key.scopes) == ("Website", ["clients:read"])
    assert key.networks == ["198.51.100.0/24", "2001:db8::1/128"]
    assert said == "“Website” is for clients:read, from 198.51.100.0/24, 2001:db8::1/128.\n"
    assert Event.objects.get(kind="api_key.changed").actor == willow.owner


def test_a_key_may_be_used_from_anywhere_again(willow, key):
    said = change("--key", f"{key.start}…", "--networks", "anywhere", "--scopes", "events:read")

    key.refresh_from_db()
    assert (key.scopes, key.networks) == (["events:read"], [])
    assert said == "“Website” is for events:read, from anywhere.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--networks", "home"], "“home” is no address or network, such as 203.0.113.7 or 203.0.113.0/24."),
        (["--scopes", "moon:write"], "There is no scope called “moon:write”."),
        (["--scopes", " , "], "Choose at least one thing that the key may do."),
        ([], "Say what to change: --name, --scopes or --networks."),
    ],
)
def test_a_no_is_one_sentence_and_changes_nothing(key, words, sentence):
    with pytest.raises(CommandError) as said:
        change("--key", key.start, *words)

    assert str(said.value) == sentence
    key.refresh_from_db()
    assert (key.scopes, key.networks) == (["clients:read"], ["203.0.113.7/32"])


def test_a_key_of_another_practice_is_no_key_here(willow, cedar, key):
    with pytest.raises(CommandError, match="There is no one key that begins with"):
        change("--key", key.start, "--name", "Ours", practice="cedar")
    with pytest.raises(CommandError, match="There is no practice “elm”"):
        change("--key", key.start, "--name", "Ours", practice="elm")
