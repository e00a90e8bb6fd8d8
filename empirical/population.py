"""The persons of a report: test instances that the non-robust model rejects, with their recourses for both models."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.errors import InputError
from empirical.pair import Pair
from empirical.recourse.scfe import Recourses, as_printed, scfe


@dataclass(frozen=True)
class Search:
    """What SCFE minimises: (f(x') − s)² + λ‖x' − x‖₂².

    Attributes:
        target: s, in logits; the default is the score of probability 0.6.
        lam: λ > 0.
    """

    target: float = math.log(0.6 / 0.4)
    lam: float = 0.01

    def __post_init__(self) -> None:
        """Reject settings without a minimiser.

        Raises:
            InputError: If a setting is out of range.
        """
        if not math.isfinite(self.target):
            raise InputError(f"target must be a finite score in logits, not {self.target:g}")
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise InputError(f"lam must be finite and positive, not {self.lam:g}")


class Population(NamedTuple):
    """The m test instances that the non-robust model rejects: the same persons at every ε.

    Attributes:
        rows: Each person's row in the data set.
        inputs: [m, k], with the constant column.
        labels: True labels, ±1.
        score_nr: f_NR(x), all at most 0.
        score_r: f_R(x).
        recourses_nr: The Eq. 2 minimisers for the non-robust model, accepted or not.
        recourses_r: Likewise for the robust model, even where it accepts already.
        printed_nr: The same as Definition 1 prints them.
        printed_r: The same as Definition 1 prints them.
        score_nr_nr: f_NR(x'_NR).
        score_nr_r: f_NR(x'_R).
        score_r_r: f_R(x'_R).
        score_r_nr: f_R(x'_NR).
    """

    rows: Int[np.ndarray, " m"]
    inputs: Float[np.ndarray, "m k"]
    labels: Float[np.ndarray, " m"]
    score_nr: Float[np.ndarray, " m"]
    score_r: Float[np.ndarray, " m"]
    recourses_nr: Recourses
    recourses_r: Recourses
    printed_nr: Recourses
    printed_r: Recourses
    score_nr_nr: Float[np.ndarray, " m"]
    score_nr_r: Float[np.ndarray, " m"]
    score_r_r: Float[np.ndarray, " m"]
    score_r_nr: Float[np.ndarray, " m"]

    @property
    def accepted_r(self) -> Bool[np.ndarray, " m"]:
        """Whom the robust model accepts without any change."""
        return self.score_r > 0.0

    @property
    def found_nr(self) -> Bool[np.ndarray, " m"]:
        """Whose recourse the non-robust model, for which it was made, accepts."""
        return self.score_nr_nr > 0.0

    @property
    def found_r(self) -> Bool[np.ndarray, " m"]:
        """Whose recourse the robust model, for which it was made, accepts."""
        return self.score_r_r > 0.0


def rejected(pair: Pair, search: Search) -> Population:
    """Find the persons that the non-robust model rejects, and their recourses for both models.

    Args:
        pair: The two models and the data.
        search: What SCFE minimises.

    Returns:
        The population; it may be empty.
    """
    weights_nr, weights_r = np.asarray(pair.natural.weights), np.asarray(pair.robust.weights)
    chosen = pair.split.test @ weights_nr <= 0.0
    inputs = pair.split.test[chosen]

    def recourses(weights: np.ndarray) -> tuple[Recourses, Recourses]:
        found = scfe(
            jnp.asarray(inputs),
            jnp.asarray(weights),
            actionable=jnp.asarray(pair.split.actionable),
            target=search.target,
            lam=search.lam,
        )
        printed = as_printed(found, jnp.asarray(inputs), lam=search.lam)
        return Recourses(*map(np.asarray, found)), Recourses(*map(np.asarray, printed))

    recourses_nr, printed_nr = recourses(weights_nr)
    recourses_r, printed_r = recourses(weights_r)
    return Population(
        rows=pair.split.test_rows[chosen],
        inputs=inputs,
        labels=pair.split.test_labels[chosen],
        score_nr=inputs @ weights_nr,
        score_r=inputs @ weights_r,
        recourses_nr=recourses_nr,
        recourses_r=recourses_r,
        printed_nr=printed_nr,
        printed_r=printed_r,
        score_nr_nr=recourses_nr.points @ weights_nr,
        score_nr_r=recourses_r.points @ weights_nr,
        score_r_r=recourses_r.points @ weights_r,
        score_r_nr=recourses_nr.points @ weights_r,
    )
