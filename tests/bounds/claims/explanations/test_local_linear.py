"""LIME's regressions on random scores and perturbations: no bound is broken, and the sharp one is met."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from bounds import Status, assess, check

COUNT = 60


def score(rng: np.random.Generator, dim: int):
    """A score between ±R with the Lipschitz constant L: R sin of a linear one."""
    slope, height = rng.normal(size=dim), rng.uniform(0.1, 3.0)
    return lambda X: height * np.sin(X @ slope), height * np.linalg.norm(slope), height


def regress(Z: np.ndarray, weights: np.ndarray, values: np.ndarray, ridge: float) -> np.ndarray:
    """The minimiser by least squares on rows √π z and √λ e_i, not by normal equations."""
    root = np.sqrt(weights)[:, None]
    rows = np.vstack([Z * root, np.sqrt(ridge) * np.eye(Z.shape[1])])
    return np.linalg.lstsq(rows, np.concatenate([values * root[:, 0], np.zeros(Z.shape[1])]), rcond=None)[0]


def masked(rng: np.random.Generator, dim: int, *, normalised: bool) -> dict[str, Any]:
    """The fields of LIME on masks of the columns, with the weights exp(−‖x − x_S‖²/2σ²)."""
    f, slope, height = score(rng, dim)
    x = rng.normal(size=dim)
    other = x + rng.normal(size=dim) * 10.0 ** rng.uniform(-3, 0)
    masks = np.array(list(product((0.0, 1.0), repeat=dim)))[rng.integers(0, 2**dim, 30)]
    sigma, ridge = rng.uniform(0.5, 3.0), 10.0 ** rng.uniform(-2, 2)

    def explain(point: np.ndarray) -> np.ndarray:
        weights = np.exp(-np.sum((point - masks * point) ** 2, axis=1) / (2 * sigma**2))
        weights = weights / (weights.sum() if normalised else len(masks))
        return regress(masks, weights, f(masks * point), ridge)

    bound = max(np.linalg.norm(x), np.linalg.norm(other))
    return {
        "explanation_gap": np.linalg.norm(explain(x) - explain(other)),
        "input_gap": np.linalg.norm(x - other),
        "lipschitz": slope,
        "range": height,
        "ridge": ridge,
        "dim": dim,
        "sigma": sigma,
        "input_bound": bound,
        "feature_bound": np.sqrt(dim),
        "weight_rate": (2.0 if normalised else 1.0) * bound / sigma**2,
    }


def moved(rng: np.random.Generator, dim: int) -> dict[str, Any]:
    """The fields of LIME on Gaussian perturbations that move with x, whose weights do not depend on it."""
    f, slope, height = score(rng, dim)
    x, draws = rng.normal(size=dim), rng.normal(size=(40, dim))
    other = x + rng.normal(size=dim) * 10.0 ** rng.uniform(-3, 0)
    weights = np.exp(-np.sum(draws**2, axis=1) / dim)
    weights /= weights.sum()
    ridge = 10.0 ** rng.uniform(-2, 1)
    here, there = (regress(draws, weights, f(point + 0.1 * draws), ridge) for point in (x, other))
    return {
        "explanation_gap": np.linalg.norm(here - there),
        "input_gap": np.linalg.norm(x - other),
        "lipschitz": slope,
        "range": height,
        "ridge": ridge,
        "feature_bound": np.sqrt(np.linalg.eigvalsh((draws.T * weights) @ draws)[-1]),
        "weight_rate": 0.0,
    }


def pick(fields: dict[str, Any], *left_out: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in left_out}


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_no_masks_break_the_claims(dim):
    rng = np.random.default_rng(dim)
    for _ in range(COUNT):
        fields = masked(rng, dim, normalised=False)
        printed = check("lime.robust", **pick(fields, "feature_bound", "weight_rate"))
        sharp = check("lime.robust_sharp", **pick(fields, "dim", "sigma", "input_bound"))
        assert printed.status == sharp.status == Status.HOLDS
        assert sharp.upper <= printed.upper * (1 + 1e-12)


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_weights_that_are_divided_by_their_sum_change_twice_as_fast(dim):
    rng = np.random.default_rng(dim)
    for _ in range(COUNT):
        fields = masked(rng, dim, normalised=True)
        assert check("lime.robust_sharp", **pick(fields, "dim", "sigma", "input_bound")).status == Status.HOLDS


@pytest.mark.parametrize("dim", [1, 3])
def test_no_perturbations_that_move_with_the_input_break_the_sharp_claim(dim):
    rng = np.random.default_rng(dim)
    for _ in range(COUNT):
        assert check("lime.robust_sharp", **moved(rng, dim)).status == Status.HOLDS


@pytest.mark.parametrize("ridge", [0.04, 1.0, 9.0])
def test_the_sharp_bound_is_attained_with_both_of_its_terms(ridge):
    """Two inputs with f = ±R, one feature of length m, weights that change by ±M: normalised to the first order."""
    slope, height, rate, step, most = 2.0, 5.0, 3.0, 1e-7, 1.0
    feature = np.full((2, 1), min(most, np.sqrt(ridge)))
    here = regress(feature, np.array([0.5, 0.5]), np.array([height - slope * step, -height]), ridge)
    weights = 0.5 * np.exp(np.array([rate, -rate]) * step)
    there = regress(feature, weights, np.array([height, -height + slope * step]), ridge)
    fields = {"explanation_gap": abs(there - here).item(), "input_gap": step, "lipschitz": slope, "range": height}
    assessment = assess("lime.robust_sharp", **fields, ridge=ridge, feature_bound=most, weight_rate=rate)
    assert assessment.measure.tightness > 0.9999


def test_the_printed_exponent_depends_on_the_unit_of_the_input():
    """Inputs in other units: L is divided by c and β, σ, h are multiplied; LIME stays as it is, the bound does not."""
    fields = {"explanation_gap": 0.1, "range": 1.0, "ridge": 1.0, "dim": 2.0}
    first = check("lime.robust", **fields, lipschitz=1.0, input_bound=1.0, sigma=1.0, input_gap=1.0)
    other = check("lime.robust", **fields, lipschitz=0.1, input_bound=10.0, sigma=10.0, input_gap=10.0)
    assert other.upper < 0.5 * first.upper
    fields = {"explanation_gap": 0.1, "range": 1.0, "ridge": 1.0, "feature_bound": 1.0}
    first = check("lime.robust_sharp", **fields, lipschitz=1.0, weight_rate=1.0, input_gap=1.0)
    other = check("lime.robust_sharp", **fields, lipschitz=0.1, weight_rate=0.1, input_gap=10.0)
    assert np.isclose(other.upper, first.upper)
