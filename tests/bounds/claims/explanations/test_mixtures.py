"""Theorem 4.3: means over cubes, by counting, and the factor 2 between the two distances."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from bounds import Outcome, Status, assess, certify, check


def test_two_intervals_break_the_statement_with_the_usual_distance():
    """Uniform on [0, 2] and on [1, 3], f = −1 before 1, 1 after 2: the means are ∓1/2, and d_TV = 1/2 = γ."""
    fields = {"smoothed_gap": 1, "input_gap": 1, "range": 1, "mixing_rate": "1/2"}
    half = Fraction(1, 2)
    apart = {"total_variation": half, "density_gap": 1}
    wrong = certify("mixture.lipschitz_printed", field_error=0.0, **fields, **apart)
    assert wrong.refutes
    right = certify("mixture.lipschitz", field_error=0.0, **fields, **apart)
    assert right.outcome is Outcome.HOLDS
    doubled = certify("mixture.lipschitz_density", field_error=0.0, **(fields | {"mixing_rate": 1}), density_gap=1)
    assert doubled.outcome is Outcome.HOLDS


def cubes(rng: np.random.Generator, dim: int) -> dict[str, Any]:
    """Means of a random bounded function on a grid over two cubes that a whole number of cells lie apart."""
    cells, radius = {1: 40, 2: 12, 3: 6}[dim], rng.uniform(0.5, 2.0)
    width = 2.0 * radius / cells
    steps = rng.integers(0, cells // 2 + 1, dim)
    grid = rng.uniform(-1.0, 1.0, (cells + cells // 2,) * dim)
    if rng.random() < 0.5:
        grid = np.sign(grid)
    here = grid[(slice(0, cells),) * dim]
    there = grid[tuple(slice(step, step + cells) for step in steps)]
    shared = np.prod(1.0 - steps / cells)
    return {
        "smoothed_gap": abs(here.mean() - there.mean()),
        "input_gap": width * np.linalg.norm(steps),
        "range": 1.0,
        "dim": dim,
        "cube_radius": radius,
        "density_gap": 2.0 * (1.0 - shared),
        "total_variation": 1.0 - shared,
        "mixing_rate": np.sqrt(dim) / (2.0 * radius),
    }


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_no_function_on_cubes_breaks_the_true_claims(dim):
    rng = np.random.default_rng(dim)
    for _ in range(100):
        fields = cubes(rng, dim)
        names = ("smoothed_gap", "input_gap", "range", "dim", "cube_radius", "density_gap")
        cube = {name: fields[name] for name in names}
        mixed = {
            name: fields[name] for name in ("smoothed_gap", "input_gap", "range", "mixing_rate", "total_variation")
        }
        for verdict in (check("mixture.cube", **cube), check("mixture.lipschitz", **mixed)):
            assert int(verdict.status) in {Status.HOLDS, Status.VACUOUS}
            assert verdict.failed == 0


@pytest.mark.parametrize("dim", [1, 3])
def test_near_cubes_along_a_diagonal_attain_the_bound(dim):
    """f is R where only the first cube is, −R where only the second one is: the mean differs by R ∫|p − q|."""
    radius, step = 1.0, 1e-5
    density = 2.0 * (1.0 - (1.0 - step / (2.0 * radius)) ** dim)
    fields = {"smoothed_gap": density, "input_gap": step * np.sqrt(dim), "range": 1.0, "dim": dim}
    assert assess("mixture.cube", **fields, cube_radius=radius, density_gap=density).measure.tightness > 0.999
