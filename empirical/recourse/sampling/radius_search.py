"""The search for the radius of a layer with an accepted candidate among a few: a nearer one may be missed."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax.numpy as jnp

SCOUTS = 64
"""Number of candidates that look for the radius; where they find none, all candidates do."""

SHRINKINGS = 10
"""Largest number of halvings of the first radius, for instances at the boundary: shorter changes drown in rounding."""


class _Ladder(NamedTuple):
    """Where the searches stand.

    Attributes:
        here: The radii to try next, [b].
        begun: Whether a radius has been tried, bool [b].
        shrinks: Whether the first layer held an accepted candidate, so that radii are halved, bool [b].
        smallest: The smallest radii so far whose layers hold one, [b]; NaN where there is none.
        active: Whether to go on, bool [b].
    """

    here: Any
    begun: Any
    shrinks: Any
    smallest: Any
    active: Any


def scouts(layer: Any) -> Any:
    """Give the candidates of a layer that look for the radius.

    Args:
        layer: The candidates, [n, k].

    Returns:
        The first ``SCOUTS`` of them.

    Examples:
        >>> scouts(jnp.zeros((100, 2))).shape
        (64, 2)
    """
    return layer[:SCOUTS]


def smallest_radii(model: Any, hit: Callable[[Any, Any, Any], Any], batch: Any, shared: Any) -> Any:
    """Find the radii of layers that hold an accepted scout, by doubling or halving.

    Args:
        model: Scores and loops, as a stage gets them.
        hit: A function from a batch, the radii [b] of its layers, and bool [b] of whom they are asked, to whether a
            scout is accepted there, bool [b].
        batch: The instances, with the largest radius of each as ``end``.
        shared: The settings: ``scouts``, and ``first``, the radius to begin with, or the least that can be halved so
            often if that is more.

    Returns:
        The batch with the ``radius`` of the first layer in which a scout is accepted while none is in the layer inside
        it, [b]; NaN where none is accepted.

    Examples:
        >>> from empirical.recourse.sampling.input_space import Batch, Shared
        >>> from empirical.recourse.sampling.stages import Traced
        >>> from_three = lambda batch, radii, asked: asked & (radii >= 3.0)
        >>> batch, rest = Batch(jnp.zeros((2, 1)), end=jnp.array([16.0, 2.0])), [None] * 2
        >>> shared = Shared(None, *rest, first=1.0, layer=None, scouts=jnp.ones((1, 1)), together=None, tried=None)
        >>> smallest_radii(Traced(None), from_three, batch, shared).radius.tolist()
        [4.0, nan]
    """
    kind = batch.end.dtype
    least = float(jnp.finfo(kind).tiny) * 2.0**SHRINKINGS
    first, none = jnp.maximum(jnp.asarray(shared.first, kind), least), jnp.zeros(len(batch.end), bool)

    def step(batch: Any, ladder: _Ladder) -> _Ladder:
        found = hit(batch, ladder.here, ladder.active)
        shrinks = jnp.where(ladder.begun, ladder.shrinks, found)
        further = jnp.where(shrinks, ladder.here > first * 0.5**SHRINKINGS, ladder.here < batch.end)
        return _Ladder(
            here=jnp.where(shrinks, ladder.here / 2.0, jnp.minimum(2.0 * ladder.here, batch.end)),
            begun=jnp.ones_like(ladder.begun),
            shrinks=shrinks,
            smallest=jnp.where(ladder.active & found, ladder.here, ladder.smallest),
            active=ladder.active & further & (found == shrinks),
        )

    start = _Ladder(jnp.minimum(batch.end, first), none, none, jnp.full_like(batch.end, jnp.nan), ~none)
    return batch._replace(radius=model.finished(step, batch, start, len(shared.scouts)).smallest)
