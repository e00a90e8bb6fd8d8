"""The search for the radius of a layer with an accepted candidate among few, the scouts: a nearer one may be missed."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax.numpy as jnp

SCOUTS = 64
"""Number of candidates that look for the radius; where none of them is accepted, all candidates look."""

SHRINKINGS = 10
"""Largest number of halvings of the first radius, for instances at the boundary: shorter changes drown in rounding."""

TOGETHER = 32
"""Number of instances that look together in compiled code: one that has its radius makes room for the next."""


class _Ladder(NamedTuple):
    """Where the searches stand.

    Attributes:
        here: The radii to try next, [b].
        begun: Whether a radius has been tried, bool [b].
        shrinks: Whether a candidate of the first layer is accepted, so that radii are halved, bool [b].
        smallest: The smallest radii so far at which one is, [b]; NaN where there is none.
        active: Whether to go on, bool [b].
    """

    here: Any
    begun: Any
    shrinks: Any
    smallest: Any
    active: Any


def smallest_radii(model: Any, hit: Callable[[Any, Any, Any, Any], Any], batch: Any, shared: Any) -> Any:
    """Find the radii of layers that hold an accepted candidate, by doubling or halving.

    Scouts look first, then every candidate for the instances of which no scout is accepted anywhere.

    Args:
        model: Scores and loops, as a stage gets them.
        hit: A function from instances, candidates of their layers, [q, k], radii [b], and bool [b] of whom they are
            asked, to whether one of these candidates is accepted at that radius, bool [b].
        batch: The instances, with the largest radius of each as ``end``.
        shared: The settings: ``layer``, the candidates of a layer of radius 1, [n, k], of which the first ``SCOUTS``
            are the scouts; and ``first``, the radius to begin with, or the least that can be halved so often if that
            is more.

    Returns:
        The batch with the ``radius`` of the first layer in which a candidate is accepted while none is in the layer
        inside it, [b]; NaN where none is accepted.

    Examples:
        >>> from empirical.recourse.sampling.input_space import Batch, Shared
        >>> from empirical.recourse.sampling.stages import Traced
        >>> from_three = lambda batch, candidates, radii, asked: radii >= 3.0
        >>> batch, none = Batch(jnp.zeros((2, 1)), end=jnp.array([16.0, 2.0])), [None] * 3
        >>> shared = Shared(*none, first=1.0, layer=jnp.ones((100, 1)), together=None, tried=None)
        >>> smallest_radii(Traced(None), from_three, batch, shared).radius.tolist()
        [4.0, nan]
    """
    kind, layer, count = batch.end.dtype, jnp.asarray(shared.layer), len(batch.end)
    least = float(jnp.finfo(kind).tiny) * 2.0**SHRINKINGS
    first = jnp.maximum(jnp.asarray(shared.first, kind), least)

    def look(turn: Any, radii: Any) -> Any:
        def step(batch: Any, ladder: _Ladder) -> _Ladder:
            found = model.one_of(layer, SCOUTS, turn > 0, lambda some: hit(batch, some, ladder.here, ladder.active))
            shrinks = jnp.where(ladder.begun, ladder.shrinks, found)
            further = jnp.where(shrinks, ladder.here > first * 0.5**SHRINKINGS, ladder.here < batch.end)
            return _Ladder(
                here=jnp.where(shrinks, ladder.here / 2.0, jnp.minimum(2.0 * ladder.here, batch.end)),
                begun=jnp.ones_like(ladder.begun),
                shrinks=shrinks,
                smallest=jnp.where(found, ladder.here, ladder.smallest),
                active=further & (found == shrinks),
            )

        none = jnp.zeros(count, bool)
        start = _Ladder(jnp.minimum(batch.end, first), none, none, radii, jnp.isnan(radii))
        return model.finished(step, batch, start, TOGETHER).smallest

    turns = 2 if len(layer) > SCOUTS else 1
    return batch._replace(radius=model.loop(turns, look, jnp.full(count, jnp.nan, kind)))
