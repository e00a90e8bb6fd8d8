"""A page in a real browser: what it asks for and what goes wrong are noted, and nothing leaves it."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Route, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(sys.prefix) / "lib" / "node_modules" / "axe-core" / "axe.min.js"
REQUIRED = bool(os.environ.get("CI") or os.environ.get("REQUIRE_BROWSER"))

SIZES = {"wide": (1280, 900), "phone": (375, 740), "small phone": (320, 640)}
"""Width and height of screens."""

READY = "html[data-ready]"
"""What a page is when it is drawn."""

SLOWEST = 15_000
"""Milliseconds after which something is taken never to happen; no test measures time."""


def missing() -> str | None:
    """What is not installed of what these tests need."""
    if CHROMIUM is None:
        return "there is no Chromium: install Debian's package chromium"
    return None if AXE.exists() else "there is no axe-core: make test fetches it from npm"


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that is open, what it asked for beside itself, what went wrong, and the seconds until it was drawn."""

    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def faults(self) -> list[str]:
        """Everything that a good page has nothing of."""
        return [*(f"request: {url}" for url in self.requests), *self.errors]

    def heard(self, message: ConsoleMessage) -> None:
        """Note an error that the page writes to its console."""
        if message.type == "error":
            self.errors.append(f"console: {message.text}")

    def asked(self, dialog: Dialog) -> None:
        """Note that the page asks something in a window of the browser, and close it."""
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def axe(self) -> list[str]:
        """The rules of accessibility that the page breaks as it is now, and where."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {node['target']} {node['html'][:200]} {node['failureSummary'][:300]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


def visit(browser: Browser, file: Path, *, fragment: str = "", size: str = "wide", **how: Any) -> Visit:
    """Open a file, and wait until it is drawn; ``how`` are the settings of the context, as ``color_scheme``."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **how)
    context.set_default_timeout(SLOWEST)
    page = context.new_page()
    opened, url = Visit(context, page), file.resolve().as_uri()

    def decide(route: Route) -> None:
        if route.request.url.partition("#")[0] == url:
            route.continue_()
        else:
            opened.requests.append(route.request.url)
            route.abort()

    context.route("**/*", decide)
    page.on("console", opened.heard)
    page.on("pageerror", lambda error: opened.errors.append(f"error: {error}"))
    page.on("dialog", opened.asked)
    page.on("popup", lambda window: opened.errors.append(f"window: {window.url}"))
    start = time.perf_counter()
    page.goto(f"{url}{fragment}", wait_until="commit")
    page.wait_for_selector(READY, state="attached")
    opened.seconds = time.perf_counter() - start
    return opened
