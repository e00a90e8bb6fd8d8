"""Random instances of a construction, of all magnitudes, and their fields as arrays."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, PRNGKeyArray

from bounds.batching import require_float64
from bounds.constructions.construction import Construction, Parameter
from bounds.readings.angles import JAX_PLANE

DECADES = 3.0
"""Number of decades below the largest magnitude over which numbers are drawn."""

ZEROS = 0.1
"""Share of the drawn numbers that are 0, for parameters that may be 0."""


def draw(construction: Construction, key: PRNGKeyArray, count: int) -> Float[Array, "p n"]:
    """Draw random instances of a construction.

    Args:
        construction: The construction whose parameters are drawn.
        key: The random key for all instances.
        count: The number of instances.

    Returns:
        The parameters in float64: a row for each parameter, a column for each instance.

    Raises:
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> from bounds.constructions.decoders import decoder
        >>> points = draw(decoder(1), jax.random.key(0), 5)
        >>> points.shape, len(decoder(1).parameters)
        ((7, 5), 7)
    """  # noqa: DOC502
    require_float64()
    keys = jax.random.split(key, len(construction.parameters))
    rows = zip(construction.parameters, keys, strict=True)
    return jnp.stack([_draw(parameter, row_key, count) for parameter, row_key in rows])


def fields_at(construction: Construction, point: Float[Array, "p n"]) -> dict[str, Float[Array, " n"]]:
    """Compute the fields of many instances at once, in float64.

    Args:
        construction: The construction of which they are instances.
        point: The parameters: a row for each parameter, a column for each instance.

    Returns:
        An array with a number for each instance, by name of the field.

    Examples:
        >>> from bounds.constructions.decoders import decoder
        >>> points = jnp.array([[2.0], [0.0], [1.0], [0.5], [3.0], [-1.0], [0.0]])  # g, h, x, z, z_nr, z_r, slack
        >>> fields = fields_at(decoder(1), points)
        >>> {name: fields[name].tolist() for name in ("cost_nr", "recourse_gap", "lipschitz")}
        {'cost_nr': [5.0], 'recourse_gap': [8.0], 'lipschitz': [2.0]}
    """
    given = dict(zip((parameter.name for parameter in construction.parameters), point, strict=True))
    fields = construction.fields(JAX_PLANE, given)
    return {name: jnp.broadcast_to(jnp.asarray(value, jnp.float64), point.shape[1:]) for name, value in fields.items()}


def _draw(parameter: Parameter, key: PRNGKeyArray, count: int) -> Array:
    """Random values of one parameter."""
    size, sign, zero = jax.random.split(key, 3)
    even = jax.random.uniform(size, (count,), dtype=jnp.float64)
    if parameter.values:
        return jnp.array(parameter.values, jnp.float64)[jnp.floor(even * len(parameter.values)).astype(int)]
    if parameter.scale == "log":
        return parameter.low * (parameter.high / parameter.low) ** even
    negative = jax.random.bernoulli(sign, shape=(count,)) & (parameter.low < 0.0)
    largest = jnp.where(negative, parameter.low, parameter.high)
    return jnp.where(jax.random.bernoulli(zero, ZEROS, (count,)), 0.0, largest * 10.0 ** (-DECADES * even))
