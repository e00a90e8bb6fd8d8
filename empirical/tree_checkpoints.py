"""Checkpoints of pytrees, such as the weights of networks: their leaves are kept as arrays, in order."""

from collections.abc import Callable
from typing import Any

import jax

from empirical.checkpoints import Arrays, Checkpoint, Key


def keep_tree(checkpoint: Checkpoint, key: Key, compute: Callable[[], Any], *, like: Any) -> Any:
    """Compute a pytree of arrays, or read it if it is finished already.

    Args:
        checkpoint: The store of finished work.
        key: The name of the checkpoint.
        compute: The function that computes the pytree.
        like: A pytree of the same structure, whatever its leaves.

    Returns:
        The pytree, with arrays of NumPy as its leaves, whether it was computed or read.

    Examples:
        >>> import numpy as np
        >>> from empirical.checkpoints import without_checkpoints
        >>> keep_tree(without_checkpoints, ("weights",), lambda: (np.ones(1), [np.zeros(1)]), like=(0, [0]))
        (array([1.]), [array([0.])])
    """

    def arrays() -> Arrays:
        leaves = jax.tree.leaves(jax.device_get(compute()))
        return {f"leaf {place:04}": leaf for place, leaf in enumerate(leaves)}

    kept = checkpoint(key, arrays)
    return jax.tree.unflatten(jax.tree.structure(like), [kept[name] for name in sorted(kept)])
