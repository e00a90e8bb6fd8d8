"""The meaning of fields, evaluated in exact arithmetic, is what reports measure of linear models."""

import dataclasses

import numpy as np
from support.kernel_pairs import as_split
from support.measured_meanings import PAIRS, components_of, disagreements, scaling
from support.populations import measure, rejected

from bounds.meaning import linear
from bounds.meaning.exact import Point
from bounds.meaning.terms import norm
from bounds.readings.exact import exact
from empirical.models.model import LinearModel
from empirical.models.pair import Pair
from empirical.recourse.settings import RecourseSettings

WIDTH = 4


def random_pair(seed):
    """Two linear models of any size, three people whom the first one rejects, cost weights and settings."""
    rng = np.random.default_rng(seed)
    w_nr, w_r = rng.normal(size=(2, WIDTH)) * 10.0 ** rng.uniform(-2.0, 2.0, size=(2, 1))
    inputs = np.column_stack([rng.normal(size=(40, WIDTH - 1)), np.ones(40)])
    labels = np.where(rng.random(40) < 0.5, 1.0, -1.0)
    split = as_split(inputs[:20], labels[:20], inputs[20:], labels[20:])
    w_nr = w_nr if (inputs[20:] @ w_nr <= 0.0).any() else -w_nr
    cost_weights = 2.0 ** rng.integers(-2, 3, size=WIDTH) if seed % 2 else np.ones(WIDTH)
    settings = RecourseSettings(target=float(rng.normal()), lam=float(10.0 ** rng.uniform(-2.0, 1.0)))
    pair = Pair(split, LinearModel(w_nr), LinearModel(w_r))
    return pair, rejected(pair, settings, cost_weights=cost_weights, most=2, seed=seed), settings


def compared(seed, meanings=None):
    """What of a random pair is not as the meaning says; empty if all is."""
    pair, population, settings = random_pair(seed)
    assert isinstance(pair.natural, LinearModel)
    assert isinstance(pair.robust, LinearModel)
    measured = measure(pair, population, settings)
    scaled = scaling(np.where(pair.split.actionable, population.cost_weights, 0.0))
    # norms in theorems are weighted: the case, not the measurement, multiplies the distance of the weights
    gap = measured.stretch * measured.training["weight_gap"]
    wrong = []
    for person in range(len(population.rows)):
        fields = {name: float(values[person]) for name, values in measured.instances.items()}
        fields["weight_gap"] = float(gap[person])
        errors = {**measured.errors, "weight_gap": measured.stretch * measured.errors["weight_gap"]}
        at = Point(
            vectors={
                "w_nr": components_of(pair.natural.weights),
                "w_r": components_of(pair.robust.weights),
                "x": components_of(population.inputs[person]),
                "x'_r": components_of(population.recourses_r.points[person]),
            },
            numbers={
                "κ": exact(measured.stretch),
                **{name: exact(fields[name]) for name in ("lam", "target")},
            },
            maps={"S": scaled},
        )
        residuals = {name: exact(fields[name]) for name in ("residual_nr", "residual_r")}
        at = dataclasses.replace(at, numbers={**at.numbers, **residuals})
        sources = meanings or {
            "returned": linear.MINIMISERS,
            "printed": linear.PRINTED_MINIMISERS,
            "": linear.SCORES,
        }
        for source, meaning in sources.items():
            costs = {name: float(values[person]) for name, values in measured.costs.get(source, {}).items()}
            wrong += disagreements(meaning, at, {**fields, **costs}, errors)
    return wrong


def test_fields_of_linear_models_are_what_they_mean():
    for seed in range(PAIRS):
        assert compared(seed) == [], seed


def test_a_norm_over_the_wrong_columns_is_another_number():
    other = {**linear.MODELS, "norm_nr": norm(linear.w_nr)}
    assert any(one.startswith("norm_nr") for one in compared(0, {"": other}))
