"""A key from the command line: printed once and alone, and every no is one sentence."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from practices import keys
from practices.models import ApiKey, Event


def create(**options):
    said, aside = StringIO(), StringIO()
    options = {"practice": "willow", "scopes": "clients:read, bookings:write", **options}
    call_command("create_api_key", stdout=said, stderr=aside, **options)
    return said.getvalue().strip(), aside.getvalue()


def test_the_key_is_printed_alone_and_opens_its_practice(willow):
    secret, aside = create(name="Website")

    assert keys.practice_id_of(secret) == willow.practice.pk
    key = ApiKey.objects.get(secret_hash=keys.hash_of(secret))
    assert (key.name, key.scopes) == ("Website", ["bookings:write", "clients:read"])
    assert "only now" in aside
    assert secret not in aside


def test_it_acts_in_the_name_of_the_first_owner(willow):
    create()

    assert ApiKey.objects.get().made_by == willow.owner
    assert Event.objects.get(kind="api_key.made").actor == willow.owner


def test_it_works_for_a_year_when_nobody_says(willow):
    create()

    key = ApiKey.objects.get()
    assert key.is_valid(timezone.now() + timedelta(days=364))
    assert not key.is_valid(timezone.now() + timedelta(days=366))


def test_it_works_to_the_end_of_its_last_day(willow):
    create(expires="2099-06-30")

    ends_at = datetime(2099, 7, 1, tzinfo=ZoneInfo("America/New_York"))
    assert ApiKey.objects.get().expires_at == ends_at


def test_it_may_be_used_from_named_networks_alone(willow):
    _secret, aside = create(networks="203.0.113.7, 198.51.100.9/24,")

    assert ApiKey.objects.get().networks == ["203.0.113.7/32", "198.51.100.0/24"]
    assert "from 203.0.113.7/32, 198.51.100.0/24," in aside


def test_it_may_work_until_it_is_revoked(willow):
    create(expires="never")

    assert ApiKey.objects.get().expires_at is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"practice": "elm"}, "There is no practice “elm”."),
        ({"scopes": "clients:read,moon:write"}, "There is no scope called “moon:write”."),
        ({"scopes": " , "}, "Choose at least one thing that the key may do."),
        (
            {"networks": "home"},
            "“home” is no address or network, such as 203.0.113.7 or 203.0.113.0/24.",
        ),
        ({"expires": "soon"}, "“soon” is not a day; write it as 2027-06-30, or never."),
        ({"expires": "2020-01-01"}, "2020-01-01 has passed; the key would open nothing."),
    ],
)
def test_a_no_is_one_sentence_and_leaves_no_key(willow, options, sentence):
    with pytest.raises(CommandError) as said:
        create(**options)

    assert str(said.value) == sentence
    assert said.value.returncode == 1
    assert not ApiKey.objects.exists()


def test_a_practice_without_an_owner_gets_no_key(willow):
    willow.owner.left_at = timezone.now()
    willow.owner.save()

    with pytest.raises(CommandError, match="Willow has no owner"):
        create()
