"""Theorem 5.2: a smooth function that breaks it, in balls, and what is true, against a search over σ."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from scipy.optimize import minimize_scalar
from scipy.special import erf

from bounds import Outcome, Status, assess, certify, check

ALPHA, NU, TAU = arb(99) / 100, arb(51) / 5, arb(103) / 10


def test_a_smooth_function_meets_every_premise_and_is_most_faithful_without_smoothing():
    """f(t) = (√π/2) erf(t) + 15 exp(−t²), x = 0, r = −1: φ_σ(0) = (1 + 2σ²)^(−1/2) < p, so ‖φ_σ − p‖ only rises."""
    with ctx.workprec(128):
        effect = 15 * (1 - (-arb(1)).exp()) + arb.pi().sqrt() / 2 * arb(1).erf()
        gradient = arb(1)
        assert NU < effect / gradient <= TAU
        assert 2 * TAU - 1 - ALPHA**2 * NU**2 < 0
        assert ALPHA < 1  # both numbers are positive: the cosine is 1 for every σ
        assert effect > gradient  # and φ_σ falls from 1 to 0, away from p
        assert ALPHA * NU >= 1  # no φ_σ is as long as the proof wants it
        errors = [effect - 1 / (1 + 2 * arb(sigma) ** 2).sqrt() for sigma in ("0", "0.01", "1", "100")]
        assert all(one < other for one, other in pairwise(errors))


def test_the_mean_of_that_function_is_what_is_said_of_it():
    """Its smoothed gradient at 0, by Gauss-Hermite quadrature of the derivative."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    for sigma in (0.1, 0.5, 1.0):
        t = sigma * nodes
        slope = np.exp(-(t**2)) - 30.0 * t * np.exp(-(t**2))
        np.testing.assert_allclose(weights @ slope / weights.sum(), (1 + 2 * sigma**2) ** -0.5, rtol=1e-9)


COUNTEREXAMPLE = {
    "least_error": 2,
    "gradient_error": 2,
    "effect_norm": 3,
    "gradient_norm": 1,
    "alignment": "9/10",
    "ratio_low": "14/5",
    "ratio_high": 3,
    "least_cosine": 1,
}
"""f = clip(t, −1, 1) + 2 clip(2 − 2|t|, 0, 1): φ_σ(0) = erf(1/(√2 σ)), p = 3."""


def test_rational_numbers_break_it_and_only_the_missing_hypothesis_fails():
    wrong = certify("smoothgrad.tradeoff_printed", field_error=0.0, **COUNTEREXAMPLE)
    assert wrong.refutes
    repaired = certify("smoothgrad.tradeoff", field_error=0.0, **COUNTEREXAMPLE)
    assert repaired.outcome is Outcome.INAPPLICABLE
    assert repaired.failed == ("αν < 1",)


def separable(rng: np.random.Generator, dim: int) -> dict[str, Any]:
    """f(x) = Σ a_i clip(x_i, −w_i, w_i) + c_i bump(x_i) at 0, whose φ_σ turns as σ grows; p = a min(w, 1) + c."""
    slopes, widths = rng.uniform(0.2, 2.0, dim), rng.uniform(0.3, 3.0, dim)
    effect = slopes * np.minimum(widths, 1.0) + rng.uniform(-1.0, 0.3, dim) * slopes

    def phi(sigma: float) -> np.ndarray:
        return slopes * erf(widths / (np.sqrt(2.0) * sigma))

    def error(log_sigma: float) -> float:
        return float(np.linalg.norm(phi(np.exp(log_sigma)) - effect))

    grid = np.linspace(-6.0, 8.0, 400)
    cosines = [phi(np.exp(s)) @ effect / np.linalg.norm(phi(np.exp(s))) / np.linalg.norm(effect) for s in grid]
    start = grid[int(np.argmin([error(s) for s in grid]))]
    least = minimize_scalar(error, bounds=(start - 0.1, start + 0.1), method="bounded", options={"xatol": 1e-10}).fun
    return {
        "least_error": min(least, error(start)),
        "gradient_error": np.linalg.norm(slopes - effect),
        "effect_norm": np.linalg.norm(effect),
        "gradient_norm": np.linalg.norm(slopes),
        "least_cosine": min(cosines),
    }


@pytest.mark.parametrize("dim", [1, 2, 4])
def test_no_function_whose_smoothed_gradient_turns_breaks_what_is_true(dim):
    rng, seen = np.random.default_rng(dim), {Status.HOLDS: 0, Status.INAPPLICABLE: 0}
    for _ in range(300):
        fields = separable(rng, dim)
        fields["alignment"] = min(fields["least_cosine"], 1.0) * 0.999
        ratio = fields["effect_norm"] / fields["gradient_norm"]
        bounds = {"ratio_low": ratio * 0.98, "ratio_high": ratio * 1.01}
        if fields["alignment"] <= 0.0:
            continue
        repaired = check("smoothgrad.tradeoff", **fields, **bounds)
        sharp = check("smoothgrad.tradeoff_sharp", **fields)
        for verdict in (repaired, sharp):
            assert int(verdict.status) in {Status.HOLDS, Status.VACUOUS, Status.INAPPLICABLE}
            seen[Status.INAPPLICABLE if verdict.status == Status.INAPPLICABLE else Status.HOLDS] += 1
    assert all(count > 5 for count in seen.values())


def test_a_smoothed_gradient_that_keeps_its_angle_attains_the_sharp_bound():
    """a at the angle arccos .8 to p, and longer than .8‖p‖: the nearest multiple of a is √(1 − .64)‖p‖ away."""
    cosine, effect = 0.8, np.array([1.0, 0.0])
    slopes = 1.5 * np.array([cosine, np.sqrt(1.0 - cosine**2)])
    fields = {
        "least_error": np.sqrt(1.0 - cosine**2),
        "gradient_error": np.linalg.norm(slopes - effect),
        "effect_norm": 1.0,
        "gradient_norm": 1.5,
        "least_cosine": cosine,
        "alignment": cosine * (1.0 - 1e-9),
    }
    assessment = assess("smoothgrad.tradeoff_sharp", **fields)
    assert assessment.verdict.status == Status.HOLDS
    assert assessment.measure.tightness > 0.999999
