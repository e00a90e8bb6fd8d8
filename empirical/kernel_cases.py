"""From a pair of kernel regressors to the fields of Lemma 2 and Theorems 2 and 5."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from bounds import CLAIMS, Claim
from empirical.case import Case
from empirical.kernel_fields import regressors
from empirical.models.kernel import KernelGap
from empirical.numerics import row_norms
from empirical.pair import Pair
from empirical.population import Population, Search
from empirical.prices import stretch
from empirical.radii import lipschitz, noise
from ntk import KernelRegressor

WIDE = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma2", "theorem2", "theorem5"})
"""The claims about wide networks, whose limits are kernel regressors."""

CERTIFIED = "certified"
"""Source of Δ_K: an upper bound that is proved."""

LINEARISED, RETURNED = COSTS = ("linearised", "returned")
"""What Theorem 2 speaks of, and the recourse that was found on the kernel regressor itself."""

NO_LIPSCHITZ = "no Lipschitz constant of the kernel is known"


class KernelMeasured(NamedTuple):
    """Everything that claims about kernel regressors read, measured for every person.

    With prices D Theorem 2 holds in the coordinates Dx: slopes are those of D⁻¹∇f, the radius of the slopes and the
    Lipschitz constant carry the largest 1/d over the actionable columns.

    Attributes:
        training: The fields of Lemma 2.
        persons: The fields of the theorems but the costs; ``kernel_lipschitz`` is missing where none is known.
        costs: ``cost_nr``, ``cost_r``, ``recourse_gap`` by cost source.
        more: What no claim reads: both forms of each radius, the scores that linearised recourses reach, f_NR(x'_R).
        errors: Absolute errors by field.
    """

    training: dict[str, np.ndarray]
    persons: dict[str, np.ndarray]
    costs: dict[str, dict[str, np.ndarray]]
    more: dict[str, np.ndarray]
    errors: dict[str, float]

    def columns(self) -> dict[str, np.ndarray]:
        """What was measured, by the names of ``persons.parquet``; ``cost_nr`` and the like are of returned recourses.

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
            **self.persons,
            **self.more,
        }


def measure_kernel(pair: Pair, population: Population, search: Search) -> KernelMeasured:
    """Measure what claims about kernel regressors read.

    Args:
        pair: Two kernel regressors.
        population: The persons.
        search: What SCFE minimised.

    Returns:
        The fields.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    natural, robust, gap = regressors(pair)
    per_person, shape = dict(population.kernel), population.labels.shape
    linearised = {name: per_person.pop(name) for name in ("cost_nr", "cost_r", "recourse_gap")}
    settings = {"lam": search.lam, "target": search.target, "threshold": 0.0}
    steepest = lipschitz(robust)
    if steepest is not None:
        settings["kernel_lipschitz"] = steepest * stretch(pair.split.actionable, population.prices)
    more = {name: per_person.pop(name) for name in list(per_person) if name not in _READ}
    return KernelMeasured(
        training=_constants(_training_fields(natural, robust, gap), shape),
        persons=per_person | _scores(population, search) | _constants(settings, shape),
        costs={LINEARISED: linearised, RETURNED: _returned(population)},
        more={**more, "score_cross": population.score_nr_r},
        errors=_errors(pair, natural, robust, gap, population),
    )


def kernel_cases(pair: Pair, population: Population, search: Search) -> list[Case]:
    """Every claim about wide networks, for both costs where it reads one.

    Args:
        pair: Two kernel regressors.
        population: The persons.
        search: What SCFE minimised.

    Returns:
        The cases, in the order of the claims.

    Raises:
        TypeError: If the models are something else.
    """  # noqa: DOC502
    measured = measure_kernel(pair, population, search)
    return [case for claim in WIDE for case in _cases(claim, measured)]


_READ = frozenset(name for claim in WIDE for name in claim.read)


def _cases(claim: Claim, measured: KernelMeasured) -> Iterator[Case]:
    delta_source = CERTIFIED if "delta_k" in claim.read else None
    for cost_source in _cost_sources(claim):
        known = measured.training | measured.persons | (measured.costs[cost_source] if cost_source else {})
        fields = {name: known[name] for name in claim.read if name in known}
        if set(claim.needed) <= set(fields):
            errors = {name: error for name, error in measured.errors.items() if name in fields}
            yield Case(claim, delta_source, cost_source, fields, errors)
        else:
            yield Case(claim, None, None, {}, {}, NO_LIPSCHITZ)


def _cost_sources(claim: Claim) -> tuple[str | None, ...]:
    """A floor is about recourses that reach a score, so only about those that were tried on the regressor."""
    if "cost_r" not in claim.read:
        return (None,)
    return (RETURNED,) if "score_r_r" in claim.read else COSTS


def _training_fields(natural: KernelRegressor, robust: KernelRegressor, gap: KernelGap) -> dict[str, float]:
    return {
        "weight_gap": float(row_norms(natural.weights - robust.weights)),
        "norm_nr": float(row_norms(natural.weights)),
        "norm_r": float(row_norms(robust.weights)),
        "delta_k": gap.delta_k.upper,
        "label_norm": gap.label_norm,
    }


def _scores(population: Population, search: Search) -> dict[str, np.ndarray]:
    return {
        "residual_nr": search.target - population.score_nr,
        "residual_r": search.target - population.score_r,
        "score_nr": population.score_nr,
        "score_r": population.score_r,
        "score_nr_nr": population.score_nr_nr,
        "score_r_r": population.score_r_r,
    }


def _returned(population: Population) -> dict[str, np.ndarray]:
    nr, r = population.recourses_nr, population.recourses_r
    gap = row_norms((nr.changes - r.changes) * population.prices)
    return {"cost_nr": nr.costs, "cost_r": r.costs, "recourse_gap": gap}


def _errors(
    pair: Pair, natural: KernelRegressor, robust: KernelRegressor, gap: KernelGap, population: Population
) -> dict[str, float]:
    """What rounding can make of scores and slopes, and what the solver's residuals can make of ‖w_NR − w_R‖.

    The claims speak of weights that solve their equations; these are off by at most their residual over β, which is
    granted to Δ_K.
    """
    points = (population.inputs, population.recourses_nr.points, population.recourses_r.points)
    free = np.where(pair.split.actionable, 1.0 / population.prices, 0.0)
    both = [noise(model, np.vstack(points), free=free) for model in (natural, robust)]
    score, slope = (float(max(part.max(initial=0.0) for part in parts)) for parts in zip(*both, strict=True))
    scores = ("residual_nr", "residual_r", "score_nr", "score_r", "score_nr_nr", "score_nr_r", "score_r_r")
    weights = (gap.residual_nr + gap.residual_r) / natural.ridge
    return {
        "delta_k": weights / gap.label_norm if gap.label_norm else 0.0,
        "slope_nr": slope,
        "slope_r": slope,
        **dict.fromkeys(scores, score),
    }


def _constants(values: dict[str, float], shape: tuple[int, ...]) -> dict[str, Float[np.ndarray, " m"]]:
    return {name: np.full(shape, float(value)) for name, value in values.items()}
