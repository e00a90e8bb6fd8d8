"""The search for a radius finds the same whether instances go on together, by blocks, or one by one."""

import jax.numpy as jnp
import numpy as np
import pytest

from empirical.models.model import HostModel
from empirical.recourse.sampling.input_space import Batch, Shared
from empirical.recourse.sampling.radius_search import SHRINKINGS, smallest_radii
from empirical.recourse.sampling.stages import Traced, Untraced

FIRST, END = 1.0, 64.0


def plainly(threshold: float) -> float:
    """The first radius, doubled or halved, whose layer reaches a threshold while the layer inside it does not."""
    radius = FIRST
    if threshold <= radius:
        while radius / 2.0 >= threshold and radius > FIRST * 0.5**SHRINKINGS:
            radius /= 2.0
        return radius
    while radius < threshold and radius < END:
        radius = min(2.0 * radius, END)
    return radius if radius >= threshold else np.nan


@pytest.mark.parametrize("model", [Traced(None), Untraced(HostModel(lambda points: points[:, 0]), 1000)])
@pytest.mark.parametrize(("count", "scouts"), [(1, 64), (1000, 64), (1000, 16384), (1000, 1)])
def test_every_instance_gets_the_radius_that_it_has_alone(model, count, scouts):
    thresholds = 2.0 ** np.random.default_rng(0).uniform(-13.0, 8.0, count)
    batch = Batch(jnp.asarray(thresholds)[:, None], jnp.full(count, END))
    shared = Shared(None, None, None, FIRST, None, jnp.zeros((scouts, 1)), None, None)
    found = smallest_radii(model, lambda batch, radii, asked: asked & (radii >= batch.x[:, 0]), batch, shared)
    np.testing.assert_array_equal(found.radius, [plainly(threshold) for threshold in thresholds])
