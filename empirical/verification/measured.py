"""What the cases of several kinds of models share: scores, costs on networks and on their tangents, constants."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from bounds import Claim
from empirical.numerics import row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.verification.population import Population

LINEARISED, RETURNED = COSTS = ("linearised", "returned")
"""What Theorem 2 speaks of, and the recourse that was found on the network itself."""

SCORES = ("residual_nr", "residual_r", "score_nr", "score_r", "score_nr_nr", "score_nr_r", "score_r_r")
"""Fields that are off by what rounding makes of a score."""


class NetworkMeasured(NamedTuple):
    """Everything that claims about networks read, wide or not, measured for every person.

    With cost weights D Theorem 2 holds in the coordinates Dx: slopes are those of D⁻¹∇f over the actionable columns, and
    what bounds their differences carries the largest 1/d.

    Attributes:
        training: The fields of Lemma 2; empty for networks of finite width.
        instances: The fields of the theorems but the costs; what is not known of the models is missing.
        costs: ``cost_nr``, ``cost_r``, ``recourse_gap`` by cost source.
        more: What no claim reads, or reads under another name: every form of a radius, the scores that linearised
            recourses reach.
        errors: Absolute errors by field.
    """

    training: dict[str, np.ndarray]
    instances: dict[str, np.ndarray]
    costs: dict[str, dict[str, np.ndarray]]
    more: dict[str, np.ndarray]
    errors: dict[str, float]

    def columns(self) -> dict[str, np.ndarray]:
        """What was measured, by the names of ``instances.parquet``; ``cost_nr`` and the like are of returned recourses.

        Returns:
            Arrays [m].
        """
        returned, linearised = self.costs[RETURNED], self.costs[LINEARISED]
        errors = {f"linearisation_error_{which}": returned[f"cost_{which}"] - linearised[f"cost_{which}"]
                  for which in ("nr", "r")}  # fmt: skip
        return {
            **returned,
            **{f"{name}_linearised": values for name, values in linearised.items()},
            **errors,
            "linearisation_error_gap": errors["linearisation_error_nr"] - errors["linearisation_error_r"],
            **self.training,
            **self.instances,
            **self.more,
        }

    def known(self, cost_source: str | None) -> dict[str, np.ndarray]:
        """The fields by name, with one kind of costs.

        Args:
            cost_source: One of ``COSTS``; ``None`` for no costs.

        Returns:
            Arrays [m].
        """
        return self.training | self.instances | (self.costs[cost_source] if cost_source else {})


def cost_sources(claim: Claim) -> tuple[str | None, ...]:
    """The costs that a claim about networks is checked with.

    Args:
        claim: The claim.

    Returns:
        Both; of a floor, which is about recourses that reach a score, only those that were tried on the network.
    """
    if "cost_r" not in claim.read:
        return (None,)
    return (RETURNED,) if "score_r_r" in claim.read else COSTS


def score_fields(population: Population, search: RecourseSettings) -> dict[str, Float[np.ndarray, " m"]]:
    """Scores and residuals by field.

    Args:
        population: The people.
        search: What was looked for.

    Returns:
        Arrays [m].
    """
    return {
        "residual_nr": search.target - population.score_nr,
        "residual_r": search.target - population.score_r,
        "score_nr": population.score_nr,
        "score_r": population.score_r,
        "score_nr_nr": population.score_nr_nr,
        "score_nr_r": population.score_nr_r,
        "score_r_r": population.score_r_r,
    }


def returned_costs(population: Population) -> dict[str, Float[np.ndarray, " m"]]:
    """Costs of the recourses that were found, by field.

    Args:
        population: The people.

    Returns:
        Arrays [m].
    """
    nr, r = population.recourses_nr, population.recourses_r
    gap = row_norms((nr.changes - r.changes) * population.cost_weights)
    return {"cost_nr": nr.costs, "cost_r": r.costs, "recourse_gap": gap}


def constants(values: Mapping[str, Any], shape: tuple[int, ...]) -> dict[str, Float[np.ndarray, " m"]]:
    """Numbers that are the same for everybody.

    Args:
        values: Numbers by field.
        shape: Of the people' arrays.

    Returns:
        Arrays [m] by field.
    """
    return {name: np.full(shape, float(value)) for name, value in values.items()}
