"""The networks of a variational autoencoder of tabular data (Kingma & Welling 2014): pure functions of one instance."""

from itertools import pairwise
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

LARGEST_LOG_VARIANCE = 12.0
"""Largest absolute logarithm of a posterior variance, so that neither a variance nor a draw can overflow."""


class Encoder(eqx.Module):
    """A ReLU network from an instance to the mean and the log variances of its posterior N(mean, diag).

    Attributes:
        layers: The affine maps, the last one to 2l numbers, with ReLU between them.
        shift: The number that is subtracted from every column, [k].
        scale: The number that every column is then divided by, [k]; ∞ for a column that is constant in training.
    """

    layers: tuple[eqx.nn.Linear, ...]
    shift: Float[Array, " k"]
    scale: Float[Array, " k"]

    def __call__(self, x: Float[Array, " k"]) -> tuple[Float[Array, " l"], Float[Array, " l"]]:
        """Compute the posterior of one instance.

        Args:
            x: The instance, a row of a design. Its last entry, the constant 1, is left out: the layers have biases.

        Returns:
            The mean of the posterior, [l], and the logarithms of its variances, [l].
        """
        mean, raw = jnp.split(_relu_network(self.layers, ((x - self.shift) / self.scale)[:-1]), 2)
        return mean, LARGEST_LOG_VARIANCE * jnp.tanh(raw / LARGEST_LOG_VARIANCE)


class Decoder(eqx.Module):
    """A ReLU network from a latent point to an instance whose columns stay within their range in training.

    Attributes:
        layers: The affine maps, the last one to the k columns, with ReLU between them.
        low: The smallest value of every column in training, [k].
        extent: The length of every column's range in training, [k]; 0 for a constant column, which is decoded exactly.
    """

    layers: tuple[eqx.nn.Linear, ...]
    low: Float[Array, " k"]
    extent: Float[Array, " k"]

    def logits(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """Compute the arguments of the last sigmoid, one for every column.

        Args:
            z: The latent point, [l].

        Returns:
            The arguments, [k]; for a 0/1 column the logit of a 1.
        """
        return _relu_network(self.layers, z)

    def __call__(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """Decode a latent point.

        Args:
            z: The latent point, [l].

        Returns:
            The instance, [k]: means of numbers, and the probability of a 1 in the columns of categories.
        """
        return self.low + self.extent * jax.nn.sigmoid(self.logits(z))


class VAE(eqx.Module):
    """A variational autoencoder: an encoder, a decoder and the noise of numbers; all leaves are arrays.

    Attributes:
        encoder: The network from instances to posteriors.
        decoder: The network from latent points to instances.
        spread: The learned logarithms of the standard deviations of numbers around their decoded values, in units of
            their range, [k]; see :func:`~empirical.autoencoder.elbo.log_likelihood`.
    """

    encoder: Encoder
    decoder: Decoder
    spread: Float[Array, " k"]

    def encode(self, x: Float[Array, " k"]) -> Float[Array, " l"]:
        """Encode one instance as a latent point.

        Args:
            x: The instance, a row of a design, [k].

        Returns:
            The mean of its posterior, [l].
        """
        return self.encoder(x)[0]

    def decode(self, z: Float[Array, " l"]) -> Float[Array, " k"]:
        """Decode one latent point as an instance.

        Args:
            z: The latent point, [l].

        Returns:
            The instance, [k]: numbers within their range in training, and probabilities in the columns of categories.
        """
        return self.decoder(z)


def initial_layers(sizes: tuple[int, ...], key: Key[Array, ""]) -> tuple[eqx.nn.Linear, ...]:
    """Draw the affine maps of a network before training: weights and biases uniform in ±1/√(inputs of their layer).

    Args:
        sizes: The sizes of the input and of every layer's output.
        key: The key of the draw.

    Returns:
        The layers.

    Examples:
        >>> [layer.weight.shape for layer in initial_layers((3, 8, 2), jax.random.key(0))]
        [(8, 3), (2, 8)]
    """
    keys = jax.random.split(key, len(sizes) - 1)
    return tuple(eqx.nn.Linear(*size, key=layer_key) for size, layer_key in zip(pairwise(sizes), keys, strict=True))


def _relu_network(layers: Any, values: Any) -> Any:
    *hidden, last = layers
    for layer in hidden:
        values = jax.nn.relu(layer(values))
    return last(values)
