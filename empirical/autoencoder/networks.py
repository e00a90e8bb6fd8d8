"""The networks of a variational autoencoder of table rows (Kingma & Welling 2014): pure functions of one instance."""

from itertools import pairwise
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

LARGEST_LOG_VARIANCE = 12.0
"""Of the posterior, and of its inverse: neither the variance nor a draw can overflow."""


class Encoder(eqx.Module):
    """A ReLU network from a row to the mean and the log variances of its posterior N(mean, diag).

    Attributes:
        layers: Affine maps, the last one to 2l numbers, with ReLU between them.
        shift: What is subtracted from every column.
        scale: What it is then divided by; ∞ for a column that is constant in training.
    """

    layers: tuple[eqx.nn.Linear, ...]
    shift: Float[Array, " k"]
    scale: Float[Array, " k"]

    def __call__(self, x: Float[Array, " k"]) -> tuple[Float[Array, " l"], Float[Array, " l"]]:
        """The posterior of one instance.

        Args:
            x: A row of a design. Its last entry, the constant 1, is left out: the layers have biases.

        Returns:
            Its mean, and the logarithms of its variances.
        """
        mean, raw = jnp.split(_relu_network(self.layers, ((x - self.shift) / self.scale)[:-1]), 2)
        return mean, LARGEST_LOG_VARIANCE * jnp.tanh(raw / LARGEST_LOG_VARIANCE)


class Decoder(eqx.Module):
    """A ReLU network from a latent point to a row whose columns stay within their range in training.

    Attributes:
        layers: Affine maps, the last one to the k columns, with ReLU between them.
        low: The smallest value of every column in training.
        extent: How far above it the largest is: 0 for a constant column, which is decoded exactly.
    """

    layers: tuple[eqx.nn.Linear, ...]
    low: Float[Array, " k"]
    extent: Float[Array, " k"]

    def logits(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """What the sigmoid is taken of.

        Args:
            z: A latent point.

        Returns:
            For a 0/1 column the logit of its 1.
        """
        return _relu_network(self.layers, z)

    def __call__(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """The row that a latent point stands for.

        Args:
            z: A latent point.

        Returns:
            The mean of the numbers, the probability of a 1 in the columns of categories.
        """
        return self.low + self.extent * jax.nn.sigmoid(self.logits(z))


class VAE(eqx.Module):
    """An encoder and a decoder; all leaves are arrays.

    Attributes:
        encoder: From rows to posteriors.
        decoder: From latent points to rows.
        spread: Logarithm of how far numbers lie from what is decoded, in units of their range: see ``elbo``.
    """

    encoder: Encoder
    decoder: Decoder
    spread: Float[Array, " k"]

    def encode(self, x: Float[Array, " k"]) -> Float[Array, " l"]:
        """The latent point of one instance.

        Args:
            x: A row of a design.

        Returns:
            The mean of its posterior.
        """
        return self.encoder(x)[0]

    def decode(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """The row that a latent point stands for.

        Args:
            z: A latent point.

        Returns:
            Numbers within their range in training, probabilities in the columns of categories.
        """
        return self.decoder(z)


def initial_layers(sizes: tuple[int, ...], key: Key[Array, ""]) -> tuple[eqx.nn.Linear, ...]:
    """Affine maps before training: weights and biases uniform in ±1/√(inputs of their layer).

    Args:
        sizes: Of the input and of every layer's output.
        key: Decides the draw.

    Returns:
        The layers.
    """
    keys = jax.random.split(key, len(sizes) - 1)
    return tuple(eqx.nn.Linear(*size, key=one) for size, one in zip(pairwise(sizes), keys, strict=True))


def _relu_network(layers: Any, values: Any) -> Any:
    *hidden, last = layers
    for layer in hidden:
        values = jax.nn.relu(layer(values))
    return last(values)
