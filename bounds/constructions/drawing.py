"""Random instances of a construction, of all magnitudes, and their fields as arrays."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from bounds.batching import require_float64
from bounds.constructions.construction import Construction, Parameter
from bounds.readings.angles import JAX_PLANE

DECADES = 3.0
"""Below the largest value, over which numbers are drawn."""

ZEROS = 0.1
"""Share of the drawn numbers that are 0, where they may be."""


def draw(construction: Construction, key: PRNGKeyArray, count: int) -> Float[Array, "p n"]:
    """Random instances.

    Args:
        construction: What they are instances of.
        key: For all of them.
        count: How many.

    Returns:
        A column for each instance, a row for each parameter, float64.

    Raises:
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    require_float64()
    keys = jax.random.split(key, len(construction.parameters))
    return jnp.stack(
        [_draw(parameter, one, count) for parameter, one in zip(construction.parameters, keys, strict=True)]
    )


def fields_at(construction: Construction, point: Float[Array, "p n"]) -> dict[str, Float[Array, " n"]]:
    """The fields of many instances.

    Args:
        construction: What they are instances of.
        point: A row for each parameter.

    Returns:
        An array for each field.
    """
    given = dict(zip((parameter.name for parameter in construction.parameters), point, strict=True))
    fields = construction.fields(JAX_PLANE, given)
    return {name: jnp.broadcast_to(jnp.asarray(value, jnp.float64), point.shape[1:]) for name, value in fields.items()}


def _draw(parameter: Parameter, key: PRNGKeyArray, count: int) -> Array:
    size, sign, zero = jax.random.split(key, 3)
    even = jax.random.uniform(size, (count,), dtype=jnp.float64)
    if parameter.values:
        return jnp.array(parameter.values, jnp.float64)[jnp.floor(even * len(parameter.values)).astype(int)]
    if parameter.scale == "log":
        return parameter.low * (parameter.high / parameter.low) ** even
    negative = jax.random.bernoulli(sign, shape=(count,)) & (parameter.low < 0.0)
    largest = jnp.where(negative, parameter.low, parameter.high)
    return jnp.where(jax.random.bernoulli(zero, ZEROS, (count,)), 0.0, largest * 10.0 ** (-DECADES * even))
