"""The embedded PostgreSQL starts for root too, with and without user namespaces."""

import os
import shutil
import signal

import psycopg2
import pytest

from config import embedded
from scripts.group import Group

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else"),
]


@pytest.fixture
def home(tmp_path_factory):
    """Not below pytest's own folder alone: as in a home that nobody else may enter."""
    folder = tmp_path_factory.mktemp("home", numbered=True) / "closed"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def group():
    """A group, with pytest's own answer to Ctrl-C given back at the end."""
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {sign: signal.getsignal(sign) for sign in signs}
    group = Group()
    yield group
    group.stop()
    for sign, answer in before.items():
        signal.signal(sign, answer)


def only(tmp_path, monkeypatch, *programs):
    """A machine that has these programs and no others."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in (*programs, "true"):
        (folder / program).symlink_to(shutil.which(program))
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize("program", ["unshare", "setpriv"])
def test_postgres_starts_for_root_by_either_way_and_opens_no_folder(
    home, group, tmp_path, monkeypatch, program
):
    only(tmp_path, monkeypatch, program)
    server = embedded.postgres(home)
    assert server.command[0] == program
    child = group.start("postgres", server.command, stop_with=server.stop_with, log=home / "postgres.log")
    group.wait_until(server.is_ready, child, 20)
    cursor = psycopg2.connect(server.url).cursor()
    cursor.execute("SELECT lower('ÉLAN'), current_setting('server_version_num')::int >= 150000")
    assert cursor.fetchone() == ("élan", True)
    group.stop()
    assert not child.is_running
    assert home.stat().st_mode & 0o777 == 0o700
