"""Compiled functions over any number of persons: the same answer as without padding, from a few compilations."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.batching import LARGEST, SMALLEST, over_persons

SIZES = (0, 1, 63, 64, 65, 8192, 9000)


def per_person(inputs):
    """A tree of a number, a vector and a truth value per person."""
    return {"norm": jnp.sqrt(jnp.sum(inputs**2, axis=1)), "pair": (2.0 * inputs, inputs[:, 0] > 0.0)}


@pytest.mark.parametrize("size", SIZES)
def test_the_same_as_without_batches(size):
    inputs = np.random.default_rng(size).normal(size=(size, 3))
    found, alone = over_persons(jax.jit(per_person), inputs), per_person(jnp.asarray(inputs))
    assert jax.tree.structure(found) == jax.tree.structure(alone)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(alone), strict=True):
        assert isinstance(one, np.ndarray)
        assert one.shape == other.shape
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=4 * np.finfo(float).eps)


def test_a_function_that_mixes_persons_would_be_seen():
    """The mutant: a sum over persons differs once there is more than one block."""
    inputs = np.ones((LARGEST + 1, 1))
    mixed = over_persons(lambda part: np.full(len(part), part.sum()), inputs)
    assert set(mixed) == {float(LARGEST), 1.0}


def test_few_compilations_for_many_sizes():
    compiled: Any = jax.jit(lambda inputs: inputs.sum(axis=1))
    sizes = [*SIZES, *range(1, 600, 13), 3000, 20_000]
    for size in sizes:
        over_persons(compiled, np.ones((size, 2)))
    possible = 1 + (LARGEST // SMALLEST).bit_length() - 1
    assert compiled._cache_size() <= possible
    before = compiled._cache_size()
    for size in sizes:
        over_persons(compiled, np.ones((size, 2)))
    assert compiled._cache_size() == before
