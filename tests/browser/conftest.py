"""A real Chromium before a real server, with committed rows. Whatever a page complains about fails the test.

`tab(user)` opens a window; when the test ends no window may have met a script error, a refused request of the
content policy, an answer of 500 or a request to another machine.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from practices.models import User
from tests.browser.window import Window
from tests.factories import make_practice

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

# Playwright runs a loop in this thread, and Django's caution about it is meant for servers.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # The shell is the same Chromium without its windows, and takes a quarter less of a busy machine.
    programs = ("chromium-headless-shell", "chromium", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, programs)), None)
    if path is None:
        pytest.skip("no Chromium here; `make e2e` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def willow_live(transactional_db: None) -> SimpleNamespace:
    """Willow with committed rows, so that the server's own connections see it."""
    return make_practice("willow", owner="Ana", desk="Frank", practitioner="Petra")


@pytest.fixture
def tab(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Window]]:
    """Open a window, signed in as a user or as nobody. More than one may be open."""
    windows: list[Window] = []

    def open_window(user: User | None = None, **look: Any) -> Window:
        window = Window(chromium, live_server.url, **look)
        if user is not None:
            signed_in = Client()
            signed_in.force_login(user)
            window.keep_session(signed_in.cookies["sessionid"].value)
        windows.append(window)
        return window

    yield open_window
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.close()
    assert complaints == []
