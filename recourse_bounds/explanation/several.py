"""Several recourses of one person, which differ in the columns that they change."""

import heapq
import itertools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.data.encoding import encoding
from empirical.data.split import Space, Split
from empirical.recourse.result import Recourses

MOST = 20
"""Largest number of recourses that can be asked for."""

BRANCHES = 4
"""Changed columns of a recourse, the most changed ones, that are kept as they are one at a time in further searches."""


class Found(NamedTuple):
    """A recourse of one instance.

    Attributes:
        recourses: The recourse, as the method gave it.
        features: The features that it changes, by index, the most changed ones first.
    """

    recourses: Recourses
    features: tuple[int, ...]


Search = Callable[[Space], Recourses]
"""A function from what may change to a recourse of the person."""


def several(search: Search, split: Split, cost_weights: Float[np.ndarray, " k"], most: int) -> list[Found]:
    """Find recourses that change different columns: what the cheapest one changes may not change in the next ones.

    The most changed columns of a recourse are held one at a time, and whatever is found then is treated in the same
    way, always the cheapest first. A method that draws may find something cheaper where less may change, so that the
    recourses are sorted by cost in the end.

    Args:
        search: The search for a recourse of the person within a space.
        split: The data, whose space is the widest one.
        cost_weights: The cost weights of the columns.
        most: The largest number of recourses.

    Returns:
        The recourses, the cheapest first, no two of which change the same columns; one of them is that of the whole
        space. Without a recourse there is that of the whole space alone, with its status.

    Examples:
        >>> import empirical.data
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> def nothing(space):
        ...     none = np.full((1, 31), np.nan)
        ...     return Recourses(none, none, np.full(1, np.nan), np.ones(1, np.int8))
        >>> len(several(nothing, split, np.ones(31), 3))
        1
    """
    first = _found(search(split.space), split, cost_weights)
    if most == 1 or not first.features:
        return [first]
    kept: dict[frozenset[int], Found] = {}
    order, tried = itertools.count(), {frozenset()}
    queue = [(_cost(first), next(order), first, frozenset[int]())]
    while queue and len(kept) < most:
        _, _, found, held = heapq.heappop(queue)
        kept.setdefault(frozenset(found.features), found)
        if len(kept) == most:
            break
        for feature in found.features[:BRANCHES]:
            more = held | {feature}
            if more in tried:
                continue
            tried.add(more)
            other = _found(search(_without(split, more)), split, cost_weights)
            if other.features:
                heapq.heappush(queue, (_cost(other), next(order), other, more))
    return sorted(kept.values(), key=_cost)


def _cost(found: Found) -> float:
    return float(found.recourses.costs[0])


def _found(recourses: Recourses, split: Split, cost_weights: Float[np.ndarray, " k"]) -> Found:
    """Name the features that a recourse changes; none where it was not found."""
    changes = recourses.changes[0]
    if np.isnan(changes).any() or not recourses.found[0]:
        return Found(recourses, ())
    owners = encoding(split.features).feature
    sizes = np.zeros(len(split.features))
    np.add.at(sizes, owners, np.square(changes[:-1] * cost_weights[:-1]))
    return Found(recourses, tuple(int(one) for one in np.argsort(-sizes) if sizes[one] > 0.0))


def _without(split: Split, held: frozenset[int]) -> Space:
    """Give the space in which some features stay as they are."""
    kept = np.append(np.isin(encoding(split.features).feature, list(held)), False)
    return split.space._replace(actionable=split.space.actionable & ~kept)
