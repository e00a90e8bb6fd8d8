"""Networks of inverted bottlenecks: blocks that widen an embedding, apply GELU, and narrow it again."""

from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from empirical.errors import InputError


@dataclass(frozen=True)
class Bottlenecks:
    """The shape of a network of inverted bottlenecks; as it stands, that of Hardy et al. 2023, section 3.1.

    Attributes:
        embedding: The width of the embedding, into which one linear layer brings an instance.
        expansion: The width of the layer inside a block, by that of the embedding.
        blocks: The number of blocks of two layers.
        residual: Whether a block adds its result to its input, which the paper leaves open.
    """

    embedding: int = 64
    expansion: int = 4
    blocks: int = 2
    residual: bool = False

    def __post_init__(self) -> None:
        """Reject shapes that no network has.

        Raises:
            InputError: If a number is below 1.
        """
        for name in ("embedding", "expansion", "blocks"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} of bottlenecks must be at least 1, not {getattr(self, name)}")


class BottleneckNetwork(eqx.Module):
    """A network of inverted bottlenecks, a pytree whose leaves are arrays.

    Attributes:
        layers: The weights [out, in] and the biases [out] of the embedding, of both layers of every block, and of the
            last layer, which gives the logits.
        residual: Whether a block adds its result to its input.
    """

    layers: tuple[tuple[Any, Any], ...]
    residual: bool = eqx.field(static=True)

    @classmethod
    def initial(
        cls, shape: Bottlenecks, width: int, classes: int, *, kind: Any = float, key: Key[Array, ""]
    ) -> "BottleneckNetwork":
        """Draw a network before training: normal weights of variance 2/(in + out), biases 0 (Glorot & Bengio 2010).

        Args:
            shape: The shape.
            width: The number of columns of an instance.
            classes: The number of classes.
            kind: The type of floats.
            key: The key of the draw.

        Returns:
            The network.
        """
        inner, outer = shape.expansion * shape.embedding, shape.embedding
        sizes = [(width, outer), *[(outer, inner), (inner, outer)] * shape.blocks, (outer, classes)]
        draw = jax.nn.initializers.glorot_normal(in_axis=1, out_axis=0)
        drawn = zip(jax.random.split(key, len(sizes)), sizes, strict=True)
        layers = tuple((draw(one, (last, first), kind), jnp.zeros(last, kind)) for one, (first, last) in drawn)
        return cls(layers, shape.residual)

    def __call__(self, x: Float[Array, " k"]) -> Float[Array, " c"]:
        """Give the logits of one instance.

        Args:
            x: The instance.

        Returns:
            The logits.
        """
        embedding, *inside, last = self.layers
        x = _affine(embedding, x)
        for wide, narrow in zip(inside[::2], inside[1::2], strict=True):
            change = _affine(narrow, jax.nn.gelu(_affine(wide, x), approximate=False))
            x = x + change if self.residual else change
        return _affine(last, x)


def _affine(layer: tuple[Any, Any], x: Any) -> Any:
    weights, biases = layer
    return weights @ x + biases
