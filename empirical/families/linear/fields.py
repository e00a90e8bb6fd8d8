"""The fields of Lemma 1 and Theorems 1 and 4, measured of a pair of linear models."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from bounds import CLAIMS, Claim, Status, Verdict, check
from bounds.checker import uncompiled
from bounds.together import Question, assess_together
from empirical.families.linear.logistic import Run
from empirical.families.linear.settings import LinearTraining
from empirical.families.linear.training import TrainedLinearModel, sample_of
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.numerics import EPS, row_norms
from empirical.recourse.settings import RecourseSettings
from empirical.recourse.weights import stretch
from empirical.verification.fields import SCORES, constants, error_of_gap, printed_and_returned_costs, score_fields
from empirical.verification.measured import MEASURED_DELTA, Measured
from empirical.verification.population import Population

DELTA_CLAIMS = ("printed", "sound", "sharp", "path")
"""Names of the variants of Lemma 1 that give a Δ."""


def weights_of(pair: Pair) -> tuple[np.ndarray, np.ndarray]:
    """Give the weights of a pair of linear models.

    Args:
        pair: The pair.

    Returns:
        The weights of the non-robust and of the robust model, [k].

    Raises:
        TypeError: If a model is not linear.

    Examples:
        >>> from empirical.data import load, split
        >>> data = split(load("breast-cancer"), seed=0)
        >>> natural, robust = weights_of(Pair(data, LinearModel(np.ones(31)), LinearModel(np.zeros(31))))
        >>> natural[:2], robust[:2]
        (array([1., 1.]), array([0., 0.]))
    """
    natural, robust = pair.natural, pair.robust
    if not (isinstance(natural, LinearModel) and isinstance(robust, LinearModel)):
        raise TypeError("these are no linear models; train_linear_grid makes pairs of them")
    return natural.weights, robust.weights


def measure_linear(pair: Pair, population: Population, settings: RecourseSettings) -> Measured:
    """Measure every field that the claims about linear models read.

    Args:
        pair: Two linear models.
        population: The instances with their recourses.
        settings: The settings of the recourses: the target score and λ of SCFE.

    Returns:
        The fields of Lemma 1 and of Theorems 1 and 4, with every Δ that is known.

    Raises:
        TypeError: If a model of the pair is not linear.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.verification.population import finder, populate
        >>> data = split(load("breast-cancer"), seed=0)
        >>> pair = Pair(data, LinearModel(np.ones(31) - 2.0 * data.train.mean(axis=0)), LinearModel(np.ones(31)))
        >>> settings = RecourseSettings()
        >>> population = populate(pair, finder(settings, cost_weights=np.ones(31)), most=3)
        >>> measured = measure_linear(pair, population, settings)
        >>> list(measured.deltas)
        ['measured']
        >>> bool((measured.costs["returned"]["cost_nr"] > 0.0).all())
        True
    """  # noqa: DOC502
    factor = stretch(pair.split.actionable, population.cost_weights)
    training, costs = _training_fields(pair, population), printed_and_returned_costs(population)
    return Measured(
        training=training,
        instances=_instance_fields(pair, population, settings, factor),
        costs=costs,
        deltas=available_deltas(training),
        stretch=factor,
        errors=absolute_errors(pair, population, settings) | error_of_gap(costs),
    )


def available_deltas(fields: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give every bound Δ on the distance of two weight vectors: those of Lemma 1 that hold, and the distance itself.

    Args:
        fields: At least ``weight_gap``, the measured distance; the other fields of Lemma 1 if the training is known.

    Returns:
        An array [m] per source: the variants of Lemma 1 whose hypotheses hold, then ``measured``.

    Examples:
        >>> available_deltas({"weight_gap": np.array([0.5])})
        {'measured': array([0.5])}
    """
    claims = {variant: CLAIMS[f"lemma1.{variant}"] for variant in DELTA_CLAIMS}
    known = {variant: claim for variant, claim in claims.items() if set(claim.read) <= set(fields)}
    deltas = {}
    for variant, verdict in zip(known, _verdicts(known.values(), fields), strict=True):
        if not np.any(np.asarray(verdict.status) >= Status.INAPPLICABLE):
            deltas[variant] = np.asarray(verdict.upper).reshape(fields["weight_gap"].shape)
    return {**deltas, MEASURED_DELTA: fields["weight_gap"]}


def _verdicts(claims: Iterable[Claim], fields: Mapping[str, np.ndarray]) -> list[Verdict]:
    """Decide claims without compilation; about one instance together."""
    asked = [(claim, {name: fields[name] for name in claim.read}) for claim in claims]
    if fields["weight_gap"].size == 1:
        return [one.verdict for one in assess_together([Question(claim, read, {}) for claim, read in asked])]
    with uncompiled():
        return [check(claim, **read) for claim, read in asked]


