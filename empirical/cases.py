"""From a pair of linear models to the fields of every linear claim."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from bounds import CLAIMS, Claim, Status, check
from bounds.claims.theorem1 import PRINTED_COSTS
from empirical.numerics import row_norms
from empirical.pair import Pair
from empirical.population import Population, Search

LINEAR = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma1", "theorem1", "theorem4"})
"""The claims about linear models."""

DELTA_CLAIMS = ("printed", "sound", "sharp", "path")
"""Variants of Lemma 1 that give a Δ."""


PRINTED_COST = frozenset(claim.id for claim in LINEAR if set(PRINTED_COSTS) <= set(claim.premises))
"""Claims that speak of the cost as printed; they are checked with both costs."""


class Case(NamedTuple):
    """One claim with one Δ and one cost, for every person.

    Attributes:
        claim: The claim.
        delta_source: Where Δ comes from: a variant of Lemma 1, or ``measured``; ``None`` if the claim reads no Δ.
        cost_source: ``returned`` or ``printed``; ``None`` if the claim reads no cost.
        fields: One float64 array [m] per field that the claim reads.
        errors: Absolute errors of those fields that are differences of nearly equal numbers.
    """

    claim: Claim
    delta_source: str | None
    cost_source: str | None
    fields: dict[str, np.ndarray]
    errors: dict[str, float]


def linear_cases(pair: Pair, population: Population, search: Search) -> list[Case]:
    """Every linear claim with every Δ and cost that it can be checked with.

    Printed claims use the printed Δ; all others every available Δ but that one.

    Args:
        pair: The two models.
        population: The persons.
        search: What SCFE minimised.

    Returns:
        The cases, in the order of the claims.
    """
    shared = {**_training_fields(pair, population), **_person_fields(pair, population, search)}
    deltas = available_deltas(shared)
    costs, errors = _cost_fields(population), absolute_errors(pair, population, search)
    cases = []
    for claim in LINEAR:
        for delta_source in _delta_sources(claim, deltas):
            for cost_source in _cost_sources(claim):
                fields = dict(shared)
                if delta_source:
                    fields["delta"] = deltas[delta_source]
                if cost_source:
                    fields |= costs[cost_source]
                read = {name: fields[name] for name in claim.read}
                granted = {name: error for name, error in errors.items() if name in read}
                if delta_source == "measured":
                    granted["delta"] = errors["weight_gap"]
                cases.append(Case(claim, delta_source, cost_source, read, granted))
    return cases


def available_deltas(fields: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Every Δ that the training run gives: the bounds of Lemma 1 whose hypotheses hold, and the measured distance.

    Args:
        fields: At least the fields of Lemma 1.

    Returns:
        One array per source.
    """
    deltas = {}
    for variant in DELTA_CLAIMS:
        claim = CLAIMS[f"lemma1.{variant}"]
        verdict = check(claim, **{name: fields[name] for name in claim.read})
        if not np.isin(verdict.status, (Status.INAPPLICABLE, Status.NONFINITE)).any():
            deltas[variant] = np.asarray(verdict.upper)
    return {**deltas, "measured": fields["weight_gap"]}


def absolute_errors(pair: Pair, population: Population, search: Search) -> dict[str, float]:
    """What rounding can make of fields that are differences of nearly equal numbers, or sums that cancel.

    Every step rounds the weights and the gradient once each, so N steps move a run by about N units of the largest
    weights and step; a score of k columns is off by at most k units of ‖w‖‖x‖.

    Args:
        pair: The two models.
        population: The persons.
        search: What SCFE minimised.

    Returns:
        An error per field, for all persons.
    """
    unit, steps = np.finfo(np.float64).eps, float(pair.training.steps)
    width = pair.split.train.shape[1]
    norms = [row_norms(np.asarray(run.weights)) for run in (pair.natural, pair.robust)]
    start, largest_input = row_norms(np.asarray(pair.robust.start)), row_norms(pair.split.train).max()
    largest_step = pair.training.learning_rate * (
        largest_input + pair.training.epsilon * float(pair.robust.attack_factor)
    )
    drift = steps * unit * (max(*norms, start) + width * largest_step)
    points = [
        row_norms(part) for part in (population.inputs, population.recourses_nr.points, population.recourses_r.points)
    ]
    reach = max((norm.max(initial=0.0) for norm in points), default=0.0)
    score = width * unit * (max(norms) * reach + abs(search.target))
    scores = ("residual_nr", "residual_r", "score_nr", "score_nr_nr", "score_nr_r", "score_r_r")
    gradients = steps * unit * width * largest_step / pair.training.learning_rate
    return {"weight_gap": float(drift), "gradient_gap_sum": float(gradients), **dict.fromkeys(scores, float(score))}


def _delta_sources(claim: Claim, deltas: dict[str, np.ndarray]) -> Iterator[str | None]:
    if "delta" not in claim.read:
        yield None
    else:
        printed = claim.id.endswith("printed")
        yield from (source for source in deltas if (source == "printed") == printed)


def _cost_sources(claim: Claim) -> tuple[str | None, ...]:
    if not {"cost_nr", "cost_r"} & set(claim.read):
        return (None,)
    return ("returned", "printed") if claim.id in PRINTED_COST else ("returned",)


def _training_fields(pair: Pair, population: Population) -> dict[str, np.ndarray]:
    run, split = pair.robust, pair.split
    gap = row_norms(np.asarray(pair.natural.weights) - np.asarray(run.weights))
    scalars = {
        "weight_gap": gap,
        "steps": run.steps,
        "learning_rate": run.learning_rate,
        "epsilon": run.epsilon,
        "dim": split.attacked.sum(),
        "mean_input_norm": row_norms(split.train).mean(),
        "attack_factor": run.attack_factor,
        "robust_weight_norm": run.robust_weight_norm,
        "smoothness": run.smoothness,
        "gradient_gap_sum": run.gradient_gap_sum,
    }
    shape = population.labels.shape
    per_person = {"label": population.labels, "input_norm": row_norms(population.inputs)}
    return per_person | {name: np.full(shape, float(value)) for name, value in scalars.items()}


def _person_fields(pair: Pair, population: Population, search: Search) -> dict[str, np.ndarray]:
    shape, actionable = population.labels.shape, pair.split.actionable
    scalars = {
        "lam": search.lam,
        "target": search.target,
        "threshold": 0.0,
        "norm_nr": row_norms(np.asarray(pair.natural.weights)[actionable]),
        "norm_r": row_norms(np.asarray(pair.robust.weights)[actionable]),
    }
    per_person = {
        "residual_nr": search.target - population.score_nr,
        "residual_r": search.target - population.score_r,
        "score_nr": population.score_nr,
        "score_nr_nr": population.score_nr_nr,
        "score_nr_r": population.score_nr_r,
        "score_r_r": population.score_r_r,
        "recourse_norm_r": row_norms(population.recourses_r.points),
    }
    return per_person | {name: np.full(shape, float(value)) for name, value in scalars.items()}


def _cost_fields(population: Population) -> dict[str, dict[str, np.ndarray]]:
    def fields(nr: np.ndarray, r: np.ndarray) -> dict[str, np.ndarray]:
        lengths = (row_norms(changes) for changes in (nr, r, nr - r))
        return dict(zip(("cost_nr", "cost_r", "recourse_gap"), lengths, strict=True))

    return {
        "returned": fields(population.recourses_nr.changes, population.recourses_r.changes),
        "printed": fields(population.printed_nr.changes, population.printed_r.changes),
    }
