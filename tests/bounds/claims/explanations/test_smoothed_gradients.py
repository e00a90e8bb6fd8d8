"""SmoothGrad of scores with kinks, by quadrature: no bound is broken, and the sharp ones are met."""

import math

import numpy as np
import pytest
from scipy.special import gammaln

from bounds import Status, assess, check

NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)


def smoothed(derivative, x: float, sigma: float) -> float:
    """φ_σ(x) = E f'(x + σu) in one column, by Gauss-Legendre on pieces of ±9σ."""
    total = 0.0
    for low in range(-9, 9):
        u = low + (NODES + 1.0) / 2.0
        density = np.exp(-(u**2) / 2.0) / math.sqrt(2.0 * math.pi)
        total += float(np.sum(WEIGHTS / 2.0 * density * derivative(x + sigma * u)))
    return total


def bent(rng: np.random.Generator):
    """The derivative of a random piecewise linear score, which jumps at four kinks, and L."""
    kinks, slopes = np.sort(rng.normal(size=4)), rng.uniform(-2.0, 2.0, 5)
    return lambda t: slopes[np.searchsorted(kinks, t)], float(np.abs(slopes).max())


@pytest.mark.parametrize("name", ["smoothgrad.robust", "smoothgrad.robust_sharp"])
def test_no_score_with_kinks_breaks_the_claims(name):
    rng = np.random.default_rng(0)
    for _ in range(100):
        derivative, slope = bent(rng)
        sigma, x = 10.0 ** rng.uniform(-1, 1), rng.normal()
        other = x + 10.0 ** rng.uniform(-2, 1)
        gap = abs(smoothed(derivative, x, sigma) - smoothed(derivative, other, sigma))
        errors = {"explanation_gap": 0.02 * slope}  # a jump between two nodes
        verdict = check(name, explanation_gap=gap, input_gap=other - x, lipschitz=slope, sigma=sigma, errors=errors)
        assert verdict.status == Status.HOLDS


@pytest.mark.parametrize("gap", [1e-3, 0.5, 3.0, 20.0])
def test_a_kink_half_way_attains_the_sharp_bound_at_every_distance(gap):
    """f = L|x| at ±h/2: φ_σ is L times a difference of two normal probabilities."""
    slope, sigma = 2.0, 1.5
    phi = slope * math.erf(gap / 2.0 / (math.sqrt(2.0) * sigma))
    fields = {"explanation_gap": 2.0 * phi, "input_gap": gap, "lipschitz": slope, "sigma": sigma}
    assert assess("smoothgrad.robust_sharp", **fields).measure.tightness > 1.0 - 1e-9
    if gap < 0.01:
        assert assess("smoothgrad.robust", **fields).measure.tightness > 0.999


def test_steps_inside_and_outside_of_one_sigma_attain_the_bound_of_the_range():
    """f = −R for |x| < σ, else R: f_σ' = (2R/σ)(p(x/σ − 1) − p(x/σ + 1)), without any Lipschitz constant."""
    height, sigma, x = 3.0, 2.0, 1e-4

    def density(u: float) -> float:
        return math.exp(-u * u / 2.0) / math.sqrt(2.0 * math.pi)

    phi = 2.0 * height / sigma * (density(x / sigma - 1.0) - density(x / sigma + 1.0))
    fields = {"explanation_gap": 2.0 * phi, "input_gap": 2.0 * x, "lipschitz": 1e9, "range": height, "sigma": sigma}
    assert assess("smoothgrad.robust_range", **fields).measure.tightness > 0.999


def test_the_mean_length_of_a_normal_vector_is_below_both_bounds():
    """E‖u‖ = √2 Γ((d + 1)/2)/Γ(d/2), against Jensen's and Watson's bounds; Watson's is met for one column."""
    dims = np.arange(1, 2001, dtype=float)
    lengths = np.sqrt(2.0) * np.exp(gammaln((dims + 1.0) / 2.0) - gammaln(dims / 2.0))
    one = {"explanation_error": 0.0, "gradient_lipschitz": 1.0, "sigma": 1.0}
    jensen, watson = (np.asarray(check(f"smoothgrad.{name}", **one, dim=dims).upper) for name in NAMES)
    assert (lengths < jensen).all()
    assert (lengths <= watson * (1.0 + 1e-12)).all()
    assert np.isclose(lengths[0], watson[0], rtol=1e-14)
    assert (watson < jensen).all()


NAMES = ("faithful", "faithful_sharp")


@pytest.mark.parametrize("dim", [1, 2, 50])
def test_sums_of_parabolas_with_a_bend_come_to_their_share_of_the_sharp_bound(dim):
    """f = Σ H x_i|x_i|/2 at 0: each column of φ_σ is H E|σu_i| = √(2/π) Hσ."""
    curvature, sigma = 2.0, 0.7
    error = math.sqrt(2.0 / math.pi) * curvature * sigma * math.sqrt(dim)
    fields = {"explanation_error": error, "gradient_lipschitz": curvature, "sigma": sigma, "dim": dim}
    measure = assess("smoothgrad.faithful_sharp", **fields).measure
    assert measure.tightness > (0.999999 if dim == 1 else math.sqrt(2.0 / math.pi))


@pytest.mark.parametrize("name", NAMES)
def test_no_sine_is_smoothed_further_from_its_gradient_than_claimed(name):
    """f = sin(⟨w, x⟩): φ_σ = exp(−σ²‖w‖²/2) ∇f and H = ‖w‖²."""
    rng = np.random.default_rng(2)
    for _ in range(200):
        dim = int(rng.integers(1, 6))
        wave, x, sigma = rng.normal(size=dim), rng.normal(size=dim), 10.0 ** rng.uniform(-2, 1)
        gradient = np.cos(wave @ x) * wave
        error = np.linalg.norm(gradient) * -math.expm1(-(sigma**2) * (wave @ wave) / 2.0)
        fields = {"explanation_error": error, "gradient_lipschitz": wave @ wave, "sigma": sigma, "dim": dim}
        assert check(f"smoothgrad.{name}", **fields).status == Status.HOLDS