def absolute_errors(pair: Pair, population: Population, settings: RecourseSettings) -> dict[str, float]:
    """Bound what rounding can make of fields that are differences of nearly equal numbers, or sums that cancel.

    Every step rounds the weights and the gradient once each, so N steps move a run by about N units of the largest
    weights and step; a score of k columns is off by at most k units of ‖w‖‖x‖. Weights that come from elsewhere are
    exact as they stand.

    Args:
        pair: Two linear models.
        population: The instances with their recourses.
        settings: The settings of the recourses: scores are compared with their target.

    Returns:
        An error per field, which holds for all instances; infinite where it overflows, and then nothing is known.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.verification.population import finder, populate
        >>> data = split(load("breast-cancer"), seed=0)
        >>> pair = Pair(data, LinearModel(-np.ones(31)), LinearModel(-np.ones(31)))
        >>> population = populate(pair, finder(RecourseSettings(), cost_weights=np.ones(31)), most=3)
        >>> errors = absolute_errors(pair, population, RecourseSettings())
        >>> 0.0 < errors["weight_gap"] < errors["score_nr"] < 1e-10
        True
    """
    width = pair.split.train.shape[1]
    norms = _norms(pair)
    largest = max(norms.natural, norms.robust)
    points = [
        row_norms(rows) for rows in (population.inputs, population.recourses_nr.points, population.recourses_r.points)
    ]
    furthest = max(norm[~np.isnan(norm)].max(initial=0.0) for norm in points)
    with np.errstate(over="ignore"):
        score = width * EPS * (largest * furthest + abs(settings.target))
    errors = dict.fromkeys(SCORES, float(score))
    training, run = pair.training, run_of(pair)
    if not isinstance(training, LinearTraining) or run is None:
        return {"weight_gap": float(EPS * width * largest), **errors}
    steps, rate = float(training.steps), float(run.learning_rate)
    largest_step = rate * (norms.largest_input + training.epsilon * float(run.attack_factor))
    drift = steps * EPS * (max(largest, norms.start) + width * largest_step)
    gradients = steps * EPS * width * largest_step / rate
    return {"weight_gap": float(drift), "gradient_gap_sum": float(gradients), **errors}


def run_of(pair: Pair) -> Run | None:
    """Give the training run of the robust model, of which Lemma 1 speaks.

    Args:
        pair: Two linear models.

    Returns:
        The run; ``None`` if the model was trained elsewhere.

    Examples:
        >>> from empirical.data import load, split
        >>> model = LinearModel(np.ones(31))
        >>> run_of(Pair(split(load("breast-cancer"), seed=0), model, model)) is None  # these weights are not trained
        True
    """
    return pair.robust.run if isinstance(pair.robust, TrainedLinearModel) else None


class _Norms(NamedTuple):
    """Norms that a pair has whoever is asked about; of training instances only where the pair was trained here."""

    natural: float
    robust: float
    gap: float
    start: float = math.nan
    mean_input: float = math.nan
    largest_input: float = math.nan


_NORMS: WeakKeyDictionary[Pair, _Norms] = WeakKeyDictionary()
"""The norms of pairs that were measured: whoever asks about one person after another has the same pair."""


def _norms(pair: Pair) -> _Norms:
    """Measure the norms of a pair once."""
    if pair not in _NORMS:
        natural, robust = weights_of(pair)
        lengths = [float(row_norms(weights)) for weights in (natural, robust, natural - robust)]
        measured = _Norms(*lengths[:2], gap=lengths[2])
        training, run = pair.training, run_of(pair)
        if isinstance(training, LinearTraining) and run is not None:
            inputs = row_norms(pair.split.train)
            weights = sample_of(pair.split, training.class_weights).weights
            measured = measured._replace(
                start=float(row_norms(run.start)),
                mean_input=float((weights * inputs).mean()),
                largest_input=float(inputs.max()),
            )
        _NORMS[pair] = measured
    return _NORMS[pair]


def _training_fields(pair: Pair, population: Population) -> dict[str, np.ndarray]:
    shape, norms = population.labels.shape, _norms(pair)
    fields = {"weight_gap": np.full(shape, norms.gap)}
    run, split = run_of(pair), pair.split
    training = pair.training
    if not isinstance(training, LinearTraining) or run is None:
        return fields
    scalars = {
        "steps": run.steps,
        "learning_rate": run.learning_rate,
        "epsilon": run.epsilon,
        "dim": split.attacked.sum(),
        "mean_input_norm": norms.mean_input,
        "attack_factor": run.attack_factor,
        "robust_weight_norm": run.robust_weight_norm,
        "smoothness": run.smoothness,
        "gradient_gap_sum": run.gradient_gap_sum,
    }
    fields |= constants(scalars, shape)
    return fields | {"label": population.labels, "input_norm": row_norms(population.inputs)}


def _instance_fields(
    pair: Pair, population: Population, settings: RecourseSettings, factor: float
) -> dict[str, np.ndarray]:
    shape, actionable = population.labels.shape, pair.split.actionable
    slopes = [row_norms((weights / population.cost_weights)[actionable]) for weights in weights_of(pair)]
    scalars: dict[str, Any] = {
        "lam": settings.lam,
        "target": settings.target,
        "threshold": settings.cut,
        "norm_nr": slopes[0],
        "norm_r": slopes[1],
    }
    per_instance = {
        **score_fields(population, settings),
        "input_norm": row_norms(population.inputs) / factor,
        "recourse_norm_r": row_norms(population.recourses_r.points) / factor,
    }
    return per_instance | constants(scalars, shape)
