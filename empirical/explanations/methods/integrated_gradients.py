"""Integrated gradients (Sundararajan et al. 2017): the mean gradient on the way from a reference, times that way.

φ = (x − r) ∘ ∫₀¹ ∇f(r + t(x − r)) dt adds up to f(x) − f(r). The integral is a sum over some points; what the sum of
the attributions then misses is reported as their gap.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from empirical.errors import InputError
from empirical.explanations.blocks import gradients_at
from empirical.explanations.coalitions import reference_rows
from empirical.explanations.explainer import BATCH, Attributions, at_least, drawless, over_finite, sloped
from empirical.models.model import Model

RULES = ("gauss", "midpoint", "right")
"""Rules by which the integral is a sum: Gauss–Legendre, and the Riemann sums of midpoints and of right ends."""


@dataclass(frozen=True, kw_only=True, eq=False)
class IntegratedGradients:
    """The explanation method of integrated gradients.

    Attributes:
        reference: The reference r: a number, a row [k], or several rows [b, k], over which attributions are averaged.
        points: The number of points on the way.
        rule: The rule of the sum: ``gauss``, ``midpoint`` or ``right``.
        batch: The largest number of points that the model is asked at once.
    """

    reference: Any = 0.0
    points: int = 50
    rule: str = RULES[0]
    batch: int = BATCH

    def __post_init__(self) -> None:
        """Reject settings that are out of range.

        Raises:
            InputError: If there is no point or no such rule, or the batch is below 1.
        """
        at_least("points", self.points, 1)
        at_least("batch", self.batch, 1)
        if self.rule not in RULES:
            raise InputError(f"rule must be {', '.join(RULES[:-1])} or {RULES[-1]}, not {self.rule!r}")

    def __call__(self, model: Any, inputs: Any, *, key: Any) -> Attributions:
        """Explain the score of every instance.

        Args:
            model: The model f, with gradients.
            inputs: The instances, [n, k].
            key: The key of whatever is random: nothing is.

        Returns:
            The attributions, [n, k], in units of the score, and their gaps f(x) − f(r) − Σφ.

        Raises:
            InputError: If the model has no gradients, or the reference does not fit.
        """  # noqa: DOC502
        del key
        asked = sloped(model)

        def explain(rows: np.ndarray) -> Attributions:
            reference = reference_rows(self.reference, rows.shape[1]).astype(rows.dtype)
            found = [self._from(asked, rows, start) for start in reference]
            values = np.mean(found, axis=0)
            scores = np.asarray(asked.scores(rows), np.float64)
            starts = np.asarray(asked.scores(reference), np.float64).mean()
            return drawless(values, scores - starts - values.sum(axis=1))

        return over_finite(explain, inputs)

    def _from(self, model: Model, inputs: np.ndarray, start: np.ndarray) -> np.ndarray:
        """Integrate from one reference."""
        places, weights = quadrature(self.rule, self.points)
        ways, total = inputs - start, np.zeros(inputs.shape)

        def place(rows: slice, picks: slice) -> Any:
            return start + places[None, picks, None].astype(inputs.dtype) * ways[rows, None]

        for found in gradients_at(model, place, len(inputs), self.points, self.batch):
            total[found.rows] += np.einsum("c,rck->rk", weights[found.picks], found.gradients)
        return ways * total


def quadrature(rule: str, points: int) -> tuple[Float[np.ndarray, " p"], Float[np.ndarray, " p"]]:
    """Give the places and the weights of a sum that stands for the integral from 0 to 1.

    Args:
        rule: ``gauss``, ``midpoint`` or ``right``.
        points: The number of points.

    Returns:
        The places, rising, and the weights, which add up to 1.

    Examples:
        >>> [part.tolist() for part in quadrature("midpoint", 2)]
        [[0.25, 0.75], [0.5, 0.5]]
        >>> [part.round(3).tolist() for part in quadrature("gauss", 2)]
        [[0.211, 0.789], [0.5, 0.5]]
    """
    if rule == "gauss":
        places, weights = np.polynomial.legendre.leggauss(points)
        return (places + 1.0) / 2.0, weights / 2.0
    shift = 0.5 if rule == "midpoint" else 1.0
    return (np.arange(points) + shift) / points, np.full(points, 1.0 / points)
