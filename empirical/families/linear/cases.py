"""From a pair of models to the fields of every claim about them; here of the linear claims."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from bounds import CLAIMS, Claim, Status, check
from bounds.claims.theorem1 import PRINTED_COSTS
from empirical.families.relu.cases import measure_mlp, mlp_cases, networks
from empirical.families.wide.cases import kernel_cases, measure_kernel
from empirical.models.pair import Pair, Training
from empirical.numerics import row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.weights import stretch
from empirical.verification.case import Case
from empirical.verification.decoded import decoded_cases
from empirical.verification.measured import SCORES, NetworkMeasured, constants, score_fields
from empirical.verification.population import Population

LINEAR = tuple(claim for claim in CLAIMS.values() if claim.id.split(".")[0] in {"lemma1", "theorem1", "theorem4"})
"""The claims about linear models."""

DELTA_CLAIMS = ("printed", "sound", "sharp", "path")
"""Variants of Lemma 1 that give a Δ."""


PRINTED_COST = frozenset(claim.id for claim in LINEAR if set(PRINTED_COSTS) <= set(claim.premises))
"""Claims that speak of the cost as printed; they are checked with both costs."""

_LEMMA_1 = frozenset(f"lemma1.{variant}" for variant in DELTA_CLAIMS)


NO_RUN = "how the models were trained is not known"
NOT_LINEAR = "the models are not linear"
"""Why claims say nothing of models that come from elsewhere."""


class Measured(NamedTuple):
    """Everything that the linear claims read, measured for every person.

    With cost weights D the theorems hold in the coordinates Dx: there ‖D⁻¹(w_NR − w_R)‖ ≤ κ‖w_NR − w_R‖ with κ the largest
    1/d over the actionable columns, and |(w_NR − w_R)ᵀx| ≤ κ‖w_NR − w_R‖ · ‖x‖/κ. So theorems read κΔ and ‖x‖/κ where
    Lemma 1 reads Δ and ‖x‖.

    Attributes:
        training: The fields of Lemma 1, empty if the training is not known.
        instances: The fields of the theorems but Δ and the costs.
        costs: ``cost_nr``, ``cost_r``, ``recourse_gap`` by cost source.
        deltas: Δ by source, not yet times κ.
        stretch: κ.
        errors: Absolute errors by field.
    """

    training: dict[str, np.ndarray]
    instances: dict[str, np.ndarray]
    costs: dict[str, dict[str, np.ndarray]]
    deltas: dict[str, np.ndarray]
    stretch: float
    errors: dict[str, float]

    def columns(self) -> dict[str, np.ndarray]:
        """What was measured, by the names of ``instances.parquet``.

        Returns:
            Arrays [m].
        """
        deltas = {f"delta_{source}": self.stretch * values for source, values in self.deltas.items()}
        return {**self.costs["returned"], **self.training, **self.instances, **deltas}


def measure(pair: Pair, population: Population, search: RecourseSettings) -> Measured | NetworkMeasured:
    """Measure what the claims about these models read.

    Args:
        pair: The two models.
        population: The people.
        search: What SCFE minimised.

    Returns:
        The fields.
    """
    if pair.gap is not None:
        return measure_kernel(pair, population, search)
    return (measure_mlp if networks(pair) else measure_linear)(pair, population, search)


def cases(pair: Pair, population: Population, search: RecourseSettings) -> list[Case]:
    """Every claim about these models with every Δ and cost that it can be checked with.

    Args:
        pair: The two models.
        population: The people.
        search: What SCFE minimised.

    Returns:
        The cases: of the claims about these models, then of those about recourses of C-CHVAE, if they are such.
    """
    if pair.gap is not None:
        own = kernel_cases(pair, population, search)
    else:
        own = (mlp_cases if networks(pair) else linear_cases)(pair, population, search)
    return own + decoded_cases(population)


def measure_linear(pair: Pair, population: Population, search: RecourseSettings) -> Measured:
    """Measure what the linear claims read.

    Args:
        pair: The two models; if one is not linear, only costs and scores can be measured.
        population: The people.
        search: What SCFE minimised.

    Returns:
        The fields.
    """
    if pair.weights is None:
        return Measured({}, score_fields(population, search), _cost_fields(population), {}, 1.0, {})
    factor = stretch(pair.split.actionable, population.cost_weights)
    training = _training_fields(pair, population)
    return Measured(
        training=training,
        instances=_instance_fields(pair, population, search, factor),
        costs=_cost_fields(population),
        deltas=available_deltas(training),
        stretch=factor,
        errors=absolute_errors(pair, population, search),
    )


def linear_cases(pair: Pair, population: Population, search: RecourseSettings) -> list[Case]:
    """Every linear claim with every Δ and cost that it can be checked with.

    Printed claims use the printed Δ; all others every available Δ but that one. A claim that needs what is not known
    of these models is one case without fields.

    Args:
        pair: The two models.
        population: The people.
        search: What SCFE minimised.

    Returns:
        The cases, in the order of the claims.
    """
    if pair.weights is None:
        return [Case(claim, None, None, {}, {}, NOT_LINEAR) for claim in LINEAR]
    measured = measure_linear(pair, population, search)
    return [case for claim in LINEAR for case in _cases(claim, measured)]


def _cases(claim: Claim, measured: Measured) -> Iterator[Case]:
    own = measured.training if claim.id in _LEMMA_1 else measured.instances
    sources = [*_delta_sources(claim, measured.deltas)]
    if not sources or (claim.id in _LEMMA_1 and "epsilon" not in measured.training):
        yield Case(claim, None, None, {}, {}, NO_RUN)
        return
    for delta_source in sources:
        for cost_source in _cost_sources(claim):
            fields, errors = {**measured.training, **own}, dict(measured.errors)
            if own is measured.instances:  # whose norms are in cost weights, so that distances of weights must be
                fields |= {name: measured.stretch * fields[name] for name in ("weight_gap",) if name in fields}
                errors |= {name: measured.stretch * errors[name] for name in ("weight_gap",) if name in errors}
            if delta_source:
                fields["delta"] = measured.stretch * measured.deltas[delta_source]
            if cost_source:
                fields |= measured.costs[cost_source]
            read = {name: fields[name] for name in claim.read if name in fields}
            granted = {name: error for name, error in errors.items() if name in read}
            if delta_source == "measured":
                granted["delta"] = measured.stretch * measured.errors["weight_gap"]
            yield Case(claim, delta_source, cost_source, read, granted)


def available_deltas(fields: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Every Δ that is known: the bounds of Lemma 1 whose hypotheses hold, and the measured distance.

    Args:
        fields: At least the measured distance, and the other fields of Lemma 1 if the training is known.

    Returns:
        One array per source.
    """
    deltas = {}
    for variant in DELTA_CLAIMS:
        claim = CLAIMS[f"lemma1.{variant}"]
        if set(claim.read) <= set(fields):
            verdict = check(claim, **{name: fields[name] for name in claim.read})
            if not np.isin(verdict.status, (Status.INAPPLICABLE, Status.NONFINITE)).any():
                deltas[variant] = np.asarray(verdict.upper)
    return {**deltas, "measured": fields["weight_gap"]}


