"""Draws of candidates, kept for the next call: whoever asks for one person after the other asks with the same key."""

import math
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

WAYS = {
    1.0: jax.random.laplace,
    2.0: jax.random.normal,
    math.inf: partial(jax.random.uniform, minval=-1.0, maxval=1.0),
}
"""Draws by p: their directions, with the length in ℓ_p taken away, are those of points uniform in an ℓ_p ball."""

KEPT = 4
"""The number of draws that are kept."""


class Draws(NamedTuple):
    """What a layer of candidates is made of; nobody may write to it.

    Attributes:
        ways: Vectors of any direction, [n, k].
        lengths: Numbers between ½ and 1, [n, 1].
    """

    ways: Float[np.ndarray, "n k"]
    lengths: Float[np.ndarray, "n 1"]


def drawn(key: Any, samples: int, width: int, norm: float, kind: Any) -> Draws:
    """Draw candidates, or give those that were drawn with the same key before.

    Args:
        key: The key of the draw.
        samples: The number of candidates.
        width: The number of columns.
        norm: The norm p: 1, 2 or ∞.
        kind: The type of floats.

    Returns:
        The draws.

    Examples:
        >>> some = drawn(jax.random.key(0), 20, 3, 2.0, np.float64)
        >>> some.ways.shape, bool(some.lengths.min() >= 0.5), some is drawn(jax.random.key(0), 20, 3, 2.0, np.float64)
        ((20, 3), True, True)
    """
    numbers = np.asarray(jax.random.key_data(key))
    return _drawn(numbers.tobytes(), numbers.shape, jax.random.key_impl(key), samples, width, norm, np.dtype(kind))


@lru_cache(KEPT)
def _drawn(
    numbers: bytes, shape: tuple[int, ...], generator: Any, samples: int, width: int, norm: float, kind: np.dtype
) -> Draws:
    key = jax.random.wrap_key_data(jnp.asarray(np.frombuffer(numbers, np.uint32).reshape(shape)), impl=generator)
    draws = Draws(*map(np.asarray, _random(key, samples, width, norm, kind)))
    for part in draws:
        part.flags.writeable = False
    return draws


@partial(jax.jit, static_argnums=(1, 2, 3, 4))
def _random(key: Any, samples: int, width: int, norm: float, kind: np.dtype) -> tuple[Any, Any]:
    of_ways, of_lengths = jax.random.split(key)
    ways = WAYS[norm](of_ways, (samples, width), kind)
    return ways, jax.random.uniform(of_lengths, (samples, 1), kind, 0.5, 1.0)
