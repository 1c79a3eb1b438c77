"""`make screenshots`: the pictures of the README, from the demo, light and dark, on a desk and on a phone.

Uses the demo that is being served here, or serves one for as long as it takes.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import services
from scripts.group import ROOT, say

PICTURES = ROOT / "docs" / "screenshots"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PRACTICE = "/p/willow"
STAFF_PAGES = {
    "today": f"{PRACTICE}/",
    "calendar": f"{PRACTICE}/calendar/",
    "clients": f"{PRACTICE}/clients/",
    "journeys": f"{PRACTICE}/journeys/",
    "messages": f"{PRACTICE}/messages/",
    "numbers": f"{PRACTICE}/metrics/",
}
SECONDS_TO_FILL_THE_DEMO = 300
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
]


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        wait_until_filled(address)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for scheme in ("light", "dark"):
            take_staff_pages(chromium, address, scheme)
            take_booking_page(chromium, address, scheme)
        chromium.close()
    say(f"The pictures are in {PICTURES.relative_to(ROOT)}/.")


@contextmanager
def demo() -> Iterator[str]:
    """The address of the running demo, or of one of our own."""
    folder = services.home(".run")
    try:
        services.only_here(folder, "run").close()
    except SystemExit:
        yield json.loads((folder / "environment.json").read_text())["BASE_URL"]
        return
    port = os.environ.get("PORT", "8765")
    serving = subprocess.Popen(
        [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=os.environ | {"PORT": port}
    )
    try:
        yield f"http://localhost:{port}"
    finally:
        serving.terminate()
        serving.wait()


def wait_until_filled(address: str) -> None:
    """Beat starts when the demo is full, so readiness speaks for both."""
    until = time.monotonic() + SECONDS_TO_FILL_THE_DEMO
    while time.monotonic() < until:
        try:
            urlopen(f"{address}/readyz", timeout=5).close()  # noqa: S310  our own address
        except (URLError, OSError):
            time.sleep(1)
        else:
            return
    raise SystemExit("The demo did not become ready.")


def take_staff_pages(chromium: Browser, address: str, scheme: str) -> None:
    page = window(chromium, address, scheme, DESK)
    page.goto("/accounts/login/")
    page.locator(f'form[action*="/demo/{PRACTICE.rpartition("/")[2]}/"] button').first.click()
    page.wait_for_url(f"**{PRACTICE}/**")
    for name, path in STAFF_PAGES.items():
        page.goto(path)
        take(page, f"{name}-{scheme}")
    page.goto(f"{STAFF_PAGES['clients']}?q=zoe+baker")
    page.locator("main tbody a, main li a").first.click()
    page.wait_for_load_state("networkidle")
    take(page, f"client-{scheme}")
    page.context.close()


def take_booking_page(chromium: Browser, address: str, scheme: str) -> None:
    page = window(chromium, address, scheme, PHONE)
    page.goto("/book/willow/")
    take(page, f"booking-{scheme}")
    page.context.close()


def window(chromium: Browser, address: str, scheme: str, size: dict[str, int]) -> Page:
    context = chromium.new_context(
        base_url=address,
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=1.5,
    )
    return context.new_page()


def take(page: Page, name: str) -> None:
    """Wait until fonts are there and charts have stopped moving."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
