"""The demo goes whole, and nothing but the demo goes."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from clients.models import Client
from config.demo.cedar import CEDAR
from config.demo.forgetting import forget
from config.demo.seed import tell
from practices.models import Member, Practice, User
from practices.tenancy import visit
from tests.factories import make_practice

MIDDAY = datetime(2026, 3, 4, 18, 30, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_told_practice_goes_with_all_that_is_its_own_and_a_neighbour_stays():
    neighbour = make_practice("neighbour", owner="Ana", desk="Frank", practitioner="Petra").practice
    tell(CEDAR, now=MIDDAY, scale=0.1)
    people = User.objects.count()

    assert forget() == 1

    assert list(Practice.objects.all()) == [neighbour]
    assert User.objects.count() < people
    with visit(neighbour):
        assert Member.objects.count() == 3
        assert not Client.objects.exists()
    assert forget() == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_demo_that_stands_is_built_anew():
    call_command("seed_demo", scale=0.02)
    before = set(Practice.objects.values_list("pk", flat=True))

    call_command("seed_demo", scale=0.02, reset=True)

    after = set(Practice.objects.values_list("pk", flat=True))
    assert len(after) == len(before) == 3
    assert not after & before
