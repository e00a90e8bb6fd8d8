"""The persons of a report: test instances that the non-robust model rejects, with their recourses for both models."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from empirical.batching import over_persons
from empirical.data.splitting import Split
from empirical.errors import InputError
from empirical.pair import Model, Pair
from empirical.prices import parse
from empirical.recourse.constraints import Breaches, breaches
from empirical.recourse.feasible import feasible_scfe
from empirical.recourse.gauss_newton import gauss_newton_scfe
from empirical.recourse.scfe import Recourses, as_printed, scfe


@dataclass(frozen=True)
class Search:
    """What SCFE minimises: (f(x') − s)² + λ‖D(x' − x)‖₂².

    Attributes:
        target: s, in logits; the default is the score of probability 0.6.
        lam: λ > 0.
        cost: The prices D: ``unit``, ``mad``, or by feature (:func:`empirical.prices.prices`).
        feasible: Whether recourses keep ranges, directions and categories. The theorems speak of those that do not.
    """

    target: float = math.log(0.6 / 0.4)
    lam: float = 0.01
    cost: str = "unit"
    feasible: bool = False

    def __post_init__(self) -> None:
        """Reject settings without a minimiser.

        Raises:
            InputError: If a setting is out of range.
        """
        if not math.isfinite(self.target):
            raise InputError(f"target-score must be a finite score in logits, not {self.target:g}")
        if not (math.isfinite(self.lam) and self.lam > 0.0):
            raise InputError(f"lam must be finite and positive, not {self.lam:g}")
        parse(self.cost)


class Population(NamedTuple):
    """m test instances that the non-robust model rejects: the same persons at every ε.

    Attributes:
        rows: Each person's row in the data set.
        inputs: [m, k], with the constant column.
        labels: True labels, ±1.
        rejected: How many the non-robust model rejects; more than m where only some of them were drawn.
        prices: D, [k].
        score_nr: f_NR(x), all at most 0.
        score_r: f_R(x).
        recourses_nr: For the non-robust model, accepted or not.
        recourses_r: Likewise for the robust model, even where it accepts already.
        printed_nr: The same as Definition 1 prints them.
        printed_r: The same as Definition 1 prints them.
        breaches_nr: What the recourse for the non-robust model breaks of what is known about the columns.
        breaches_r: Likewise for the robust model.
        score_nr_nr: f_NR(x'_NR).
        score_nr_r: f_NR(x'_R).
        score_r_r: f_R(x'_R).
        score_r_nr: f_R(x'_NR).
    """

    rows: Int[np.ndarray, " m"]
    inputs: Float[np.ndarray, "m k"]
    labels: Float[np.ndarray, " m"]
    rejected: int
    prices: Float[np.ndarray, " k"]
    score_nr: Float[np.ndarray, " m"]
    score_r: Float[np.ndarray, " m"]
    recourses_nr: Recourses
    recourses_r: Recourses
    printed_nr: Recourses
    printed_r: Recourses
    breaches_nr: Breaches
    breaches_r: Breaches
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

    @property
    def crosses(self) -> Bool[np.ndarray, " m"]:
        """Whose recourse for the robust model the non-robust model accepts too."""
        return self.score_nr_r > 0.0


def rejected(
    pair: Pair, search: Search, *, prices: Float[np.ndarray, " k"], most: int | None = None, seed: int = 0
) -> Population:
    """Find the persons that the non-robust model rejects, and their recourses for both models.

    Args:
        pair: The two models and the data.
        search: What SCFE minimises.
        prices: D, [k].
        most: How many persons at most; if more are rejected, so many of them are drawn.
        seed: Of the drawing.

    Returns:
        The population; it may be empty. On scores that are not linear the recourses are stationary points.

    Raises:
        InputError: If feasible recourses are asked for and a model is not linear.
    """  # noqa: DOC502
    chosen = np.flatnonzero(pair.natural.score(pair.split.test) <= 0.0)
    count = len(chosen)
    if most is not None and count > most:
        chosen = np.sort(np.random.default_rng(seed).choice(chosen, most, replace=False))
    inputs = pair.split.test[chosen]

    def recourses(model: Model) -> tuple[Recourses, Recourses]:
        found = _recourses(model, inputs, pair.split, search, prices)
        return found, as_printed(found, inputs, prices=prices, lam=search.lam)

    recourses_nr, printed_nr = recourses(pair.natural)
    recourses_r, printed_r = recourses(pair.robust)
    return Population(
        rows=pair.split.test_rows[chosen],
        inputs=inputs,
        labels=pair.split.test_labels[chosen],
        rejected=count,
        prices=prices,
        score_nr=pair.natural.score(inputs),
        score_r=pair.robust.score(inputs),
        recourses_nr=recourses_nr,
        recourses_r=recourses_r,
        printed_nr=printed_nr,
        printed_r=printed_r,
        breaches_nr=breaches(inputs, recourses_nr.changes, pair.split.space),
        breaches_r=breaches(inputs, recourses_r.changes, pair.split.space),
        score_nr_nr=pair.natural.score(recourses_nr.points),
        score_nr_r=pair.natural.score(recourses_r.points),
        score_r_r=pair.robust.score(recourses_r.points),
        score_r_nr=pair.robust.score(recourses_nr.points),
    )


def _recourses(
    model: Model, inputs: Float[np.ndarray, "m k"], split: Split, search: Search, prices: Float[np.ndarray, " k"]
) -> Recourses:
    settings: Any = {"prices": prices, "target": search.target, "lam": search.lam}
    if model.weights is None:
        if search.feasible or model.gradient is None:
            raise InputError("feasible recourses are made for linear scores only; leave feasible out")
        return gauss_newton_scfe(inputs, model.score, model.gradient, actionable=split.actionable, **settings)
    if search.feasible:
        return over_persons(partial(feasible_scfe, weights=model.weights, space=split.space, **settings), inputs)
    return over_persons(partial(scfe, weights=model.weights, actionable=split.actionable, **settings), inputs)
