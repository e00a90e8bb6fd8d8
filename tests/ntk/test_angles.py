"""The arccos: its coefficients computed anew, its values against 60 digits."""

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
    a, b = (terms + [arb(0)] * (size - len(terms)) for terms in (a, b))
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
        powers = _add(powers, [weight * term for term in before])
        doubled = _add([-2 * term for term in here], [arb(0), *(16 * term for term in here)])
        before, here = here, _add(doubled, [-term for term in before])
    return [float(coefficient.mid()) for coefficient in powers]


def test_coefficients_are_those_of_chebyshev():
    assert chebyshev(len(COEFFICIENTS)) == list(COEFFICIENTS)


def test_arccos_within_two_units_in_the_last_place():
    ctx.dps = 60
    sizes = np.concatenate(
        [np.linspace(0.0, 1.0, 3001), 1.0 - 2.0 ** -np.arange(1.0, 53.0), 0.5 + np.arange(-3, 4) * 2.0**-53]
    )
    angles = np.asarray(arccos(jnp.asarray(sizes), jnp.asarray(1.0 - sizes)))
    exact = np.array([float(arb(size).acos().mid()) for size in sizes])
    assert (np.abs(angles - exact) <= 2.0 * np.spacing(exact)).all()


def test_angles_from_cosines_and_legs_agree():
    theta = np.linspace(0.02, math.pi - 0.02, 401)
    first, second = from_cosine(jnp.cos(theta)), from_legs(jnp.cos(theta), jnp.sin(theta))
    fields = [(*angles[1:], angles.cosine, angles.turn) for angles in (first, second)]
    for actual, expected in zip(*fields, strict=True):
        np.testing.assert_allclose(actual, expected, rtol=0, atol=2e-14)
    np.testing.assert_allclose(first.turn, math.pi - theta, rtol=0, atol=2e-14)


@pytest.mark.parametrize("layers", [1, 3])
def test_angles_after_layers_keep_all_digits(layers):
    ctx.dps = 80
    theta = np.concatenate([10.0 ** np.arange(-15.0, 0.0), np.linspace(0.2, 3.1, 30)])
    angles = from_legs(jnp.cos(theta), jnp.sin(theta))
    exact = [arb(angle) for angle in theta]
    for _ in range(layers):
        angles = after_relu(angles)
        exact = [((angle.sin() + (arb.pi() - angle) * angle.cos()) / arb.pi()).acos() for angle in exact]
    np.testing.assert_allclose(angles.fold, [float(angle) for angle in exact], rtol=2e-14)
