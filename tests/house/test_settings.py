"""Settings come from the environment, fail loudly, and are written down where people look."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from scripts import settings_table
from tests.house.production import KEY, SAFE


def start(**changed):
    """Read the settings in a process of their own, as production does."""
    wanted = {name: value for name, value in (SAFE | changed).items() if value is not None}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, "-c", "import config.settings"]
    done = subprocess.run(
        command, cwd=settings_table.ROOT, env=inherited | wanted, capture_output=True, text=True
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_production_starts_with_secrets_of_its_own():
    assert start() == ""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set."),
        ({"SECRET_KEY": "not-a-secret-only-for-demo-and-tests"}, "SECRET_KEY must be a secret of your own"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must be a secret of your own"),
        ({"FIELD_KEYS": None}, "FIELD_KEYS must hold at least one key of your own."),
        ({"FIELD_KEYS": f"{KEY},{KEY}"}, "FIELD_KEYS holds two keys named 'first'"),
        ({"FIELD_KEYS": "first:short"}, "FIELD_KEYS holds name:base64 of 32 random bytes"),
        ({"FIELD_KEYS": KEY.replace("first", "a.dot")}, "FIELD_KEYS holds name:base64 of 32 random bytes"),
        ({"DEBUG": "yes"}, "DEBUG must be off in production."),
        ({"BASE_URL": "http://rapport.example"}, "BASE_URL must begin with https://"),
        ({"DATABASE_URL": None}, "DATABASE_URL is not set."),
        ({"DATABASE_URL": "mysql://db.example/rapport"}, "must begin with postgres://"),
        ({"REDIS_URL": None}, "REDIS_URL is not set."),
        ({"RAPPORT_MODE": "prod"}, "RAPPORT_MODE must be one of"),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES must be a whole number, not 'one'."),
        ({"TWILIO_BASE_URL": "https://evil.example"}, "evil.example is not a host of twilio"),
        ({"SENDGRID_BASE_URL": "http://api.sendgrid.com"}, "or the address is not https."),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name the hosts it answers to"),
        ({"ALLOWED_HOSTS": "rapport.example,*"}, "ALLOWED_HOSTS must name the hosts it answers to"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number, not '-1'."),
        (
            {"LOG_LEVEL": "loud"},
            "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'LOUD'.",
        ),
        ({"SENTRY_DSN": "sentry.example"}, "SENTRY_DSN is not the address of a Sentry project."),
        ({"DEBUG": "perhaps"}, "DEBUG must be yes or no, not 'perhaps'."),
    ],
)
def test_production_refuses_to_start_in_one_sentence(changed, sentence):
    assert sentence in start(**changed)


def test_without_a_mode_it_is_production():
    assert "SECRET_KEY is not set." in start(RAPPORT_MODE=None, SECRET_KEY=None)


@pytest.mark.parametrize(
    ("word", "meant"), [("1", True), ("Yes", True), (" on ", True), ("false", False), ("0", False)]
)
def test_a_flag_is_read_as_people_write_it(monkeypatch, word, meant):
    monkeypatch.setenv("A_FLAG", word)
    assert environment.flag("A_FLAG", not meant) is meant


def test_an_empty_value_is_the_default(monkeypatch):
    monkeypatch.setenv("EMPTY", "")
    assert environment.flag("EMPTY", True) is True
    assert environment.whole("EMPTY", 7) == 7
    assert environment.listed("EMPTY") == []


@pytest.mark.parametrize("word", ["0", "-0.5", "1.01", "nan", "inf", "half"])
def test_a_share_is_more_than_nothing_and_no_more_than_all(monkeypatch, word):
    monkeypatch.setenv("DEMO_SCALE", word)
    with pytest.raises(ImproperlyConfigured, match=f"DEMO_SCALE must be .*{word}"):
        environment.share("DEMO_SCALE")


def test_a_share_may_be_all_and_is_all_unless_told_otherwise(monkeypatch):
    monkeypatch.setenv("DEMO_SCALE", "0.2")
    assert environment.share("DEMO_SCALE") == 0.2
    monkeypatch.setenv("DEMO_SCALE", "1")
    assert environment.share("DEMO_SCALE") == 1
    monkeypatch.delenv("DEMO_SCALE")
    assert environment.share("DEMO_SCALE") == 1


def test_a_database_address_may_name_a_socket_and_hold_odd_characters():
    read = environment.database("postgres://rapport_app:p%40ss@/rapport?host=/run/pg&sslmode=require")
    assert (read["HOST"], read["NAME"], read["PASSWORD"]) == ("/run/pg", "rapport", "p@ss")
    assert read["OPTIONS"] == environment.CONNECTION | {"sslmode": "require"}


def test_another_kind_of_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="postgres://"):
        environment.database("sqlite:///rapport.db")


def test_every_setting_in_the_code_is_written_down_and_no_other():
    written = [setting.name for group in settings_table.GROUPS.values() for setting in group]
    assert sorted(written) == sorted(settings_table.names_in_code())


def test_the_example_and_the_readme_say_what_the_list_says():
    """Mend with `python -m scripts.settings_table`."""
    assert (settings_table.ROOT / ".env.example").read_text() == settings_table.example()
    readme = settings_table.ROOT / "README.md"
    if readme.exists():
        page = readme.read_text()
        assert "<!-- settings -->" in page
        assert page == settings_table.with_table(page)
