"""The searching reading: its margins have the sign of the truth, and a slope that leads there."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from bounds import CLAIMS, Kind
from bounds.claim import apply, reads
from bounds.ops import Ops
from bounds.readings.arrays import JAX_OPS, NUMPY_OPS
from bounds.readings.margins import SLIGHT, Gauged, GaugeOps, plain

PREMISES = {(premise.name, *reads(premise.holds)): premise for claim in CLAIMS.values() for premise in claim.premises}


def test_it_has_the_ten_operations():
    assert isinstance(GaugeOps(), Ops)


@pytest.mark.parametrize("premise", PREMISES.values(), ids=lambda one: one.name)
def test_a_margin_has_the_sign_of_the_truth(premise):
    """At numbers of all magnitudes, some of them equal."""
    rng = np.random.default_rng(0)
    drawn = {name: _numbers(rng) for name in reads(premise.holds)}
    with np.errstate(all="ignore"):
        truth = np.asarray(apply(premise.holds, NUMPY_OPS, drawn))
    gauged = {name: Gauged(jnp.asarray(value)) for name, value in drawn.items()}
    margin = np.asarray(apply(premise.holds, GaugeOps(), gauged).margin)
    decided = (np.abs(margin) > 2 * SLIGHT) | (premise.kind in {Kind.DOMAIN, Kind.HYPOTHESIS})
    assert decided.any()
    np.testing.assert_array_equal((margin >= 0.0)[decided], truth[decided])


def _numbers(rng):
    """Equal numbers, zeros and ones are where comparisons differ."""
    return np.where(
        rng.random(400) < 0.3, rng.integers(-1, 2, 400), rng.normal(size=400) * 10.0 ** rng.integers(-3, 3, 400)
    )


def test_numbers_are_those_of_arrays():
    def formula(xp, a, b):
        return xp.where(
            a <= b, xp.sqrt(xp.abs(a)) - 2.0 * b, xp.divide(xp.maximum(a, 1.0), xp.minimum(b, 0.5)) / (b * b + 1.0)
        )

    a, b = jnp.linspace(-3.0, 3.0, 50), jnp.linspace(2.0, -2.0, 50)
    found = plain(formula(GaugeOps(), Gauged(a), Gauged(b)))
    np.testing.assert_allclose(found, formula(JAX_OPS, a, b), rtol=1e-14)


def test_the_slope_of_a_margin_leads_to_where_it_holds():
    """|x| ≤ 1 and x ≥ 0 from x = −5: upwards."""
    xp = GaugeOps()

    def margin(x):
        return ((xp.abs(Gauged(x)) <= 1.0) & (Gauged(x) >= 0.0)).margin

    assert margin(-5.0) < 0.0 < jax.grad(margin)(-5.0)
    assert margin(0.5) > 0.0


def test_equality_is_met_by_equal_numbers_alone():
    a = Gauged(jnp.array([1.0, 1.0]))
    b = Gauged(jnp.array([1.0, 2.0]))
    assert ((a == b).margin >= 0.0).tolist() == [True, False]
    assert ((a < b).margin >= 0.0).tolist() == [False, True]
