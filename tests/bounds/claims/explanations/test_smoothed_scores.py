"""Proposition 4.2: the clip that breaks it, in balls, and scores that meet the true bounds."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx
from scipy.integrate import quad
from scipy.stats import norm

from bounds import Outcome, Status, assess, certify, check

TRUE = ("lipschitz", "lipschitz_sharp", "lipschitz_gap")


def smoothed(score, at: float, sigma: float, kinks) -> float:
    """E f(a + σu), by quadrature between the kinks."""
    ends = sorted({at - 12 * sigma, at + 12 * sigma, *(k for k in kinks if abs(k - at) < 12 * sigma)})
    return sum(quad(lambda t: score(t) * norm.pdf(t, at, sigma), a, b, epsabs=1e-12)[0] for a, b in pairwise(ends))


def rounded_down(number: arb) -> Fraction:
    """The largest number of twelve decimals that is below."""
    whole = (number * 10**12).floor().unique_fmpz()
    assert whole is not None
    return Fraction(int(whole), 10**12)


def test_a_steep_clip_breaks_the_proposition_in_exact_arithmetic():
    """f = clip(10x, −1, 1), σ = 1, x = ±1/100: every number is enclosed in a ball, and no premise fails."""
    with ctx.workprec(256):
        x, half, root = arb(1) / 100, arb(1) / 10, arb(2).sqrt()

        def distance(a: arb) -> arb:
            return a * (a / root).erf() + (2 / arb.pi()).sqrt() * (-a * a / 2).exp()

        value = 10 * (distance(x + half) - distance(x - half)) / 2  # f_σ(x) = −f_σ(−x)
        gap = 2 * value
        assert gap / (2 * x) > 0.796
        below, variation = rounded_down(gap), rounded_down((2 * x / arb(8).sqrt()).erf())
    fields = {"smoothed_gap": below, "input_gap": "1/50", "lipschitz": 10, "sigma": 1, "range": 1}
    wrong = certify("smoothgrad.lipschitz_printed", field_error=0.0, **fields, total_variation=variation)
    assert wrong.outcome is Outcome.VIOLATED
    assert not wrong.undecided or wrong.undecided == ("|f_σ(x) − f_σ(x̃)| ≤ 2R d_TV",)
    assert Fraction(wrong.upper) == Fraction(1, 100)
    for name in TRUE:
        assert certify(f"smoothgrad.{name}", field_error=0.0, **fields).outcome is Outcome.HOLDS


@pytest.mark.parametrize("name", TRUE)
def test_no_zigzag_breaks_the_true_claims(name):
    """A random piecewise linear score within ±R."""
    rng = np.random.default_rng(0)
    for _ in range(60):
        places, heights = np.sort(rng.uniform(-3, 3, 6)), rng.uniform(-1, 1, 6)
        slope = float(np.abs(np.diff(heights) / np.diff(places)).max())
        sigma, x = 10.0 ** rng.uniform(-1, 0.7), rng.normal()
        other = x + 10.0 ** rng.uniform(-2, 0.7)

        def zigzag(t: float, places: np.ndarray = places, heights: np.ndarray = heights) -> float:
            return float(np.interp(t, places, heights))

        gap = abs(smoothed(zigzag, x, sigma, places) - smoothed(zigzag, other, sigma, places))
        fields = {"smoothed_gap": gap, "input_gap": other - x, "lipschitz": slope, "sigma": sigma, "range": 1.0}
        verdict = check(f"smoothgrad.{name}", **fields, errors={"smoothed_gap": 1e-9})
        assert int(verdict.status) in {Status.HOLDS, Status.VACUOUS}


@pytest.mark.parametrize("gap", [1e-3, 0.3, 2.0, 30.0])
def test_a_clip_half_way_attains_the_bound_at_every_distance(gap):
    slope, height, sigma = 2.0, 1.5, 0.8

    def clip(t: float) -> float:
        return float(np.clip(slope * t, -height, height))

    value = 2.0 * smoothed(clip, gap / 2.0, sigma, (-height / slope, height / slope))
    fields = {"smoothed_gap": value, "input_gap": gap, "lipschitz": slope, "sigma": sigma, "range": height}
    assert assess("smoothgrad.lipschitz_gap", **fields).measure.tightness > 0.999999
    sharp = assess("smoothgrad.lipschitz_sharp", **fields).measure.tightness
    assert sharp > 0.999 if gap < 0.01 else sharp < 0.999


def test_the_bounds_are_ordered_and_all_but_the_printed_one_stay_above_a_clip():
    """sharp ≤ sound, and at every distance the gap is least of all; the printed one is 1.6 times too small at worst."""
    rng = np.random.default_rng(1)
    fields = {name: 10.0 ** rng.uniform(-2, 2, 2000) for name in ("input_gap", "lipschitz", "sigma", "range")}
    upper = {
        name: np.asarray(check(f"smoothgrad.{name}", smoothed_gap=np.zeros(2000), **fields).upper)
        for name in (*TRUE, "lipschitz_printed")
    }
    assert (upper["lipschitz_gap"] <= upper["lipschitz_sharp"] * (1 + 1e-6)).all()
    assert (upper["lipschitz_sharp"] <= upper["lipschitz"] * (1 + 1e-12)).all()
    ratio = upper["lipschitz"] / upper["lipschitz_printed"]
    assert ratio.max() == pytest.approx(2.0 * np.sqrt(2.0 / np.pi))
    assert ratio.min() == 1.0
