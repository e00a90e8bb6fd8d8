"""LIME of groups (Ribeiro et al. 2016), as for images: a ridge regression of scores with some groups taken away.

Samples z keep each group with the chance ½, and all other columns take the values of the reference; the first sample
is the instance itself. Weights are exp(−d²/2ω²). As in LIME for images, d is the cosine distance between the kept
groups and all of them; or d = ‖x − z‖₂, as in the theorem of Tan & Tian 2023, whose weights exp(−‖x − z‖²/σ²) have ω =
σ/√2.
"""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jaxtyping import Bool

from empirical.errors import InputError
from empirical.explanations.coalitions import coalition_scores, group_numbers, reference_rows
from empirical.explanations.draws import generator
from empirical.explanations.explainer import BATCH, Attributions, matrix, over_finite, scored
from empirical.explanations.methods.lime import check_regression, fits, kernel
from empirical.explanations.regression import Fit, ridge_fit
from empirical.models.model import Model

DISTANCES = ("cosine", "points")
"""Distances of a sample from the instance: of the groups that are kept, or of the points."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupLIME:
    """The explanation method LIME for groups of columns; only scores are asked for.

    Attributes:
        groups: The group of every column, from 0 on, [k]; empty if each column is a group of its own.
        reference: What columns of other groups take: a number, a row [k], or several rows, over which scores are
            averaged.
        samples: The number of samples.
        width: The kernel width ω.
        distance: ``cosine`` or ``points``.
        ridge: The weight λ ≥ 0 of the squared attributions.
        intercept: Whether the regression has an intercept.
        batch: The largest number of points that the model is asked at once.
    """

    groups: Any = ()
    reference: Any = 0.0
    samples: int = 1000
    width: float = 0.25
    distance: str = DISTANCES[0]
    ridge: float = 1.0
    intercept: bool = True
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If a setting is out of range.
        """
        check_regression(self)
        if self.distance not in DISTANCES:
            raise InputError(f"distance must be {' or '.join(DISTANCES)}, not {self.distance!r}")

    def __call__(self, model: Any, inputs: Any, *, key: jax.Array) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f; scores are enough.
            inputs: The instances, [n, k].
            key: The key of the samples, which all instances share.

        Returns:
            The attributions, [n, g], in units of the score, with standard errors.

        Raises:
            InputError: If groups or reference do not fit, or the samples do not determine the attributions.
        """  # noqa: DOC502
        asked, rows = scored(model), matrix(inputs)
        groups = group_numbers(self.groups, rows.shape[1])
        kept = masks(key, self.samples, int(groups.max()) + 1)
        return over_finite(lambda known: self._explained(asked, known, groups, kept), rows, kept.shape[1])

    def _explained(self, model: Model, inputs: np.ndarray, groups: np.ndarray, kept: np.ndarray) -> Attributions:
        reference = reference_rows(self.reference, inputs.shape[1])
        scores = coalition_scores(model, inputs, kept, groups, reference, batch=self.batch)

        def fit(rows: slice) -> Fit:
            squares = self._squares(inputs[rows][0], groups, kept, reference.mean(axis=0))
            count = kernel(squares, self.width)
            return ridge_fit(kept.astype(np.float64), scores[rows], count, weight=self.ridge, intercept=self.intercept)

        found = fits(fit, len(inputs), shared=self.distance == "cosine")
        return Attributions(found.values, found.errors, np.full(len(inputs), np.nan))

    def _squares(self, x: np.ndarray, groups: np.ndarray, kept: np.ndarray, reference: np.ndarray) -> np.ndarray:
        """Give the squared distances of all samples from an instance."""
        if self.distance == "cosine":
            return np.square(1.0 - np.sqrt(kept.mean(axis=1)))
        of_groups = np.bincount(groups, weights=np.square(x.astype(np.float64) - reference))
        return (~kept).astype(np.float64) @ of_groups


def masks(key: Any, samples: int, groups: int) -> Bool[np.ndarray, "c g"]:
    """Draw which groups samples keep: all in the first sample, each with the chance ½ in all others.

    Args:
        key: The key.
        samples: The number of samples.
        groups: The number of groups.

    Returns:
        Whether each sample keeps each group.

    Examples:
        >>> masks(jax.random.key(0), 3, 2)[0].tolist()
        [True, True]
    """
    drawn = generator(key).random((samples, groups)) < 0.5
    drawn[0] = True
    return drawn
