"""Compiled functions over any number of instances: the same answer as without padding, from few compilations."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.batching import LARGEST, SMALLEST, over_instances, sizes_of_some
from empirical.numerics import EPS

SIZES = (0, 1, 63, 64, 65, 8192, 9000)


def per_instance(inputs):
    """A tree of a number, a vector and a truth value per instance."""
    return {"norm": jnp.sqrt(jnp.sum(inputs**2, axis=1)), "pair": (2.0 * inputs, inputs[:, 0] > 0.0)}


@pytest.mark.parametrize("size", SIZES)
def test_the_same_as_without_batches(size):
    inputs = np.random.default_rng(size).normal(size=(size, 3))
    found, alone = over_instances(jax.jit(per_instance), inputs), per_instance(jnp.asarray(inputs))
    assert jax.tree.structure(found) == jax.tree.structure(alone)
    for batched, expected in zip(jax.tree.leaves(found), jax.tree.leaves(alone), strict=True):
        assert isinstance(batched, np.ndarray)
        assert batched.shape == expected.shape
        assert batched.dtype == expected.dtype
        np.testing.assert_allclose(batched, expected, rtol=4 * EPS)


def test_a_function_that_mixes_instances_would_be_seen():
    """The mutant: a sum over instances differs once there is more than one batch."""
    inputs = np.ones((LARGEST + 1, 1))
    mixed = over_instances(lambda batch: np.full(len(batch), batch.sum()), inputs)
    assert set(mixed) == {float(LARGEST), 1.0}


def test_few_compilations_for_many_sizes():
    compiled: Any = jax.jit(lambda inputs: inputs.sum(axis=1))
    sizes = [*SIZES, *range(1, 600, 13), 3000, 20_000]
    for size in sizes:
        over_instances(compiled, np.ones((size, 2)))
    possible = 1 + (LARGEST // SMALLEST).bit_length() - 1
    assert compiled._cache_size() <= possible
    before = compiled._cache_size()
    for size in sizes:
        over_instances(compiled, np.ones((size, 2)))
    assert compiled._cache_size() == before


def _scaled(factor: Any, instances: Any) -> Any:
    return {"inputs": factor * instances["inputs"], "sum": instances["inputs"].sum(axis=1)}


scaled: Any = jax.jit(_scaled)


def test_a_search_compiles_all_its_sizes_before_the_first():
    """Whichever instances finish when, nothing is compiled later, nor by another search of the same padded size."""
    factor = np.asarray(2.0)

    def some(count: int) -> dict[str, np.ndarray]:
        return {"inputs": np.random.default_rng(count).normal(size=(count, 2))}

    sizes = sizes_of_some(scaled, (factor,), some(1000))
    assert sizes == (1024, 512, 256, 128, 64)
    compiled = scaled._cache_size()
    for whole, counts in ((1000, (1000, 700, 300, 3, 0)), (600, (600, 512, 200, 65))):
        assert sizes_of_some(scaled, (factor,), some(whole)) == sizes
        for count in counts:
            found = over_instances(lambda instances: scaled(factor, instances), some(count), sizes)
            np.testing.assert_allclose(found["inputs"], 2.0 * some(count)["inputs"])
            assert found["sum"].shape == (count,)
    assert scaled._cache_size() == compiled


def test_other_shapes_and_types_are_other_searches():
    before = scaled._cache_size()
    sizes_of_some(scaled, (np.asarray(2.0),), {"inputs": np.zeros((3, 5))})
    assert scaled._cache_size() == before + 1
    sizes_of_some(scaled, (np.asarray(2.0, np.float32),), {"inputs": np.zeros((3, 5), np.float32)})
    assert scaled._cache_size() == before + 2
