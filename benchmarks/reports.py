"""Whole reports, from the start of the process to its end: the default one, and one on adult, as a user asks for them.

python benchmarks/reports.py

The default report runs first with an empty compilation cache, then with what that run left there; the unit is the
import of JAX. The report on adult has 7 ε and 3 seeds, with every rejected person of the test sets; the unit is the
training of its models, compiled before. It needs the file of the data set.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

RUNS = 3

EPSILONS, SEEDS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3), (0, 1, 2)

EVERYBODY = 10**6


class Taken(NamedTuple):
    """What a process took.

    Attributes:
        seconds: From its start to its end.
        memory: Its largest memory in GiB.
        output: What it printed.
    """

    seconds: float
    memory: float
    output: str


def main() -> None:
    """Print a line for each report."""
    if sys.argv[1:] == ["--train"]:
        print(json.dumps(train()))
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(folder) / "cache")}

        def run(*command: str) -> Taken:
            return took([sys.executable, *command], environment)

        report = ("-m", "recourse_bounds.cli", "report", "--out", str(Path(folder) / "report"))
        cold, later = run(*report), min(run(*report) for _ in range(RUNS))
        jax = min(run("-c", "import jax").seconds for _ in range(RUNS))
        for name, one in (("default report, cold", cold), ("default report, later", later)):
            print(f"{name:24s}{one.seconds:7.2f} s{one.seconds / jax:7.1f} × import jax{one.memory:6.2f} GiB")
        settings = ("--epsilon", ",".join(map(str, EPSILONS)), "--seed", ",".join(map(str, SEEDS)))
        adult = run(*report, "--dataset", "adult", *settings, "--instances", str(EVERYBODY))
        training = json.loads(run(__file__, "--train").output)
        ratio = f"{adult.seconds / training:7.1f} × training ({training:.1f} s)"
        print(f"{'report on adult':24s}{adult.seconds:7.2f} s{ratio}{adult.memory:6.2f} GiB")


def took(command: list[str], environment: dict[str, str]) -> Taken:
    """Run a process to its end."""  # noqa: DOC501
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{command} ended with status {os.waitstatus_to_exitcode(status)}")
        output.seek(0)
        return Taken(time.perf_counter() - start, usage.ru_maxrss / 2**20, output.read())


def train() -> float:
    """Seconds of training all pairs of the report on adult."""
    import jax

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    from empirical.data import load, split
    from empirical.families.linear.settings import LinearGrid
    from empirical.families.linear.training import train_linear_grid

    data = load("adult")
    splits = {seed: split(data, seed=seed) for seed in SEEDS}

    def all_pairs(steps: int) -> float:
        start = time.perf_counter()
        list(train_linear_grid(splits, LinearGrid(epsilons=EPSILONS, seeds=SEEDS, steps=(steps,))))
        return time.perf_counter() - start

    all_pairs(1)  # the number of steps is no part of the program
    return all_pairs(LinearGrid().steps[0])


if __name__ == "__main__":
    main()
