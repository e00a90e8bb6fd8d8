"""Make the pictures of the documents: ``python docs/site/screenshots.py docs/images``.

They show a report on German Credit: its page on a wide screen, on a phone and in the dark, the card of a person, the
answer on the terminal. They need the data set, and Chromium.
"""

import html
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

REPORT = ("report", "--dataset", "german", "--epsilon", "0,.02,.05", "--mode", "valid")
"""The report that is shown."""

COLOURS = 128
"""Number of colours of a picture, few enough for small files."""

TERMINAL = """<body style="margin:0;background:#1e2229"><pre style="margin:0;padding:1.2em;color:#e6e6e6;
font:15px/1.35 'DejaVu Sans Mono',monospace;width:max-content">$ {command}\n{text}</pre></body>"""
"""A page that looks like a terminal."""


def run(folder: Path) -> str:
    """Make the report, and give what the terminal shows."""
    command = [sys.executable, "-m", "recourse_bounds", *REPORT, "--out", str(folder / "german")]
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.replace(f"{folder}/", "report/")


def take(page: Page, target: Path) -> None:
    """Take a picture of what is shown, with few colours."""
    page.wait_for_timeout(800)  # charts are drawn when they come into view
    page.screenshot(path=target)
    Image.open(target).convert("RGB").quantize(COLOURS).save(target, optimize=True)


def opened(browser: Browser, address: str, width: int, height: int, scheme: str = "light") -> Page:
    """Open an address in a window of some size."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    return page


def show_page(browser: Browser, report: Path, out: Path) -> None:
    """Take the pictures of a report's page."""
    address = (report / "report.html").as_uri()
    wide = opened(browser, address, 1200, 900)
    wide.wait_for_selector("html[data-ready]")
    take(wide, out / "page.png")
    wide.locator("#run").select_option(index=2)
    wide.locator("#views").evaluate("part => part.scrollIntoView()")
    take(wide, out / "page-charts.png")
    wide.locator("#table tbody a").first.click()
    wide.locator("#person").evaluate("part => part.scrollIntoView()")
    take(wide, out / "page-person.png")
    take(opened(browser, address, 390, 800), out / "page-phone.png")
    take(opened(browser, address, 1200, 900, "dark"), out / "page-dark.png")


def show_terminal(browser: Browser, text: str, out: Path) -> None:
    """Take a picture of the answer on the terminal."""
    page = browser.new_page(viewport={"width": 770, "height": 580})
    page.set_content(TERMINAL.format(command=f"recourse-bounds {' '.join(REPORT)}", text=html.escape(text)))
    take(page, out / "terminal.png")


def main(out: Path) -> None:
    """Take all pictures."""
    out.mkdir(parents=True, exist_ok=True)
    browsers = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = next(filter(None, browsers), None)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        text = run(Path(place))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        show_terminal(browser, text, out)
        show_page(browser, Path(place) / "german", out)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
