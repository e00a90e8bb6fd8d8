"""Small convolutional networks of grey images: convolutions with stride and ReLU, then fully connected layers."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from empirical.errors import InputError


@dataclass(frozen=True)
class Convolutions:
    """The shape of a convolutional network.

    Attributes:
        channels: The numbers of channels, one for each convolution.
        kernel: The rows and columns of a filter.
        stride: The step of the filters in both directions; images are padded with 0, so that sides are divided by it.
        dense: The width of the hidden layer after the convolutions.
    """

    channels: tuple[int, ...] = (16, 32)
    kernel: int = 3
    stride: int = 2
    dense: int = 64

    def __post_init__(self) -> None:
        """Reject shapes that no network has.

        Raises:
            InputError: If a number is below 1, or there is no convolution.
        """
        if not self.channels or min(*self.channels, self.kernel, self.stride, self.dense) < 1:
            raise InputError(
                f"a convolutional network has one convolution or more, and numbers of at least 1, not {self}"
            )


class ConvNetwork(eqx.Module):
    """A convolutional network, a pytree whose leaves are arrays.

    Attributes:
        filters: The filters [out, in, h, w] and the biases [out] of every convolution, with ReLU after it.
        layers: The weights [out, in] and the biases [out] of the fully connected layers, with ReLU between them.
        shape: The rows and columns of an image, whose pixels are the columns of an instance row by row.
        stride: The step of the filters.
    """

    filters: tuple[tuple[Any, Any], ...]
    layers: tuple[tuple[Any, Any], ...]
    shape: tuple[int, ...] = eqx.field(static=True)
    stride: int = eqx.field(static=True)

    @classmethod
    def initial(
        cls, form: Convolutions, shape: tuple[int, ...], classes: int, *, kind: Any = float, key: Key[Array, ""]
    ) -> "ConvNetwork":
        """Draw a network before training: normal weights of variance 2/(in + out), biases 0 (Glorot & Bengio 2010).

        Args:
            form: The shape of the network.
            shape: The rows and columns of an image.
            classes: The number of classes.
            kind: The type of floats.
            key: The key of the draw.

        Returns:
            The network.

        Raises:
            InputError: If the instances are no images.
        """
        if len(shape) != 2:
            raise InputError("convolutions need images with rows and columns, as fashion-mnist has; choose hidden=")
        sides = shape
        for _ in form.channels:
            sides = tuple(-(-side // form.stride) for side in sides)
        square = (form.kernel, form.kernel)
        widths = [sides[0] * sides[1] * form.channels[-1], form.dense, classes]
        shapes = [(last, first, *square) for first, last in pairwise((1, *form.channels))]
        shapes += [(last, first) for first, last in pairwise(widths)]
        draw = jax.nn.initializers.glorot_normal(in_axis=1, out_axis=0)
        drawn = zip(jax.random.split(key, len(shapes)), shapes, strict=True)
        parts = tuple((draw(one, size, kind), jnp.zeros(size[0], kind)) for one, size in drawn)
        return cls(parts[:-2], parts[-2:], shape, form.stride)

    def __call__(self, x: Float[Array, " k"]) -> Float[Array, " c"]:
        """Give the logits of one instance.

        Args:
            x: The instance, the pixels of an image row by row.

        Returns:
            The logits.
        """
        image = x.reshape(1, 1, *self.shape)
        for inner, shift in self.filters:
            image = jax.lax.conv_general_dilated(image, inner, (self.stride, self.stride), "SAME")
            image = jax.nn.relu(image + shift[None, :, None, None])
        (dense, shift), (last, biases) = self.layers
        return last @ jax.nn.relu(dense @ image.reshape(-1) + shift) + biases
