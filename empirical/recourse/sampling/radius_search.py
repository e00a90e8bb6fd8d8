"""The search for the radius of a layer with an accepted candidate among a few: a nearer one may be missed."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax.numpy as jnp

SCOUTS = 64
"""Number of candidates that look for the radius; where they find none, all candidates do."""

SHRINKINGS = 10
"""Largest number of halvings of the first radius, for instances at the boundary: shorter changes drown in rounding."""


class _Ladder(NamedTuple):
    """Where the search stands.

    Attributes:
        begun: Whether a radius has been tried.
        here: The radii to try next, [b].
        shrinks: Whether the first layer held an accepted candidate, so that radii are halved, bool [b].
        smallest: The smallest radii so far whose layers hold one, [b]; NaN where there is none.
        active: Whether to go on, bool [b].
    """

    begun: Any
    here: Any
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


def smallest_radii(model: Any, hit: Callable[[Any, Any], Any], first: Any, ends: Any) -> Any:
    """Find the radii of layers that hold an accepted candidate, by doubling or halving.

    Args:
        model: Scores and loops, as a stage gets them.
        hit: A function from radii [b], and bool [b] of whom they are asked, to whether the layers of these radii hold
            an accepted candidate, bool [b].
        first: The radius to begin with, or the least that can be halved so often if that is more.
        ends: The largest radii, [b].

    Returns:
        The radius of the first layer in which a candidate is accepted while none is in the layer inside it, [b]; NaN
        where none is accepted.

    Examples:
        >>> from empirical.recourse.sampling.stages import Traced
        >>> from_three = lambda radii, asked: asked & (radii >= 3.0)
        >>> smallest_radii(Traced(None), from_three, 1.0, jnp.array([16.0, 2.0])).tolist()
        [4.0, nan]
    """

    def step(ladder: _Ladder) -> _Ladder:
        found = hit(ladder.here, ladder.active)
        shrinks = jnp.where(ladder.begun, ladder.shrinks, found)
        further = jnp.where(shrinks, ladder.here > first * 0.5**SHRINKINGS, ladder.here < ends)
        return _Ladder(
            begun=jnp.ones((), bool),
            here=jnp.where(shrinks, ladder.here / 2.0, jnp.minimum(2.0 * ladder.here, ends)),
            shrinks=shrinks,
            smallest=jnp.where(ladder.active & found, ladder.here, ladder.smallest),
            active=ladder.active & further & (found == shrinks),
        )

    least = float(jnp.finfo(ends.dtype).tiny) * 2.0**SHRINKINGS
    first, nobody = jnp.maximum(jnp.asarray(first, ends.dtype), least), jnp.zeros(len(ends), bool)
    start = _Ladder(jnp.zeros((), bool), jnp.minimum(ends, first), nobody, jnp.full_like(ends, jnp.nan), ~nobody)
    return model.until(lambda ladder: jnp.any(ladder.active), step, start).smallest
