"""Trees of arrays in numbers of another precision."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


def in_precision(precision: type[np.floating], tree: Any) -> Any:
    """Convert the floating-point numbers of a tree of arrays; its other arrays stay as they are.

    Args:
        precision: The type of the new numbers.
        tree: The tree.

    Returns:
        The tree with converted arrays.

    Examples:
        >>> converted = in_precision(np.float32, (np.ones(2), np.array([True])))
        >>> [str(part.dtype) for part in converted]
        ['float32', 'bool']
    """
    return jax.tree.map(lambda part: part.astype(precision) if jnp.issubdtype(part.dtype, jnp.floating) else part, tree)
