"""Fully connected ReLU networks from one instance to the logits of several classes."""

from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
from equinox import Module
from jaxtyping import Array, Float, Key


class ClassNetwork(Module):
    """A fully connected ReLU network, a pytree whose leaves are arrays.

    Attributes:
        layers: The weights [out, in] and the biases [out] of every layer, with ReLU between them.
    """

    layers: tuple[tuple[Any, Any], ...]

    @classmethod
    def initial(cls, sizes: tuple[int, ...], *, kind: Any = float, key: Key[Array, ""]) -> "ClassNetwork":
        """Draw a network before training: normal weights of variance 2/(in + out), biases 0 (Glorot & Bengio 2010).

        Args:
            sizes: The number of columns, the widths of the hidden layers, and the number of classes.
            kind: The type of floats.
            key: The key of the draw.

        Returns:
            The network.
        """
        draw = jax.nn.initializers.glorot_normal(in_axis=1, out_axis=0)
        keys = jax.random.split(key, len(sizes) - 1)
        shapes = zip(keys, pairwise(sizes), strict=True)
        return cls(tuple((draw(one, (last, first), kind), jnp.zeros(last, kind)) for one, (first, last) in shapes))

    def __call__(self, x: Float[Array, " k"]) -> Float[Array, " c"]:
        """Give the logits of one instance.

        Args:
            x: The instance.

        Returns:
            The logits.
        """
        *hidden, (weights, biases) = self.layers
        for inner, shift in hidden:
            x = jax.nn.relu(inner @ x + shift)
        return weights @ x + biases


def losses(network: Any, inputs: Float[Array, "n k"], labels: Any) -> Float[Array, " n"]:
    """Compute the cross-entropy of every instance, −log softmax(z)_y.

    Args:
        network: A function from one instance to its logits.
        inputs: The instances, [n, k].
        labels: Their classes, int [n].

    Returns:
        The losses, [n].

    Examples:
        >>> round(float(losses(lambda x: x, jnp.zeros((1, 2)), jnp.array([1]))[0]), 3)
        0.693
    """
    logits = jax.nn.log_softmax(jax.vmap(network)(inputs), axis=1)
    return -jnp.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
