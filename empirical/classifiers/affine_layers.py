"""The layers of convolutional networks as matrices, of which Lipschitz constants can be certified."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from empirical.classifiers.convolutions import ConvNetwork


class AffineLayer(NamedTuple):
    """An affine map, after which comes ReLU unless it is the last one.

    Attributes:
        weights: Its matrix, [out, in].
        biases: Its vector, [out].
    """

    weights: Float[np.ndarray, "n k"]
    biases: Float[np.ndarray, " n"]


def affine_layers(network: ConvNetwork) -> list[AffineLayer]:
    """Write all layers of a convolutional network out as matrices.

    Every entry of a matrix is a weight or 0, so nothing is rounded.

    Args:
        network: The network.

    Returns:
        The layers, float64, from the pixels of an image to the logits.

    Examples:
        >>> from empirical.classifiers.convolutions import Convolutions
        >>> form = Convolutions(channels=(2,), kernel=2, dense=3)
        >>> network = ConvNetwork.initial(form, (4, 4), 2, key=jax.random.key(0))
        >>> [layer.weights.shape for layer in affine_layers(network)]
        [(8, 16), (3, 8), (2, 3)]
    """
    found, channels, sides = [], 1, network.shape
    for inner, shift in network.filters:
        size = channels * sides[0] * sides[1]
        images = jnp.eye(size).reshape(size, channels, *sides)
        stride = (network.stride, network.stride)
        columns = jax.lax.conv_general_dilated(images, jnp.asarray(inner, float), stride, "SAME")
        channels, *sides = columns.shape[1:]
        found.append(_layer(columns.reshape(size, -1).T, jnp.repeat(jnp.asarray(shift), sides[0] * sides[1])))
    return found + [_layer(*layer) for layer in network.layers]


def _layer(weights: Any, biases: Any) -> AffineLayer:
    return AffineLayer(np.asarray(weights, np.float64), np.asarray(biases, np.float64))
