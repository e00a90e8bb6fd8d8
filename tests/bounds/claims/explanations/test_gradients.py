"""Gradients, gradients × input, and integrated gradients of smooth functions: no bound is broken, some are met."""

from typing import Any

import numpy as np
import pytest

from bounds import CLAIMS, Status, assess, check
from bounds.claims.explanations import gradients

COUNT = 200
DIMS = (1, 2, 5)
NAMES = tuple(claim.id for claim in gradients.CLAIMS)


def smooth(rng: np.random.Generator, dim: int):
    """A sum of sines, its gradient, and Lipschitz constants of both: Σ|a_k|‖w_k‖ and Σ|a_k|‖w_k‖²."""
    waves, heights, phases = rng.normal(size=(4, dim)), rng.normal(size=4), rng.uniform(0, 6, 4)
    lengths = np.linalg.norm(waves, axis=1)

    def gradient(x: np.ndarray) -> np.ndarray:
        return (np.cos(x @ waves.T + phases) * heights) @ waves

    return gradient, np.abs(heights) @ lengths, np.abs(heights) @ lengths**2


def inputs(rng: np.random.Generator, dim: int) -> tuple[np.ndarray, np.ndarray]:
    x = rng.normal(size=dim)
    return x, x + rng.normal(size=dim) * 10.0 ** rng.uniform(-3, 0.5)


def path_mean(gradient, baseline: np.ndarray, x: np.ndarray, places: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return weights @ gradient(baseline + places[:, None] * (x - baseline))


def fields_of(name: str, rng: np.random.Generator, dim: int) -> dict[str, Any]:
    gradient, slope, curvature = smooth(rng, dim)
    x, other = inputs(rng, dim)
    here, there = gradient(x), gradient(other)
    common = {"input_gap": np.linalg.norm(x - other), "lipschitz": slope, "gradient_lipschitz": curvature}
    if name == "gradient":
        return common | {"explanation_gap": np.linalg.norm(here - there)}
    if name == "gradient_input":
        return common | {
            "explanation_gap": np.linalg.norm(x * here - other * there),
            "input_bound": max(np.linalg.norm(x), np.linalg.norm(other)),
            "largest_input": max(np.abs(x).max(), np.abs(other).max()),
        }
    baseline = rng.normal(size=dim)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    here, there = (path_mean(gradient, baseline, point, (nodes + 1) / 2, weights / 2) for point in (x, other))
    away, other_away = x - baseline, other - baseline
    return common | {
        "explanation_gap": np.linalg.norm(away * here - other_away * there),
        "input_bound": max(np.linalg.norm(point) for point in (x, other, baseline)),
        "largest_input": max(np.abs(away).max(), np.abs(other_away).max()),
        "path_mean": 0.5,
    }


@pytest.mark.parametrize("dim", DIMS)
@pytest.mark.parametrize("name", NAMES)
def test_no_smooth_function_breaks_a_claim(name, dim):
    rng = np.random.default_rng(7)
    made = [fields_of(name.split(".")[0], rng, dim) for _ in range(COUNT)]
    fields = {field: np.array([one[field] for one in made]) for field in CLAIMS[name].needed}
    assert (np.asarray(check(name, **fields).status) == Status.HOLDS).all()


def test_right_ends_of_a_path_have_a_larger_mean_than_midpoints():
    """A sum at ends of n parts may move by H (n + 1)/2n: more than the integral, and no more than the claim says."""
    parts = 10
    places = np.arange(1, parts + 1) / parts
    assert np.isclose(places.mean(), (parts + 1) / (2 * parts))
    x, other, baseline = np.array([1.0]), np.array([0.999]), np.array([0.0])

    def gradient(point: np.ndarray) -> np.ndarray:
        return point - 1.0  # H = 1, and L is 1 on [0, 1]

    explained = [point * path_mean(gradient, baseline, point, places, np.full(parts, 0.1)) for point in (x, other)]
    fields = {"explanation_gap": abs(explained[0] - explained[1]).item(), "input_gap": 0.001, "lipschitz": 1.0}
    verdict = check(
        "integrated_gradients.robust_sharp",
        **fields,
        gradient_lipschitz=1.0,
        largest_input=1.0,
        path_mean=(parts + 1) / (2 * parts),
    )
    assert verdict.status == Status.HOLDS


@pytest.mark.parametrize("dim", [2, 10, 1000])
def test_integrated_gradients_come_near_to_their_sharp_bound_in_many_columns(dim):
    """f = Ly₁ + ½yᵀAy, A the projection across (1, …, 1), which maps x = β(1, …, 1) to 0; the first column moves."""
    slope, size, step = 1.0, 30.0, 1e-6
    x = np.full(dim, size)
    other = x.copy()
    other[0] -= step

    def mean_gradient(point: np.ndarray) -> np.ndarray:
        gradient = (point - point.mean()) / 2.0
        gradient[0] += slope
        return gradient

    gap = np.linalg.norm(x * mean_gradient(x) - other * mean_gradient(other))
    fields = {"explanation_gap": gap, "input_gap": step, "lipschitz": slope, "gradient_lipschitz": 1.0}
    assessment = assess("integrated_gradients.robust_sharp", **fields, largest_input=size, path_mean=0.5)
    expected = (slope + size / 2.0 * (1.0 - 1.0 / dim)) / (slope + size / 2.0)
    assert assessment.measure.tightness > 0.999 * expected


def test_in_one_column_integrated_gradients_are_a_difference_of_scores():
    """Completeness: f(x) − f(r), so L alone bounds them there."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        fields = fields_of("integrated_gradients", rng, 1)
        assert fields["explanation_gap"] <= fields["lipschitz"] * fields["input_gap"] * (1 + 1e-9)
