"""Reports with their pages, made once for all workers of a run of tests."""

import fcntl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import recourse_bounds as rb
from support.crowd import crowd_report
from support.hostile import CLAIM, hostile
from support.modules import program

PAGE = "report.html"
"""Name of the page in a report's folder."""


def plain(folder: Path) -> None:
    """A few people of a real data set, at three radii, with recourses that are always accepted."""
    rb.report("breast-cancer", epsilons=(0.0, 0.1, 0.3), steps=200, mode="valid", out=folder)


def crowded(folder: Path) -> None:
    """As many people as a page shows."""
    rb.write_report(crowd_report(), folder)


def hostile_report(folder: Path) -> None:
    """Texts that would like to be code."""
    claims = folder.parent / "claims.py"
    claims.write_text(CLAIM, encoding="utf-8")
    rb.report(hostile(), epsilons=(0.0, 0.1), steps=50, claims=str(claims), out=folder)


REPORTS: dict[str, Callable[[Path], None]] = {"plain": plain, "crowded": crowded, "hostile": hostile_report}
"""What makes each report, by name."""


def page_of(name: str, shared: Path) -> Path:
    """The page of a report; the first worker that asks makes it, the others wait."""
    folder = shared / "pages" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "report" / PAGE).exists():
            _make(name, folder / "report")
    return folder / "report" / PAGE


def _make(name: str, folder: Path) -> None:
    """Make a report in a process of its own, as users do: no types are checked on the way, which takes time."""
    subprocess.run(**program("support.made_pages", name, str(folder))._asdict(), check=True)


if __name__ == "__main__":
    REPORTS[sys.argv[1]](Path(sys.argv[2]))
