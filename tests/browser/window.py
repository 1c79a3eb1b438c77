"""One browser window of a test: it walks, listens for complaints and looks with the eyes of axe."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, Response, ViewportSize

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What another scheme of colours can break on a page whose parts and places stay."""
DEAD = """[...document.querySelectorAll(":is(a, button)[data-opens]")].map((opener) => opener.dataset.opens)
    .filter((name) => !document.getElementById(name))"""
"""The dialogs that a page offers and does not hold."""
DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
WATCH = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


class Window:
    def __init__(
        self, browser: Browser, base: str, *, width: int = 1280, dark: bool = False, **more: Any
    ) -> None:
        self.base = base
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport={**DESK, "width": width},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            base_url=base,
            **more,
        )
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("request", self._follow)
        self.page.on("response", self._read)

    def keep_session(self, key: str) -> None:
        self.context.add_cookies([{"name": "sessionid", "value": key, "url": self.base}])

    def visit(self, path: str) -> Page:
        self.page.goto(path, wait_until="load")
        return self.page

    def findings(self, rules: object = RULES) -> list[str]:
        """What axe calls serious or critical on the page as it stands, one line each."""
        session = self.context.new_cdp_session(self.page)
        if session.send("Runtime.evaluate", {"expression": "typeof axe"})["result"]["value"] != "object":
            session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
        look = f"axe.run({options}).then(found => JSON.stringify(found.violations))"
        asked = {"expression": look, "awaitPromise": True, "returnByValue": True}
        found = json.loads(session.send("Runtime.evaluate", asked)["result"]["value"])
        session.detach()
        return [
            f"{rule['id']}: {node['html'][:160]} ({_why(node)})"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
            for node in rule["nodes"][:3]
        ]

    def in_every_look(self) -> list[str]:
        """The findings in light, in dark and on a phone, and whether the page is wider than the phone."""
        self.page.wait_for_load_state("networkidle")
        wrong = [f"light: {line}" for line in self.findings()]
        if (heads := self.page.locator("h1").count()) != 1 and self.page.locator("main").count():
            wrong.append(f"{heads} headings of the first level")
        wrong += [f"a button opens nothing: {name}" for name in self.page.evaluate(DEAD)]
        self._change_look(scheme="dark", size=DESK)
        wrong += [f"dark: {line}" for line in self.findings(OF_COLOURS)]
        self._change_look(scheme="light", size=PHONE)
        wrong += [f"phone: {line}" for line in self.findings()]
        if (over := self.page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
            wrong.append(f"phone: {over} px too wide")
        self.page.set_viewport_size(DESK)
        return wrong

    def _change_look(self, *, scheme: Literal["light", "dark"], size: ViewportSize) -> None:
        """Colours and width, and two frames for the page to follow."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size(size)
        self.page.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")

    def close(self) -> None:
        """Once the server has answered all: a request under way would be in the way of clearing the rows."""
        with suppress(Error):
            self.page.wait_for_load_state("networkidle")
        self.context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _follow(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", "localhost", None}:
            self.complaints.append(f"left the house: {request.url}")

    def _read(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")


def _why(node: dict[str, Any]) -> str:
    reasons = [*node["any"], *node["all"], *node["none"]]
    return str(reasons[0]["message"])[:160] if reasons else ""