def absolute_errors(pair: Pair, population: Population, search: RecourseSettings) -> dict[str, float]:
    """What rounding can make of fields that are differences of nearly equal numbers, or sums that cancel.

    Every step rounds the weights and the gradient once each, so N steps move a run by about N units of the largest
    weights and step; a score of k columns is off by at most k units of ‖w‖‖x‖. Weights that come from elsewhere are
    exact as they stand.

    Args:
        pair: Two linear models.
        population: The people.
        search: What SCFE minimised.

    Returns:
        An error per field, for all people.
    """
    unit, width = np.finfo(np.float64).eps, pair.split.train.shape[1]
    norms = [row_norms(weights) for weights in pair.weights or ()]
    points = [
        row_norms(part) for part in (population.inputs, population.recourses_nr.points, population.recourses_r.points)
    ]
    reach = max(norm[~np.isnan(norm)].max(initial=0.0) for norm in points)
    score = width * unit * (max(norms) * reach + abs(search.target))
    errors = dict.fromkeys(SCORES, float(score))
    if not isinstance(pair.training, Training) or pair.robust.run is None:
        return {"weight_gap": float(unit * width * max(norms)), **errors}
    steps, rate = float(pair.training.steps), pair.training.learning_rate
    start, largest_input = row_norms(pair.robust.run.start), row_norms(pair.split.train).max()
    largest_step = rate * (largest_input + pair.training.epsilon * float(pair.robust.run.attack_factor))
    drift = steps * unit * (max(*norms, start) + width * largest_step)
    gradients = steps * unit * width * largest_step / rate
    return {"weight_gap": float(drift), "gradient_gap_sum": float(gradients), **errors}


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
    natural, robust = pair.weights or (np.zeros(0), np.zeros(0))
    shape = population.labels.shape
    fields = {"weight_gap": np.full(shape, row_norms(natural - robust))}
    run, split = pair.robust.run, pair.split
    if pair.training is None or run is None:
        return fields
    scalars = {
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
    fields |= constants(scalars, shape)
    return fields | {"label": population.labels, "input_norm": row_norms(population.inputs)}


def _instance_fields(
    pair: Pair, population: Population, search: RecourseSettings, factor: float
) -> dict[str, np.ndarray]:
    shape, actionable = population.labels.shape, pair.split.actionable
    slopes = [row_norms((weights / population.cost_weights)[actionable]) for weights in pair.weights or ()]
    scalars = {
        "lam": search.lam,
        "target": search.target,
        "threshold": 0.0,
        "norm_nr": slopes[0],
        "norm_r": slopes[1],
    }
    per_instance = {
        **score_fields(population, search),
        "input_norm": row_norms(population.inputs) / factor,
        "recourse_norm_r": row_norms(population.recourses_r.points) / factor,
    }
    return per_instance | constants(scalars, shape)


def _cost_fields(population: Population) -> dict[str, dict[str, np.ndarray]]:
    def fields(nr: np.ndarray, r: np.ndarray) -> dict[str, np.ndarray]:
        lengths = (row_norms(changes * population.cost_weights) for changes in (nr, r, nr - r))
        return dict(zip(("cost_nr", "cost_r", "recourse_gap"), lengths, strict=True))

    return {
        "returned": fields(population.recourses_nr.changes, population.recourses_r.changes),
        "printed": fields(population.printed_nr.changes, population.printed_r.changes),
    }
