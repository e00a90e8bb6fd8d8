"""The arccos: its coefficients made anew, its values against 60 digits."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb, ctx

from ntk.angles import COEFFICIENTS, after_relu, arccos, from_cosine, from_legs

NODES = 200


def _ratio(t: arb) -> arb:
    root = t.sqrt()
    return root.asin() / root


def _add(a: list[arb], b: list[arb]) -> list[arb]:
    size = max(len(a), len(b))
    a, b = (one + [arb(0)] * (size - len(one)) for one in (a, b))
    return [p + q for p, q in zip(a, b, strict=True)]


def chebyshev(count: int) -> list[float]:
    """The first ``count`` Chebyshev coefficients of arcsin(√t)/√t on [0, 1/4], as coefficients of powers of t."""
    ctx.dps = 60
    nodes = [(arb.pi() * (2 * k + 1) / (2 * NODES)).cos() for k in range(NODES)]
    heights = [_ratio((node + 1) / 8) for node in nodes]
    powers, before, here = [arb(0)], [arb(1)], [arb(-1), arb(8)]  # T₀ and T₁ of 8t − 1
    for order in range(count):
        angles = [(arb.pi() * order * (2 * k + 1) / (2 * NODES)).cos() for k in range(NODES)]
        weight = sum((h * a for h, a in zip(heights, angles, strict=True)), arb(0)) * (2 if order else 1) / NODES
        powers = _add(powers, [weight * one for one in before])
        doubled = _add([-2 * one for one in here], [arb(0), *(16 * one for one in here)])
        before, here = here, _add(doubled, [-one for one in before])
    return [float(one.mid()) for one in powers]


def test_coefficients_are_those_of_chebyshev():
    assert chebyshev(len(COEFFICIENTS)) == list(COEFFICIENTS)


def test_arccos_within_two_units_in_the_last_place():
    ctx.dps = 60
    sizes = np.concatenate(
        [np.linspace(0.0, 1.0, 3001), 1.0 - 2.0 ** -np.arange(1.0, 53.0), 0.5 + np.arange(-3, 4) * 2.0**-53]
    )
    found = np.asarray(arccos(jnp.asarray(sizes), jnp.asarray(1.0 - sizes)))
    exact = np.array([float(arb(size).acos().mid()) for size in sizes])
    assert (np.abs(found - exact) <= 2.0 * np.spacing(exact)).all()


def test_angles_from_cosines_and_legs_agree():
    theta = np.linspace(0.02, math.pi - 0.02, 401)
    one, other = from_cosine(jnp.cos(theta)), from_legs(jnp.cos(theta), jnp.sin(theta))
    for found, expected in zip((*one[1:], one.cosine, one.turn), (*other[1:], other.cosine, other.turn), strict=True):
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-14)
    np.testing.assert_allclose(one.turn, math.pi - theta, rtol=0, atol=2e-14)


@pytest.mark.parametrize("layers", [1, 3])
def test_angles_after_layers_keep_all_digits(layers):
    ctx.dps = 80
    theta = np.concatenate([10.0 ** np.arange(-15.0, 0.0), np.linspace(0.2, 3.1, 30)])
    angles = from_legs(jnp.cos(theta), jnp.sin(theta))
    exact = [arb(one) for one in theta]
    for _ in range(layers):
        angles = after_relu(angles)
        exact = [((one.sin() + (arb.pi() - one) * one.cos()) / arb.pi()).acos() for one in exact]
    np.testing.assert_allclose(angles.fold, [float(one) for one in exact], rtol=2e-14)
