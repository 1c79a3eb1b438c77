"""The locks hold what was asked for, by hash, and name no registry."""

import re

import pytest

from scripts import lock


def test_no_lock_is_older_than_what_it_locks():
    assert lock.stale_python() + lock.stale_npm() == []


@pytest.mark.parametrize("name", lock.LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_registry(name):
    text = (lock.REQUIREMENTS / f"{name}.txt").read_text()
    packages = re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2])
    assert all("==" in package and "--hash=sha256:" in package for package in packages)
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", text)


def test_the_locks_agree_on_every_version():
    pins = [
        set(re.findall(r"^\S+==\S+", (lock.REQUIREMENTS / f"{name}.txt").read_text(), re.M))
        for name in lock.LOCKS
    ]
    base, embedded, dev = pins[2:]
    assert base < embedded < dev


def test_the_npm_lock_names_no_registry():
    text = (lock.ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') > 30
