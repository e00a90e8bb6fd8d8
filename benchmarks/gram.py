"""Time and memory of Gram matrices, and of products without them, as multiples of one matrix product.

    python benchmarks/gram.py [largest n] [d]

``gram`` computes K∞ of n points in float64 into a new numpy array. ``× GEMM`` is its time divided by that of ``X @ Yᵀ``
of these points in numpy and in JAX, which write the same n² numbers. Each time is the shortest of a few runs after one
to compile. The functions are timed in turn, so that a slow minute of the machine slows all of them. ``memory`` is what
the first call adds to the peak memory of a new process, including the n² · 8 bytes of a matrix. The other lines
measure products that never form the matrix.
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
"""Number of timed runs of every function."""

COLUMNS = 8
"""Number of columns of the matrix by which the kernel matrix is multiplied."""


def in_turn(todo: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Time functions in turn and return the shortest of ``REPEATS`` runs of each, after a first run to compile.

    Args:
        todo: The functions by name.

    Returns:
        The times in seconds by name.

    Examples:
        >>> times = in_turn({"sum": lambda: np.ones(3).sum(), "product": lambda: np.ones(3).prod()})
        >>> [name for name, seconds in times.items() if seconds > 0.0]
        ['sum', 'product']
    """
    times: dict[str, list[float]] = {name: [] for name in todo}
    for repeat in range(REPEATS + 1):
        for name, work in todo.items():
            start = time.perf_counter()
            result = jax.block_until_ready(work())
            if repeat:
                times[name].append(time.perf_counter() - start)
            del result
    return {name: min(runs) for name, runs in times.items()}


def works(n: int, dim: int) -> dict[str, Callable[[], Any]]:
    """Return the functions to measure, first the two matrix products of numpy and JAX.

    Args:
        n: The number of points.
        dim: The number d of inputs.

    Returns:
        The functions by the names that are printed.

    Examples:
        >>> functions = works(4, 2)
        >>> functions["numpy"]().shape, len(functions)
        ((4, 4), 6)
    """
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


def peak_memory() -> int:
    """Return the peak memory of this process in KiB; ``getrusage`` would include the memory of the parent process.

    Returns:
        The peak of the resident memory in KiB.

    Examples:
        >>> peak_memory() > 1000
        True
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def print_peak(name: str, n: int, dim: int) -> None:
    """Print the peak memory of this process in KiB before and after a call, with everything loaded and compiled.

    Args:
        name: The name of the function.
        n: The number of points.
        dim: The number d of inputs.

    Examples:
        >>> import contextlib, io
        >>> with contextlib.redirect_stdout(io.StringIO()) as output:
        ...     print_peak("numpy", 4, 2)
        >>> before, after = map(int, output.getvalue().split())
        >>> before <= after
        True
    """
    works(100, dim)[name]()
    work = works(n, dim)[name]
    before = peak_memory()
    work()
    print(before, peak_memory())


def peak(name: str, n: int, dim: int) -> float:
    """Measure the memory that a call takes, in a new process.

    Args:
        name: The name of the function.
        n: The number of points.
        dim: The number d of inputs.

    Returns:
        The increase of the peak memory in GiB.

    Examples:
        >>> peak("gram", 8000, 20) > 0.4  # doctest: +SKIP
        True
    """
    command = [sys.executable, __file__, "--peak", name, str(n), str(dim)]
    before, after = map(int, subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    return (after - before) / 2**20


def main() -> None:
    """Print the time and the memory of every function for four numbers of points.

    Examples:
        >>> main()  # doctest: +SKIP
    """
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
