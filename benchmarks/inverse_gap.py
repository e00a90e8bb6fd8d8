"""Δ_K between certified bounds, against two inverses and a singular value decomposition: time and memory by n.

python benchmarks/inverse_gap.py [PICTURE.png]

Each measurement is a process of its own, so that its peak of memory is its own too, with all that it calls compiled
before. Gaussian inputs with d = 20, β = 1, the other matrix from inputs moved by ±0.1, as operators: Gram matrices are
part of it on both sides.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jax
import matplotlib.pyplot as plt
import numpy as np

from ntk import GramOperator, first_layer, gram, inverse_gap

DENSE, EXACT, CHEAP = (500, 1000, 2000, 4000, 8000), (500, 1000, 2000, 4000, 8000), (2000, 4000, 8000, 16000)
INPUTS, RIDGE, MOVED = 20, 1.0, 0.1
COLOURS = {
    "two inverses and a norm": "#b3412c",
    "certified, ratio ≤ 1 + 1e-6": "#1f5a8a",
    "factors and cheap bounds": "#4d8f5b",
}


def operators(size: int) -> list[GramOperator]:
    """Both matrices."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((size, INPUTS))
    moved = X + MOVED * np.sign(rng.standard_normal(X.shape))
    return [GramOperator(first_layer, inputs, RIDGE) for inputs in (X, moved)]


def densely(size: int) -> tuple[float, float]:
    """What everybody writes first."""
    A, B = (gram(one.kernel, one.X) + one.ridge * np.eye(size) for one in operators(size))
    value = float(np.linalg.norm(np.linalg.inv(A) - np.linalg.inv(B), 2))
    return value, value


def exactly(size: int) -> tuple[float, float]:
    """Ours, with the upper bound proved by two more factorisations."""
    found = inverse_gap(*operators(size))
    return found.lower, found.upper


def cheaply(size: int) -> tuple[float, float]:
    """Ours, with the upper bound from Loewner's order."""
    found = inverse_gap(*operators(size), exact_to=0)
    return found.lower, found.upper


WAYS: dict[str, tuple[Callable[[int], tuple[float, float]], tuple[int, ...]]] = dict(
    zip(COLOURS, ((densely, DENSE), (exactly, EXACT), (cheaply, CHEAP)), strict=True)
)


def one(name: str, size: int) -> None:
    """Measure one way at one size and print it as JSON."""
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    way = WAYS[name][0]
    if way is not densely:
        way(size)
    gram(first_layer, operators(size)[0].X)
    start = time.perf_counter()
    lower, upper = way(size)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"way": name, "n": size, "seconds": taken, "gib": peak, "lower": lower, "upper": upper}))


def picture(found: list[dict], path: Path) -> None:
    """Time and memory against n, both axes logarithmic."""
    figure, axes = plt.subplots(1, 2, figsize=(9.0, 3.6), layout="constrained")
    for axis, (field, label) in zip(axes, (("seconds", "seconds"), ("gib", "GiB at the peak")), strict=True):
        for name, colour in COLOURS.items():
            rows = [row for row in found if row["way"] == name]
            axis.loglog([row["n"] for row in rows], [row[field] for row in rows], "o-", color=colour, label=name)
        axis.set(xlabel="n", ylabel=label)
        axis.grid(alpha=0.3, which="both", linewidth=0.5)
    axes[0].legend(frameon=False, fontsize=8)
    figure.suptitle("Δ_K = ‖A⁻¹ − B⁻¹‖₂, float64, two cores", fontsize=10)
    figure.savefig(path, dpi=150)


def main() -> None:
    """Measure every way at every size, print a table and the ratio, and draw if asked to."""
    if len(sys.argv) == 4 and sys.argv[1] == "--one":
        one(sys.argv[2], int(sys.argv[3]))
        return
    found = []
    for name, (_, sizes) in WAYS.items():
        for size in sizes:
            command = [sys.executable, __file__, "--one", name, str(size)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            ratio = row["upper"] / row["lower"]
            print(f"{name:<29} n = {size:>5}  {row['seconds']:8.2f} s  {row['gib']:6.2f} GiB  upper/lower {ratio:.7f}")
            found.append(row)
    by = {(row["way"], row["n"]): row["seconds"] for row in found}
    dense, exact, _ = WAYS
    for size in sorted(set(DENSE) & set(EXACT)):
        print(f"n = {size:>5}: {by[dense, size] / by[exact, size]:.1f} × faster than {dense}")
    if len(sys.argv) == 2:
        picture(found, Path(sys.argv[1]))


if __name__ == "__main__":
    main()
