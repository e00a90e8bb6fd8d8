"""The cheapest choices where numbers are related: a mixed-integer program for each person, by HiGHS.

It is asked only of people whose cheapest choice without the relations breaks one: that of all others is the cheapest
one with them too.
"""

from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from jaxtyping import Bool, Float, Int
from scipy.optimize import Bounds, LinearConstraint, milp

from empirical.recourse.solvers.cheapest_choices import GAP, Choices

OPTIMAL, INFEASIBLE = 0, 2
"""Statuses of ``scipy.optimize.milp``."""

CUTS = 20
"""Number of choices that may turn out to gain too little, or to break a relation, by less than HiGHS notices."""

SPARE = 1e-10
"""Largest distance by which a choice may pass a relation: rounding."""

SECONDS = 60.0
"""Longest time for one person; whoever needs longer gets the best choice so far."""


class Related(NamedTuple):
    """What the options of one person use of the relations.

    Attributes:
        used: What every option adds to the left side of each relation, float64 [g, o, r].
        limits: What is left of each relation, float64 [r].
    """

    used: Float[np.ndarray, "g o r"]
    limits: Float[np.ndarray, " r"]


def cheapest_related(
    choices: Choices, related: Related, excluded: Bool[np.ndarray, "f g"]
) -> tuple[Int[np.ndarray, " g"], float]:
    """Find the cheapest choice of one person that keeps relations.

    Args:
        choices: The options of the person alone.
        related: What they use of the relations.
        excluded: The sets of groups that may not be the ones in which the choice does not stay.

    Returns:
        The options chosen, -1 where no choice gains enough; and the largest share by which another may be cheaper.

    Examples:
        >>> choices = Choices(np.array([[[0.0, 3.0], [0.0, 2.0]]]), np.array([[[0.0, 1.0], [0.0, 5.0]]]), np.ones(1))
        >>> related = Related(np.array([[[0.0], [2.0]], [[0.0], [0.0]]]), np.ones(1))
        >>> cheapest_related(choices, related, np.zeros((0, 2), bool))[0].tolist()
        [0, 1]
    """
    group, option = np.nonzero(np.isfinite(choices.costs[0, :, 1:]))
    option += 1
    picks = np.zeros(choices.costs.shape[1], int)
    if not len(group):
        enough = choices.needs[0] <= 0.0 and not (~excluded).all(axis=1).any()
        return (picks if enough else picks - 1), GAP
    of_group = sp.csr_array((np.ones(len(group)), (group, np.arange(len(group)))), (len(picks), len(group)))
    most: Any = related.limits
    limits = [
        LinearConstraint(of_group, -np.inf, 1.0),
        LinearConstraint(choices.gains[0][group, option][None], choices.needs[0], np.inf),
        LinearConstraint(related.used[group, option].T, -np.inf, most),
    ]
    if len(excluded):
        # A set differs from an excluded one if a group of it stays, or another one does not.
        signs = np.where(excluded, -1.0, 1.0)
        least: Any = 1.0 - excluded.sum(axis=1)
        limits.append(LinearConstraint(signs @ of_group, least, np.inf))
    for _ in range(CUTS):
        picks, gap = _solved(choices.costs[0][group, option], limits, picks, (group, option))
        used = related.used[np.arange(len(picks)), picks].sum(axis=0)
        gained = choices.gains[0][np.arange(len(picks)), picks].sum()
        if (picks < 0).any() or (gained >= choices.needs[0] and (used <= related.limits + SPARE).all()):
            return picks, gap
        chosen = picks[group] == option
        signs, most = np.where(chosen, 1.0, -1.0), float(chosen.sum() - 1.0)
        limits.append(LinearConstraint(signs[None], -np.inf, most))
    return np.full(len(picks), -1), np.inf


def _solved(
    costs: np.ndarray, limits: list[LinearConstraint], like: np.ndarray, options: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, float]:
    """Solve one program; give the option of every group, and the gap."""
    found = milp(
        costs,
        integrality=np.ones(len(costs)),
        bounds=Bounds(0.0, 1.0),
        constraints=limits,
        options={"mip_rel_gap": GAP, "time_limit": SECONDS},
    )
    if found.x is None:
        return np.full(len(like), -1), GAP if found.status == INFEASIBLE else np.inf
    picks, chosen = np.zeros(len(like), int), found.x > 0.5
    picks[options[0][chosen]] = options[1][chosen]
    return picks, GAP if found.status == OPTIMAL else float(found.mip_gap)
