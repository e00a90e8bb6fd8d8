"""How robust explanations are: by how much they change near an instance, per unit by which it moves.

The local Lipschitz constant of an explanation φ at x is the supremum of ‖φ(x) − φ(x')‖₂ / ‖x − x'‖₂ over x' near x.
Tan & Tian 2023 estimate it from below by the largest quotient over 50 neighbours that are drawn from N(x, s²I), s =
.03.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from empirical.explanations.draws import column_sizes, generator
from empirical.explanations.explainer import Attributions, at_least, matrix
from empirical.numerics import row_norms

NEIGHBOURS, SPREAD = 50, 0.03
"""The number of neighbours of an instance, and their standard deviation in each column (Tan & Tian 2023)."""

Explain = Callable[[Any, jax.Array], Attributions]
"""A function from instances [n, k] and a key to their attributions."""


class Quotients(NamedTuple):
    """The quotients ‖φ(x) − φ(x')‖₂ / ‖x − x'‖₂ of instances and their neighbours.

    Attributes:
        largest: The largest quotient of every instance, a lower bound on its Lipschitz constant, [n]; NaN where an
            explanation is not known.
        all: The quotients of every neighbour, [c, n].
    """

    largest: Float[np.ndarray, " n"]
    all: Float[np.ndarray, "c n"]


def lipschitz_quotients(
    explain: Explain,
    inputs: Any,
    *,
    neighbours: int = NEIGHBOURS,
    spread: Any = SPREAD,
    common: bool = True,
    key: jax.Array,
) -> Quotients:
    """Estimate from below the local Lipschitz constants of an explanation.

    Args:
        explain: The explanation: a function from instances and a key to attributions.
        inputs: The instances, [n, k].
        neighbours: The number of neighbours of each.
        spread: Their standard deviation s: one number, or one for each column, 0 for columns that stay.
        common: Whether an instance and its neighbours are explained by one key, so that they have common random
            numbers: quotients are then those of a smoothing by an empirical measure. Else each has a key of its own,
            and quotients contain the errors of the draws.
        key: The key of the neighbours and of the explanations.

    Returns:
        The quotients.

    Raises:
        InputError: If there is no neighbour, or the spread does not fit.

    Examples:
        >>> from empirical.explanations.methods.gradient import Gradient
        >>> def explain(rows, key):
        ...     return Gradient()(lambda x: x[0] ** 2, rows, key=key)
        >>> found = lipschitz_quotients(explain, np.ones((1, 1)), key=jax.random.key(0))
        >>> found.largest.round(6).tolist()  # the second derivative
        [2.0]
    """  # noqa: DOC502
    rows = matrix(inputs)
    at_least("neighbours", neighbours, 1)
    sizes = column_sizes("spread", spread, rows.shape[1])
    of_draws, of_explanations = jax.random.split(key)
    here = explain(rows, of_explanations).values
    found = np.empty((neighbours, len(rows)))
    for turn in range(neighbours):
        steps = (sizes * generator(of_draws, turn).standard_normal(rows.shape)).astype(rows.dtype)
        moved = rows + steps
        turn_key = of_explanations if common else jax.random.fold_in(of_explanations, turn)
        there = explain(moved, turn_key).values
        found[turn] = row_norms(there - here) / row_norms((moved - rows).astype(np.float64))
    return Quotients(found.max(axis=0), found)
