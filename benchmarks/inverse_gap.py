"""Time and memory of certified bounds on Δ_K, beside two inverses and a singular value decomposition, by n.

    python benchmarks/inverse_gap.py [PICTURE.png]

Each measurement runs in a new process, so that its peak memory can be read, and after everything is compiled. The
inputs are Gaussian with d = 20, and β = 1. The second matrix belongs to the same inputs changed by ±0.1. All methods
start from operators, so that their times include the Gram matrices. *Cholesky*: the time in units of LAPACK's
factorisations of both matrices, measured in the same process right after; the bounds alone need four such units. Full
matrices of 16,000 rows are more than OpenBLAS factors on two threads.
"""

import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jax
import matplotlib.pyplot as plt
import numpy as np
from scipy.linalg import cholesky

from ntk import GramOperator, first_layer, gram, inverse_gap

DENSE, EXACT, CHEAP = (500, 1000, 2000, 4000, 8000), (500, 1000, 2000, 4000, 8000), (2000, 4000, 8000, 16000)
"""Sizes n at which each of the three methods is measured."""

INPUTS, RIDGE, CHANGE = 20, 1.0, 0.1
"""Number d of inputs, ridge β, and size of the changes of the inputs."""

LONG = 4.0
"""Seconds for which a measurement is repeated, and its median taken; the first one counts even if it takes longer."""

COLOURS = {
    "two inverses and a norm": "#b3412c",
    "certified, ratio ≤ 1 + 1e-6": "#1f5a8a",
    "factors and cheap bounds": "#4d8f5b",
}
"""Colours of the methods in the picture, by the names that are printed."""


def operators(size: int) -> list[GramOperator]:
    """Return the two matrices to compare.

    Args:
        size: The number n of inputs.

    Returns:
        The two matrices as operators.

    Examples:
        >>> [operator.X.shape for operator in operators(5)]
        [(5, 20), (5, 20)]
    """
    rng = np.random.default_rng(0)
    X = rng.standard_normal((size, INPUTS))
    changed = X + CHANGE * np.sign(rng.standard_normal(X.shape))
    return [GramOperator(first_layer, inputs, RIDGE) for inputs in (X, changed)]


def densely(size: int) -> tuple[float, float]:
    """Compute Δ_K from two inverses and the largest singular value of their difference, as a first attempt would.

    Args:
        size: The number n of inputs.

    Returns:
        The value of Δ_K twice, as lower and upper bound.

    Examples:
        >>> lower, upper = densely(5)
        >>> lower == upper, round(lower, 3)
        (True, 0.008)
    """
    A, B = (gram(operator.kernel, operator.X) + operator.ridge * np.eye(size) for operator in operators(size))
    value = float(np.linalg.norm(np.linalg.inv(A) - np.linalg.inv(B), 2))
    return value, value


def exactly(size: int) -> tuple[float, float]:
    """Bound Δ_K, with the upper bound proved by two more factorisations.

    Args:
        size: The number n of inputs.

    Returns:
        The lower and the upper bound.

    Examples:
        >>> lower, upper = exactly(5)
        >>> upper / lower < 1.00001
        True
    """
    gap = inverse_gap(*operators(size))
    return gap.lower, gap.upper


def cheaply(size: int) -> tuple[float, float]:
    """Bound Δ_K, with the least upper bound that needs no other factorisation.

    Args:
        size: The number n of inputs.

    Returns:
        The lower and the upper bound.

    Examples:
        >>> lower, upper = cheaply(5)
        >>> 0.0 < lower < upper
        True
    """
    gap = inverse_gap(*operators(size), exact_to=0)
    return gap.lower, gap.upper


METHODS: dict[str, tuple[Callable[[int], tuple[float, float]], tuple[int, ...]]] = dict(
    zip(COLOURS, ((densely, DENSE), (exactly, EXACT), (cheaply, CHEAP)), strict=True)
)
"""The methods, with the sizes at which each is measured, by the names that are printed."""


