"""Kernel SHAP (Lundberg & Lee 2017): Shapley values as a weighted regression over drawn coalitions.

Coalitions of s among g groups count in proportion to (g − 1) / (C(g, s) s (g − s)), and the sum of the attributions is
fixed to f(x) − f(r), exactly. Coalitions are drawn in pairs, each with its complement (Covert & Lee 2021). If there
are no more than samples, all are taken instead, and the attributions are the Shapley values.
"""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float

from empirical.explanations.coalitions import coalition_scores, group_numbers, reference_rows
from empirical.explanations.draws import generator
from empirical.explanations.explainer import BATCH, Attributions, at_least, matrix, over_finite, scored
from empirical.explanations.methods.shap_exact import all_coalitions
from empirical.explanations.regression import fixed_sum_fit
from empirical.models.model import Model


class Coalitions(NamedTuple):
    """The coalitions of a regression, without the empty one and that of all groups.

    Attributes:
        members: The groups of every coalition.
        weights: How much each coalition counts.
        drawn: Whether they are drawn, in pairs; else they are all that there are.
    """

    members: Bool[np.ndarray, "c g"]
    weights: Float[np.ndarray, " c"]
    drawn: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class SHAP:
    """The explanation method kernel SHAP; only scores are asked for.

    Attributes:
        groups: The group of every column, from 0 on, [k]; empty if each column is a group of its own.
        reference: What columns outside a coalition take: a number, a row [k], or several rows, over which scores are
            averaged.
        samples: The number of coalitions, an even one. Fewer than twice the groups do not determine the attributions:
            the shortest ones are taken.
        batch: The largest number of points that the model is asked at once.
    """

    groups: Any = ()
    reference: Any = 0.0
    samples: int = 2048
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If there is no pair of coalitions, or the batch is below 1.
        """  # noqa: DOC502
        at_least("samples", self.samples, 2)
        at_least("batch", self.batch, 1)

    def __call__(self, model: Any, inputs: Any, *, key: jax.Array) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f; scores are enough.
            inputs: The instances, [n, k].
            key: The key of the coalitions, which all instances share.

        Returns:
            The attributions, [n, g], in units of the score, with standard errors and gaps, which are those of rounding.

        Raises:
            InputError: If groups or reference do not fit.
        """  # noqa: DOC502
        asked, rows = scored(model), matrix(inputs)
        groups = group_numbers(self.groups, rows.shape[1])
        taken = coalitions(key, self.samples, int(groups.max()) + 1)
        return over_finite(lambda known: self._explained(asked, known, groups, taken), rows, taken.members.shape[1])

    def _explained(self, model: Model, inputs: np.ndarray, groups: np.ndarray, taken: Coalitions) -> Attributions:
        reference = reference_rows(self.reference, inputs.shape[1])
        ends = np.array([[False], [True]]) & np.ones(taken.members.shape[1], bool)
        asked = np.concatenate([ends, taken.members])
        scores = coalition_scores(model, inputs, asked, groups, reference, batch=self.batch)
        sums = scores[:, 1] - scores[:, 0]
        fit = fixed_sum_fit(taken.members.astype(np.float64), scores[:, 2:] - scores[:, :1], taken.weights, sums)
        errors = fit.errors if taken.drawn else np.zeros_like(fit.errors)
        return Attributions(fit.values, errors, sums - fit.values.sum(axis=1))


def coalitions(key: Any, samples: int, groups: int) -> Coalitions:
    """Give the coalitions of the regression: all of them, or as many as are wanted.

    Args:
        key: The key of the draws.
        samples: The number of coalitions.
        groups: The number g of groups.

    Returns:
        The coalitions.

    Examples:
        >>> taken = coalitions(jax.random.key(0), 10, 3)
        >>> taken.members.sum(axis=1).tolist(), taken.drawn
        ([1, 1, 2, 1, 2, 2], False)
        >>> coalitions(jax.random.key(0), 4, 3).members.sum(axis=1).reshape(2, 2).sum(axis=1).tolist()
        [3, 3]
    """
    if groups < 64 and 2**groups - 2 <= samples:
        members = all_coalitions(groups)[1:-1]
        sizes = members.sum(axis=1)
        weights = [1.0 / (math.comb(groups, size) * size * (groups - size)) for size in sizes.tolist()]
        return Coalitions(members, np.array(weights), drawn=False)
    rng, sizes = generator(key), np.arange(1, groups)
    chances = 1.0 / (sizes * (groups - sizes))
    drawn = rng.choice(sizes, samples // 2, p=chances / chances.sum())
    ranks = rng.random((samples // 2, groups)).argsort(axis=1).argsort(axis=1)
    members = ranks < drawn[:, None]
    pairs = np.stack([members, ~members], axis=1).reshape(-1, groups)
    return Coalitions(pairs, np.ones(len(pairs)), drawn=True)
