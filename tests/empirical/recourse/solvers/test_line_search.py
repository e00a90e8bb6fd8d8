"""The search along a ray gives the same for factors that are tried together and for one after the other."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.batching import padded_like
from empirical.data.space import Space
from empirical.models.model import HostModel, as_model
from empirical.recourse.problem import pose
from empirical.recourse.solvers.line_search import along_ray

WIDTH = 4


def wave(point: jax.Array) -> jax.Array:
    """A score that is accepted in shells: the first one counts."""
    return jnp.sin(3.0 * jnp.sum(point)) - 0.8


@pytest.mark.parametrize("count", [1, 5, 64, 100])
def test_factors_together_and_one_after_the_other(count):
    rng = np.random.default_rng(count)
    inputs, changes = rng.normal(size=(count, WIDTH)), 0.1 * rng.normal(size=(count, WIDTH))
    space = Space.unbounded(WIDTH)._replace(low=np.full(WIDTH, -5.0), high=np.full(WIDTH, 5.0))
    outside = HostModel(lambda points: np.asarray(jax.vmap(wave)(points)))
    with padded_like(np.zeros((1000, WIDTH))):
        together, accepted = along_ray(pose(as_model(wave), inputs, space), changes)
    one_by_one, accepted_too = along_ray(pose(outside, inputs, space), changes)
    np.testing.assert_array_equal(accepted, accepted_too)
    np.testing.assert_allclose(together, one_by_one, rtol=1e-12)
    assert count == 1 or (accepted.any() and not accepted.all())
