"""The interior-point method comes to the optimum that an SDP solver finds, from inside."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.decoders import drawn_network
from support.lipsdp import Range, lipsdp

from empirical.lipschitz.interior import minimise, tightened
from empirical.lipschitz.system import System, assemble, layer, matrix

WIDTHS = (3, 6, 5, 4)
MANY = 30


def system_of(weights: Any, slopes: list[Range]) -> System:
    *hidden, last = weights
    return assemble([layer(W, *one) for W, one in zip(hidden, slopes, strict=True)], jnp.asarray(last))


@partial(jax.jit, static_argnames="free")
def solved(weights: Any, slopes: Any, steps: Any, *, free: bool) -> Any:
    system = system_of(weights, slopes)
    bounds, multipliers = minimise(system, jnp.eye(3) if free else jnp.ones((3, 1)), steps=steps, close=1e-8)
    return bounds, multipliers, tightened(system, bounds, multipliers), matrix(system, bounds, multipliers)


def anywhere() -> list[Range]:
    return [(np.zeros(n), np.ones(n)) for n in WIDTHS[1:-1]]


def somewhere(seed: int) -> list[Range]:
    """Slopes as in a ball, but none of width 0: its multiplier in the solver's inequality would be infinite."""
    rng = np.random.default_rng(seed)
    low = [rng.choice([0.0, 0.3, 0.9], size=n) for n in WIDTHS[1:-1]]
    return [(one, one + rng.choice([0.02, 0.1], size=len(one))) for one in low]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("norm", [2.0, np.inf])
def test_it_is_the_optimum(seed, norm):
    weights = drawn_network(seed, WIDTHS).weights
    for slopes in (anywhere(), somewhere(seed)):
        bounds, _, best, _ = solved(weights, slopes, MANY, free=norm != 2.0)
        value = bounds.sum() if norm != 2.0 else bounds[0]
        np.testing.assert_allclose(np.sqrt(value), lipsdp(weights, slopes, norm=norm), rtol=1e-4)
        np.testing.assert_allclose(best, bounds, rtol=1e-5)


def test_every_step_is_inside():
    weights = drawn_network(3, WIDTHS).weights
    for steps in (0, 1, 2, 4, 8):
        bounds, multipliers, best, whole = solved(weights, anywhere(), steps, free=False)
        assert np.linalg.eigvalsh(whole)[0] > 0.0
        assert (np.asarray(multipliers) > 0.0).all()
        assert best[0] <= bounds[0]


def test_few_steps_lose_little():
    weights = drawn_network(4, WIDTHS).weights
    optimum = solved(weights, anywhere(), MANY, free=False)[0][0]
    lost = [float(solved(weights, anywhere(), steps, free=False)[2][0] / optimum) - 1.0 for steps in (0, 4, 8)]
    assert lost[0] < 1.0
    assert lost[1] < 0.02
    assert -1e-6 < lost[2] < 1e-4


def test_tightened_bounds_end_at_the_cone():
    weights = drawn_network(5, WIDTHS).weights
    _, multipliers, best, _ = solved(weights, anywhere(), 3, free=True)
    system = system_of(weights, anywhere())
    least = [np.linalg.eigvalsh(matrix(system, best * factor, multipliers))[0] for factor in (1.0 + 1e-6, 1.0 - 1e-6)]
    assert least[1] < 0.0 < least[0]


def test_an_output_that_is_0():
    *hidden, last = drawn_network(6, WIDTHS).weights
    best = solved((*hidden, 0.0 * last), anywhere(), MANY, free=False)[2]
    np.testing.assert_allclose(best, 0.0, atol=1e-12)
