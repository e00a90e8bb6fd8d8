"""How long an answer for one person takes: from a shell, and from Python once everything is compiled.

From a shell: with an empty cache; for another person, with the models and programs that were kept; and for the same
person again. Beside them, how long ``import jax`` takes, which is a part of each. From Python: the median of many
people, for accepted recourses and for minimisers, and of the claims alone.

    python benchmarks/explain.py [dataset]
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial

os.environ["JAX_ENABLE_X64"] = "1"

import numpy as np

import recourse_bounds as rb
from bounds.checker import uncompiled

PEOPLE = 20
"""The number of people of a median."""


def seconds(*command: str, cache: str) -> float:
    """The time of one process, without its output."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "XDG_CACHE_HOME": cache})
    return time.perf_counter() - start


def from_a_shell(dataset: str, rows: list[int]) -> None:
    """Print the times of whole processes, as multiples of ``import jax`` too."""
    explain = (sys.executable, "-m", "recourse_bounds.cli", "explain", "--dataset", dataset, "--row")
    with tempfile.TemporaryDirectory() as cache:
        jax = min(seconds(sys.executable, "-c", "import jax; jax.devices()", cache=cache) for _ in range(3))
        print(f"import jax                      {jax:6.2f} s")
        for what, row in (("empty cache", rows[0]), ("another person", rows[1]), ("the same person", rows[1])):
            took = seconds(*explain, str(row), cache=cache)
            print(f"explain, {what:<22} {took:6.2f} s  {took / jax:4.1f} × import jax")


def median(ask: Callable[[int], object], rows: list[int]) -> float:
    """The median time of a question about somebody new in milliseconds, after as many others."""
    for row in rows[:PEOPLE]:
        ask(row)
    times = []
    for row in rows[PEOPLE:]:
        start = time.perf_counter()
        ask(row)
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def from_python(dataset: str) -> list[int]:
    """Print medians for rejected people, and give their rows."""
    data = rb.load_data(dataset)
    pair = rb.train_pair(data)
    inputs = rb.design(data.values, pair.split)
    rows = np.flatnonzero(pair.natural.scores(inputs) < 0.0)[: 2 * PEOPLE].tolist()
    for mode in ("valid", "fixed"):
        ask = partial(rb.explain, pair, data=data, mode=mode)
        numbers, texts = median(ask, rows), median(lambda row, ask=ask: ask(row).to_dict(), rows)
        print(f"rb.explain, mode {mode:<14} {numbers:6.1f} ms, {texts:.1f} ms with every text read")
    fields = {"cost_nr": 1.0, "cost_r": 1.2, "residual_nr": 1.0, "norm_nr": 2.0, "lam": 0.01, "input_norm": 3.0}
    with uncompiled():
        took = median(lambda _: rb.check("theorem1.sound", delta=0.1, **fields), rows)
    print(f"one claim, uncompiled           {took:6.2f} ms")
    return rows


if __name__ == "__main__":
    chosen = sys.argv[1] if len(sys.argv) > 1 else "german"
    from_a_shell(chosen, from_python(chosen))
