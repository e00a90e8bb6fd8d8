"""How far candidates must be for a score to accept one of a few of them: what is nearer may be missed."""

from collections.abc import Callable

import numpy as np

SCOUTS = 64
"""How many of the candidates look for the radius, before all do where those find none."""

SHRINKINGS = 10
"""Of the first radius, for instances at the boundary: shorter changes drown in rounding."""


def smallest_radii(
    hit: Callable[[np.ndarray, np.ndarray, int | None], np.ndarray], first: float, ends: np.ndarray
) -> np.ndarray:
    """Radii of layers that hold an accepted candidate, by doubling or halving.

    Args:
        hit: From rows [b], their radii [b] and a number of candidates, ``None`` for all, to whether the layers of those
            radii hold an accepted one, bool [b].
        first: Radius to begin with.
        ends: Largest radii, [m].

    Returns:
        Of the first layer in which one of ``SCOUTS`` is accepted while none is in the layer inside it, [m]; of all
        where none of these is, and NaN where none at all is.
    """
    radii = np.full_like(ends, np.nan)
    for samples in (SCOUTS, None):
        lost = np.flatnonzero(np.isnan(radii))
        if lost.size:
            radii[lost] = _smallest(lambda rows, here: hit(lost[rows], here, samples), first, ends[lost])  # noqa: B023
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
