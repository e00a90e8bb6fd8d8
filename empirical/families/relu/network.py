"""ReLU networks, and models that score by them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Array, Float, Key

from empirical.models.model import TracedModel


class MLP(eqx.Module):
    """A fully connected ReLU network from one instance to its score, a pytree whose leaves are arrays.

    Attributes:
        layers: The affine maps, with ReLU between them; the last one leads to a single score.
    """

    layers: tuple[eqx.nn.Linear, ...]

    @classmethod
    def initial(cls, columns: int, *, width: int | None = None, depth: int = 2, key: Key[Array, ""]) -> "MLP":
        """Draw a network before training: weights and biases uniform in ±1/√(inputs of their layer).

        Args:
            columns: The number d ≥ 1 of columns, without the constant one.
            width: The width of every hidden layer; ``None`` for 2d (Krishna et al. 2024, section 5).
            depth: The number of hidden layers.
            key: The key of the draw.

        Returns:
            The network.
        """
        width = 2 * columns if width is None else width
        sizes = (columns, *(width,) * depth, "scalar")
        keys = jax.random.split(key, depth + 1)
        return cls(tuple(eqx.nn.Linear(*size, key=key) for size, key in zip(pairwise(sizes), keys, strict=True)))

    def __call__(self, x: Float[Array, " k"]) -> Float[Array, ""]:
        """Score one instance, which is accepted where the score is positive.

        Args:
            x: A row of a design. Its last entry, the constant 1, is ignored: the layers have biases.

        Returns:
            The score, a logit.
        """
        *hidden, last = self.layers
        x = x[:-1]
        for layer in hidden:
            x = jax.nn.relu(layer(x))
        return last(x)


@dataclass(frozen=True, eq=False)
class ReluModel(TracedModel):
    """A model with the score of a ReLU network.

    Attributes:
        function: The network.
    """

    function: MLP
    search_precision: ClassVar[type[np.floating]] = np.float32  # 2.6 times as fast, and as good at finding points
