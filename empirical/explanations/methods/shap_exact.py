"""Shapley values of a score (Shapley 1953; Lundberg & Lee 2017), exactly: by all coalitions of few groups of columns.

φ_i = Σ_{S ∌ i} |S|! (g − |S| − 1)! / g! · (v(S ∪ {i}) − v(S)), where v(S) is the score with the groups outside S taken
from the reference. They add up to f(x) − f(r).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from empirical.errors import InputError
from empirical.explanations.coalitions import coalition_scores, group_numbers, reference_rows
from empirical.explanations.explainer import BATCH, Attributions, at_least, drawless, matrix, over_finite, scored
from empirical.models.model import Model

MOST_GROUPS = 16
"""Largest number of groups of which all coalitions are asked: 65,536."""

TOGETHER = 2**22
"""Largest number of scores that are held at once."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ExactSHAP:
    """The explanation method of exact Shapley values; only scores are asked for.

    Attributes:
        groups: The group of every column, from 0 on, [k]; empty if each column is a group of its own.
        reference: What columns outside a coalition take: a number, a row [k], or several rows, over which scores are
            averaged.
        batch: The largest number of points that the model is asked at once.
    """

    groups: Any = ()
    reference: Any = 0.0
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If the batch is below 1.
        """  # noqa: DOC502
        at_least("batch", self.batch, 1)

    def __call__(self, model: Any, inputs: Any, *, key: Any) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f; scores are enough.
            inputs: The instances, [n, k].
            key: The key of whatever is random: nothing is.

        Returns:
            The attributions, [n, g], in units of the score, and their gaps, which are those of rounding.

        Raises:
            InputError: If groups or reference do not fit, or there are too many groups.
        """
        del key
        asked, rows = scored(model), matrix(inputs)
        groups = group_numbers(self.groups, rows.shape[1])
        count = int(groups.max()) + 1
        if count > MOST_GROUPS:
            raise InputError(
                f"exact Shapley values ask for 2^{count} coalitions; choose shap, or at most {MOST_GROUPS} groups of "
                f"columns by groups="
            )
        return over_finite(lambda known: self._explained(asked, known, groups), rows, count)

    def _explained(self, model: Model, inputs: np.ndarray, groups: np.ndarray) -> Attributions:
        reference = reference_rows(self.reference, inputs.shape[1])
        coalitions = all_coalitions(int(groups.max()) + 1)
        weights, found, gaps = shapley_weights(coalitions), [], []
        rows = max(TOGETHER // len(coalitions), 1)
        for start in range(0, len(inputs), rows):
            some = inputs[start : start + rows]
            scores = coalition_scores(model, some, coalitions, groups, reference, batch=self.batch)
            found.append(scores @ weights)
            gaps.append(scores[:, -1] - scores[:, 0] - found[-1].sum(axis=1))
        return drawless(np.concatenate(found), np.concatenate(gaps))


def all_coalitions(groups: int) -> Bool[np.ndarray, "c g"]:
    """List all coalitions, the empty one first and that of all groups last.

    Args:
        groups: The number g of groups.

    Returns:
        The members of each of the 2^g coalitions.

    Examples:
        >>> all_coalitions(2).astype(int).tolist()
        [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(2**groups)[:, None] >> np.arange(groups)) % 2 == 1


def shapley_weights(coalitions: Bool[np.ndarray, "c g"]) -> Float[np.ndarray, "c g"]:
    """Give the weights with which the scores of all coalitions add up to Shapley values.

    Args:
        coalitions: All coalitions.

    Returns:
        The weight of each coalition's score in the value of each group.

    Examples:
        >>> shapley_weights(all_coalitions(2)).T.tolist()
        [[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5]]
    """
    groups = coalitions.shape[1]
    chances = np.array([1.0 / (groups * math.comb(groups - 1, size)) for size in range(groups)])
    sizes = coalitions.sum(axis=1)[:, None]
    joined, left = chances[np.maximum(sizes - 1, 0)], chances[np.minimum(sizes, groups - 1)]
    return np.where(coalitions, joined, -left)
