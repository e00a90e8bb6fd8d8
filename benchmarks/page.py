"""How large the page of 10,000 people × 40 columns is, how soon it is drawn in Chromium, and what it then holds.

PYTHONPATH=tests python benchmarks/page.py

The time is that from asking for the page to its being drawn, also as a ratio to what an empty page takes, so that
machines can be compared.
"""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser
from support.browser import Visit, chromium, visit
from support.made_pages import page_of

RUNS = 5
EMPTY = "<!doctype html><html lang='en' data-ready><title>empty</title><body></body></html>"


def main() -> None:
    """Make the page, open it a few times, and print sizes, times and the heap."""
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        empty = folder / "empty.html"
        empty.write_text(EMPTY, encoding="utf-8")
        start = time.perf_counter()
        page = page_of("crowded", folder)
        print(f"report and page made in   {time.perf_counter() - start:8.1f} s")
        least = _seconds(browser, empty)
        drawn = _seconds(browser, page)
        opened = visit(browser, page)
        print(f"size of the page          {page.stat().st_size / 1e6:8.2f} MB")
        print(f"  of its data             {_data(page) / 1e6:8.2f} MB")
        print(f"from asking to drawn      {drawn:8.2f} s, {drawn / least:.0f} times an empty page ({least:.3f} s)")
        print(f"JavaScript's heap         {_heap(opened) / 1e6:8.1f} MB")
        opened.context.close()


def _seconds(browser: Browser, file: Path) -> float:
    """The median time from asking for a page to its being drawn."""
    times = []
    for _ in range(RUNS):
        opened = visit(browser, file)
        times.append(opened.seconds)
        opened.context.close()
    return statistics.median(times)


def _data(page: Path) -> int:
    """The number of bytes of the data in the page, which lets go of them once they are read."""
    return len(page.read_bytes().partition(b'id="data">')[2].partition(b"<")[0])


def _heap(opened: Visit) -> int:
    """The bytes that JavaScript holds after it has collected what nobody needs."""
    session = opened.context.new_cdp_session(opened.page)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


if __name__ == "__main__":
    main()
