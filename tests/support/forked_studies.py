"""Studies in processes that are killed: one process loads the libraries once, and the others are its copies.

No copy makes a real report, which takes long to compile: what is tried is the folder that they share.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl

from bounds.claims import RECOURSE_CLAIMS
from empirical.report.frames import columns_of
from empirical.report.report import Report
from empirical.studies import report_work
from empirical.studies.cells import plan
from empirical.studies.description import Part, Study
from empirical.studies.study import run_study
from empirical.studies.working import Voice

MANY = Study("many", tuple(Part(f"{number}", options={"lam": (0.1, 0.2), "steps": (number,)}) for number in (1, 2, 3)))
"""A study of six cells, two with the same models."""

PAUSE = 0.03
"""The seconds that a report takes."""

KILLS = 10


def stand_in() -> None:
    """Put something fast in the place of training and of reports."""

    def pairs_of(splits, dataset, settings, checkpoint):
        checkpoint(("models",), lambda: {"weights": np.full(1000, settings.grid.steps[0], float)})
        yield from ()

    def report_on(dataset, settings, *, trained, **_):
        kept = trained.pairs(("models",), lambda: {"weights": np.zeros(0)})
        time.sleep(PAUSE)
        rows = pl.DataFrame({"instance": np.arange(1000), "cost_r": kept["weights"] * settings.recourse.lam})
        named = rows.with_columns(
            pl.lit(0, pl.UInt32).alias("seed"), *(pl.lit(None).alias(name) for name in ("steps", "ridge", "epsilon"))
        )
        return Report(named, pl.DataFrame(schema=columns_of(RECOURSE_CLAIMS)), {"lam": settings.recourse.lam})

    report_work.pairs_of, report_work.report_on = pairs_of, report_on  # type: ignore[assignment]


def start(root: Path, lines: Path) -> int:
    """Start a process that runs the study, and writes what it tells into a file."""
    if child := os.fork():
        return child
    status = 1
    try:
        with lines.open("a") as file:
            run_study(MANY, root, voice=Voice(tell=lambda line: print(line, file=file, flush=True)))
        status = 0
    finally:
        os._exit(status)


def end(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def timed(root: Path, lines: Path) -> float:
    begun = time.perf_counter()
    assert end(start(root, lines)) == 0
    return time.perf_counter() - begun


def killed(folder: Path, lines: Path, seconds: float, draw: random.Random) -> list[str]:
    """Kill ten processes at random moments, each of which goes on where the last one was; give the folders."""
    kills, roots = 0, [folder / "killed 0"]
    while kills < KILLS:
        child = start(roots[-1], lines)
        time.sleep(draw.uniform(0.0, seconds / 2.0))
        os.kill(child, signal.SIGKILL)
        if end(child) == -signal.SIGKILL:
            kills += 1
        else:  # it was done before
            roots.append(folder / f"killed {len(roots)}")
    for root in roots:
        assert end(start(root, lines)) == 0
    return [root.name for root in roots]


def main(folder: Path, seed: int) -> None:
    stand_in()
    plan(MANY)  # loads what the copies need
    seconds = timed(folder / "whole", folder / "whole.txt")
    roots = killed(folder, folder / "killed.txt", seconds, random.Random(seed))
    pair = [start(folder / "both", folder / f"both {number}.txt") for number in (1, 2)]
    assert [end(child) for child in pair] == [0, 0]
    print(json.dumps({"seconds": seconds, "killed": roots}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
