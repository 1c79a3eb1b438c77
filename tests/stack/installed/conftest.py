"""One installation, made by the page, for all tests that walk about in it."""

import pytest

from tests.standins import machines

MAKE_A_KEY = """
from django.utils import timezone
from practices import keys
from practices.models import Member, Practice
from practices.tenancy import visit
from practices.ids import public_id
from clients.models import Client
practice = Practice.objects.get(slug="willow")
with visit(practice):
    owner = Member.objects.get(role="owner")
    _, secret = keys.make(practice, name="Walk", scopes=list(keys.SCOPES), by=owner, at=timezone.now())
    client = Client.objects.order_by("pk").first()
    print(secret, public_id("cli", client.pk, key=bytes(practice.id_key)))
"""


@pytest.fixture(scope="package")
def built(tmp_path_factory):
    """A checkout with what the image has."""
    folder = tmp_path_factory.mktemp("image") / "rapport"
    machine = machines.Walked(folder)
    machines.build(folder)
    return machine


@pytest.fixture(scope="package")
def new_machine(tmp_path_factory, built):
    made = []

    def make(name):
        machine = machines.Walked(tmp_path_factory.mktemp(name) / "rapport", built.folder)
        made.append(machine)
        machine.folder.joinpath("staticfiles").symlink_to(built.folder / "staticfiles")
        return machine

    yield make
    for machine in reversed(made):
        machine.stop()


@pytest.fixture(scope="package")
def first(new_machine):
    """Installed by the page, with a small demo's worth of people in it."""
    machine = new_machine("first")
    machine.walk(
        "Install",
        change=lambda block: block.replace("chmod", f"echo PUBLISH=127.0.0.1:{machine.port} >> .env\nchmod"),
    )
    machine.manage("seed_demo", "--scale", "0.1", RAPPORT_MODE="demo")
    machine.key, machine.client = machine.manage("shell", "--verbosity", "0", "--command", MAKE_A_KEY).split()
    return machine
