"""The search for a radius finds the same whether instances go on together, by blocks, or one by one."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from empirical.data.space import Space
from empirical.models.model import HostModel
from empirical.recourse.sampling.input_space import Batch, Shared
from empirical.recourse.sampling.radius_search import SCOUTS, SHRINKINGS, smallest_radii
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


def searched(model: Any, hit: Callable[..., Any], thresholds: np.ndarray, layer: np.ndarray) -> np.ndarray:
    """The radii of instances that have a threshold as their only column."""
    batch = Batch(jnp.asarray(thresholds)[:, None], jnp.full(len(thresholds), END))
    return np.asarray(
        smallest_radii(model, hit, batch, Shared(Space.unbounded(1), np.ones(1), 0.0, FIRST, layer, None, None)).radius
    )


MODELS = (Traced(None), Untraced(HostModel(lambda points: points[:, 0]), 1000))
THRESHOLDS = 2.0 ** np.random.default_rng(0).uniform(-13.0, 8.0, 1000)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("count", [1, 1000])
def test_every_instance_gets_the_radius_that_it_has_alone(model, count):
    found = searched(model, lambda batch, some, radii, asked: radii >= batch.x[:, 0], THRESHOLDS[:count], np.ones(1))
    np.testing.assert_array_equal(found, [plainly(threshold) for threshold in THRESHOLDS[:count]])


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("candidates", [SCOUTS, SCOUTS + 1, 3 * SCOUTS, 1000])
def test_every_candidate_looks_for_those_of_whom_no_scout_is_accepted(model, candidates):
    """Only the last candidate is accepted, and it is no scout where there are more."""
    layer = np.arange(candidates, dtype=float)[:, None]

    def hit(batch: Batch, some: Any, radii: Any, asked: Any) -> Any:
        assert len(some) <= SCOUTS or isinstance(model, Untraced)
        return (some == candidates - 1.0).any() & (radii >= batch.x[:, 0])

    np.testing.assert_array_equal(
        searched(model, hit, THRESHOLDS, layer), [plainly(threshold) for threshold in THRESHOLDS]
    )