def measure(name: str, size: int) -> None:
    """Measure one method at one size, and print the result as JSON.

    Args:
        name: The name of the method.
        size: The number n of inputs.

    Examples:
        >>> import contextlib, io
        >>> with contextlib.redirect_stdout(io.StringIO()) as output:
        ...     measure("two inverses and a norm", 5)
        >>> list(json.loads(output.getvalue()))
        ['method', 'n', 'seconds', 'gib', 'units', 'lower', 'upper']
    """
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    method = METHODS[name][0]
    if method is not densely:
        method(size)
    gram(first_layer, operators(size)[0].X)
    results: list[tuple[float, float]] = []
    taken: list[float] = []
    while sum(taken) < LONG:
        start = time.perf_counter()
        results.append(method(size))
        taken.append(time.perf_counter() - start)
    lower, upper = results[-1]
    seconds = statistics.median(taken)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    unit = two_factorisations(size) if size <= max(DENSE) else math.nan
    row = {"method": name, "n": size, "seconds": seconds, "gib": peak, "units": seconds / unit}
    print(json.dumps({**row, "lower": lower, "upper": upper}))


def two_factorisations(size: int) -> float:
    """Time LAPACK's Cholesky factorisations of both matrices.

    Args:
        size: The number n of inputs.

    Returns:
        The shortest of a few times, in seconds.

    Examples:
        >>> two_factorisations(5) > 0.0
        True
    """
    both = [gram(operator.kernel, operator.X) + operator.ridge * np.eye(size) for operator in operators(size)]

    def once() -> float:
        start = time.perf_counter()
        for matrix in both:
            cholesky(matrix, lower=True, check_finite=False)
        return time.perf_counter() - start

    return min(once() for _ in range(3))


def picture(results: list[dict], path: Path) -> None:
    """Draw time and memory of the methods against n, on logarithmic axes.

    Args:
        results: The measurements, as :func:`measure` prints them.
        path: The file to write.

    Examples:
        >>> import tempfile
        >>> result = {"method": "factors and cheap bounds", "n": 2000, "seconds": 1.0, "gib": 0.5}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     picture([result], Path(folder) / "gap.svg")
        ...     (Path(folder) / "gap.svg").exists()
        True
    """
    figure, axes = plt.subplots(1, 2, figsize=(9.0, 3.6), layout="constrained")
    for axis, (field, label) in zip(axes, (("seconds", "seconds"), ("gib", "GiB at the peak")), strict=True):
        for name, colour in COLOURS.items():
            rows = [row for row in results if row["method"] == name]
            axis.loglog([row["n"] for row in rows], [row[field] for row in rows], "o-", color=colour, label=name)
        axis.set(xlabel="n", ylabel=label)
        axis.grid(alpha=0.3, which="both", linewidth=0.5)
    axes[0].legend(frameon=False, fontsize=8)
    figure.suptitle("Δ_K = ‖A⁻¹ − B⁻¹‖₂, float64, two cores", fontsize=10)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Measure every method at every size, print a table and the ratios, and draw the picture if a file is named.

    Examples:
        >>> main()  # doctest: +SKIP
    """
    if len(sys.argv) == 4 and sys.argv[1] == "--measure":
        measure(sys.argv[2], int(sys.argv[3]))
        return
    results = []
    for name, (_, sizes) in METHODS.items():
        for size in sizes:
            command = [sys.executable, __file__, "--measure", name, str(size)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            ratio = row["upper"] / row["lower"]
            units = f"{row['units']:6.1f} × Cholesky" if math.isfinite(row["units"]) else f"{'':17}"
            times = f"{row['seconds']:8.2f} s  {units}  {row['gib']:6.2f} GiB"
            print(f"{name:<29} n = {size:>5}  {times}  upper/lower {ratio:.7f}")
            results.append(row)
    seconds = {(row["method"], row["n"]): row["seconds"] for row in results}
    dense, exact, _ = METHODS
    for size in sorted(set(DENSE) & set(EXACT)):
        print(f"n = {size:>5}: {seconds[dense, size] / seconds[exact, size]:.1f} × faster than {dense}")
    if len(sys.argv) == 2:
        picture(results, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
