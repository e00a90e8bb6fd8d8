"""Penalised linear models: at their optimum, whatever else is trained with them, and with a Δ that is certain."""

from functools import cache, partial
from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize
from support.forecasts import plain_objective
from support.reports import made_up
from support.studies import finished_alone, once

from bounds import CLAIMS
from empirical.data import split
from empirical.errors import InputError
from empirical.families import family_of
from empirical.families.linear.fields import weights_of
from empirical.families.linear.settings import LinearTraining
from empirical.families.linear.training import train_linear_pair
from empirical.families.penalised.fields import certain_gap
from empirical.families.penalised.settings import PenalisedGrid, PenalisedSettings
from empirical.families.penalised.training import PenalisedModel, train_penalised_grid
from empirical.models.pair import Pair
from empirical.report import Settings
from empirical.report.build import report_on

EPSILONS, SEEDS, NORMS = (0.0, 0.05, 0.3), (3, 0), (np.inf, 2.0, 1.0)


@cache
def splits():
    return {seed: split(made_up(), seed=seed) for seed in SEEDS}


@cache
def pairs(norm: float = np.inf, penalty: float = 0.05) -> tuple[Pair, ...]:
    return tuple(train_penalised_grid(splits(), PenalisedGrid(EPSILONS, SEEDS, norm, penalty)))


def model(pair: Pair) -> PenalisedModel:
    assert isinstance(pair.robust, PenalisedModel)
    return pair.robust


@pytest.mark.parametrize("norm", NORMS)
def test_every_model_is_as_near_to_its_optimum_as_its_certificate_says(norm):
    """Against a search without gradients, which is less exact than the training, and never finds anything lower."""
    for pair in pairs(norm):
        trained = model(pair)
        value = plain_objective(trained.training, trained.weights)
        found = minimize(partial(plain_objective, trained.training), trained.weights * 0.9, method="Powell")
        assert value <= found.fun + 1e-12
        assert trained.distance <= 1e-5
        assert np.linalg.norm(found.x - trained.weights) <= np.sqrt(2.0 * (found.fun - value) / 0.05) + 2e-5


def test_pairs_stand_in_the_order_of_the_grid_and_share_the_natural_model_of_their_seed():
    wanted = [PenalisedSettings(epsilon, seed, np.inf, 0.05) for seed, epsilon in product(SEEDS, EPSILONS)]
    assert [pair.training for pair in pairs()] == wanted
    assert [pair.robust is pair.natural for pair in pairs()] == [True, False, False] * 2
    assert len({id(pair.natural) for pair in pairs()}) == 2
    assert all(family_of(pair).name == "penalised" for pair in pairs())


def test_no_model_depends_on_what_else_the_grid_has():
    (alone,) = train_penalised_grid(splits(), PenalisedGrid((0.3,), (0,), np.inf, 0.05))
    np.testing.assert_array_equal(model(alone).weights, model(pairs()[-1]).weights)


def test_models_that_were_kept_are_those_that_were_trained():
    kept: dict = {}
    grid = PenalisedGrid(EPSILONS, SEEDS, np.inf, 0.05)
    first = list(train_penalised_grid(splits(), grid, once(kept)))
    again = list(train_penalised_grid(splits(), grid, finished_alone(kept)))
    assert len(kept) == 1
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(model(one).weights, model(other).weights)
        assert model(one).distance == model(other).distance


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("penalty", [0.001, 0.05, 1.0])
def test_the_gap_that_one_pass_certifies_is_no_smaller_than_the_real_one(norm, penalty):
    for pair in pairs(norm, penalty):
        natural, robust = weights_of(pair)
        real, certain = np.linalg.norm(natural - robust), certain_gap(pair)
        assert real <= certain
        assert pair.training.epsilon > 0.0 or certain < 1e-4


def test_a_linear_model_of_another_training_is_refused_a_certificate():
    pair = train_linear_pair(splits()[0], LinearTraining(steps=5))
    assert family_of(pair).name == "linear"
    with pytest.raises(TypeError, match="no penalised linear models"):
        certain_gap(pair)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"penalty": 0.0}, "penalty must be finite and above 0, not 0"),
        ({"penalty": np.nan}, "penalty must be finite and above 0, not nan"),
        ({"epsilons": (-1.0,)}, "epsilon must be finite and at least 0, not -1"),
        ({"epsilons": (0.1, 0.1)}, "epsilon has a value twice"),
        ({"norm": 3.0}, "norm must be one of inf, 2, 1, not 3"),
        ({"seeds": (-1,)}, "seed must be between 0 and"),
        ({"class_weights": "some"}, "class"),
    ],
)
def test_settings_that_no_pair_can_have(settings, message):
    with pytest.raises(InputError, match=message):
        PenalisedGrid(**settings)


def test_a_report_checks_the_theorems_with_that_gap_and_finds_nothing_wrong():
    settings = Settings(grid=PenalisedGrid(EPSILONS, SEEDS, penalty=0.05), groups=("sex",))
    report = report_on(made_up(), settings)
    assert report.summary["defects"] == []
    counts = {(one["claim"], one["delta_source"]): one for one in report.summary["claims"]}
    assert {claim for claim, _ in counts} >= {"theorem1.sound", "theorem4.sharp", "lemma1.norms"}
    assert {source for _, source in counts} == {None, "duality", "measured"}
    assert counts["theorem1.sound", "duality"]["holds"] > 0
    assert all(one["violated"] == 0 for one in counts.values() if CLAIMS[one["claim"]].theory == "true")
    for run in report.summary["runs"]:
        for trained in run["models"].values():
            assert trained["distance_to_optimum"] < 1e-5
            assert trained["adversarial_accuracy"] is not None
    columns = report.instances
    assert (columns["delta_duality"] >= columns["delta_measured"]).all()
