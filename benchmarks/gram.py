"""Gram matrices and products without them: time as a multiple of one matrix product, in one run, and memory.

``gram`` is K∞ of n points, float64, into a new numpy array; ``× GEMM`` its time over that of ``X @ Yᵀ`` of these points
by numpy and by JAX. Both write the same n² numbers; each is the shortest of a few runs after one to compile, and the
three are timed in turn, so that what else the machine does meets all of them. ``memory`` is what the first call adds to
the peak of a process of its own, the n² · 8 bytes of a matrix included. Then the same for products that never
form the matrix.

    python benchmarks/gram.py [largest n] [d]
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["JAX_ENABLE_X64"] = "1"

import jax
import jax.numpy as jnp
import numpy as np

import ntk

REPEATS = 5
COLUMNS = 8


def in_turn(todo: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The shortest of a few runs of each, in seconds."""
    times: dict[str, list[float]] = {name: [] for name in todo}
    for repeat in range(REPEATS + 1):
        for name, work in todo.items():
            start = time.perf_counter()
            result = jax.block_until_ready(work())
            if repeat:
                times[name].append(time.perf_counter() - start)
            del result
    return {name: min(each) for name, each in times.items()}


def works(n: int, dim: int) -> dict[str, Callable[[], Any]]:
    """What is measured, the yardsticks first."""
    rng, gemm = np.random.default_rng(0), jax.jit(lambda x, y: x @ y.T)
    x, weights = rng.normal(size=(n, dim)), rng.normal(size=(n, COLUMNS))
    y, on_device = x.copy(), jnp.asarray(x)
    return {
        "numpy": lambda: x @ y.T,
        "JAX": lambda: gemm(on_device, on_device),
        "gram": lambda: ntk.gram(ntk.first_layer, x),
        "gram of relu_ntk(3)": lambda: ntk.gram(ntk.relu_ntk(3), x),
        f"matmul, {COLUMNS} columns": lambda: ntk.matmul(ntk.first_layer, x, x, weights),
        "gradient_product": lambda: ntk.gradient_product(ntk.first_layer, x, x, weights[:, 0]),
    }


def held() -> int:
    """The most that this program ever held, in KiB; ``getrusage`` would count what its parent held before it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def print_peak(name: str, n: int, dim: int) -> None:
    """Print the most that was held before a call and after it, everything being loaded and compiled."""
    works(100, dim)[name]()
    work = works(n, dim)[name]
    before = held()
    work()
    print(before, held())


def peak(name: str, n: int, dim: int) -> float:
    """The most memory that a call takes, in GiB, in a process of its own."""
    command = [sys.executable, __file__, "--peak", name, str(n), str(dim)]
    before, after = map(int, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    return (after - before) / 2**20


def main() -> None:
    """Print a line for every n and kind of work."""
    largest, dim = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((1, 8000), (2, 20)))
    print(f"d = {dim}, float64; jax {jax.__version__} on {jax.default_backend()}, numpy {np.__version__}")
    print(f"{'':24s}{'n':>8s}{'seconds':>10s}{'× numpy GEMM':>14s}{'× JAX GEMM':>12s}{'memory':>12s}")
    for n in sorted({max(largest // 8, 1), max(largest // 4, 1), max(largest // 2, 1), largest}):
        seconds = in_turn(works(n, dim))
        for name in list(seconds)[2:]:
            ratios = seconds[name] / seconds["numpy"], seconds[name] / seconds["JAX"]
            print(
                f"{name:24s}{n:8d}{seconds[name]:10.3f}{ratios[0]:14.2f}{ratios[1]:12.2f}{peak(name, n, dim):8.3f} GiB"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        print_peak(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
