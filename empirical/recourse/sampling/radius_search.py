"""The search for the radius of a layer with an accepted candidate among a few: a nearer one may be missed."""

from collections.abc import Callable

import numpy as np

SCOUTS = 64
"""Number of candidates that look for the radius; where they find none, all candidates do."""

SHRINKINGS = 10
"""Largest number of halvings of the first radius, for instances at the boundary: shorter changes drown in rounding."""


def smallest_radii(
    hit: Callable[[np.ndarray, np.ndarray, int | None], np.ndarray], first: float, ends: np.ndarray
) -> np.ndarray:
    """Find the radii of layers that hold an accepted candidate, by doubling or halving.

    Args:
        hit: A function from rows [b], their radii [b] and a number of candidates, ``None`` for all, to whether the
            layers of these radii hold an accepted candidate, bool [b].
        first: The radius to begin with.
        ends: The largest radii, [m].

    Returns:
        The radius of the first layer in which one of ``SCOUTS`` candidates is accepted while none is in the layer
        inside it, [m]. Where there is none, the same with all candidates, and NaN where none at all is accepted.

    Examples:
        >>> smallest_radii(lambda rows, radii, samples: radii >= 3.0, 1.0, np.array([16.0, 2.0])).tolist()
        [4.0, nan]
    """
    radii = np.full_like(ends, np.nan)
    for samples in (SCOUTS, None):
        without = np.flatnonzero(np.isnan(radii))
        if without.size:
            radii[without] = _smallest(lambda rows, here: hit(without[rows], here, samples), first, ends[without])  # noqa: B023
    return radii


def _smallest(hit: Callable[[np.ndarray, np.ndarray], np.ndarray], first: float, ends: np.ndarray) -> np.ndarray:
    active, radii = np.arange(len(ends)), np.minimum(ends, ends.dtype.type(first))
    shrinks = hit(active, radii)
    smallest = np.where(shrinks, radii, np.nan).astype(ends.dtype)
    while active.size:
        down = shrinks[active]
        here = np.where(down, radii[active] / 2.0, np.minimum(2.0 * radii[active], ends[active]))
        radii[active], found = here, hit(active, here)
        smallest[active[found]] = here[found]
        inside = np.where(down, here > first * 0.5**SHRINKINGS, here < ends[active])
        active = active[(found == down) & inside]
    return smallest
