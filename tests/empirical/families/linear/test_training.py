"""Grids of pairs: the same models as one at a time, the same bits at ε = 0, compiled once."""

import math
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from empirical.data import Dataset, Feature, Split, split
from empirical.errors import InputError
from empirical.families.linear import training as module
from empirical.families.linear.fields import weights_of
from empirical.families.linear.logistic import Run
from empirical.families.linear.settings import LinearGrid, LinearTraining
from empirical.families.linear.training import TrainedLinearModel, train_linear_grid, train_linear_pair
from empirical.models.model import Model
from empirical.models.pair import Pair

EPSILONS, SEEDS, STEPS = (0.0, 0.05, 0.3), (3, 0, 11), (40, 7)


@cache
def splits(seeds: tuple[int, ...] = SEEDS) -> dict[int, Split]:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(80, 4))
    labels = np.where(values @ [1.0, -2.0, 0.5, 0.0] + rng.normal(size=80) > 0, 1.0, -1.0)
    made = Dataset("made", tuple(Feature(name) for name in "abcd"), values, labels, "good", "made up", "")
    return {seed: split(made, seed=seed) for seed in seeds}


def grid(**changes) -> LinearGrid:
    return LinearGrid(**{"epsilons": EPSILONS, "seeds": SEEDS, "steps": STEPS, "learning_rate": 0.1, **changes})


def run_of(model: Model) -> Run:
    assert isinstance(model, TrainedLinearModel)
    np.testing.assert_array_equal(model.weights, model.run.weights)
    return model.run


def compilations() -> int:
    counted: Any = module._train_all
    return counted._cache_size()


@cache
def pairs(init: str = "normal", norm: float = math.inf) -> dict[LinearTraining, Pair]:
    settings = grid(init=init, norm=norm)
    return dict(zip(settings.trainings(), train_linear_grid(splits(), settings), strict=True))


def test_the_order_of_the_trainings():
    found = [(one.seed, one.steps, one.epsilon) for one in grid().trainings()]
    assert found == list(product(SEEDS, STEPS, EPSILONS))
    assert [one.training for one in train_linear_grid(splits(), grid())] == list(grid().trainings())


@pytest.mark.parametrize(("init", "norm"), [("zero", math.inf), ("normal", math.inf), ("normal", 2.0), ("normal", 1.0)])
def test_a_grid_gives_the_models_of_single_pairs(init, norm):
    for training, together in pairs(init, norm).items():
        alone = train_linear_pair(splits()[training.seed], training)
        assert alone.training == together.training == training
        assert together.split is splits()[training.seed]
        for one, other in ((alone.natural, together.natural), (alone.robust, together.robust)):
            for part, same in zip(run_of(one), run_of(other), strict=True):
                np.testing.assert_allclose(part, same, rtol=1e-10, atol=1e-12)


def test_gradient_descent_written_out():
    """The robust loss at p = ∞ is the logistic loss at margin y wᵀx − ε‖w‖₁; autodiff has no part in this."""
    for training, one in pairs("normal").items():
        parts = one.split
        inputs, labels = parts.train, parts.train_labels
        w = module._start(training.seed, inputs.shape[1], "normal")
        for _ in range(training.steps):
            margin = labels * (inputs @ w) - training.epsilon * np.abs(w[parts.attacked]).sum()
            slopes = labels[:, None] * inputs - training.epsilon * np.where(parts.attacked, np.sign(w), 0.0)
            w = w + training.learning_rate * (expit(-margin)[:, None] * slopes).mean(axis=0)
        np.testing.assert_allclose(weights_of(one)[1], w, rtol=1e-8, atol=1e-10)


def test_at_epsilon_zero_both_models_are_the_same_bits():
    for training, one in pairs().items():
        natural, robust = weights_of(one)
        assert (natural.tobytes() == robust.tobytes()) == (training.epsilon == 0.0)


def test_the_natural_model_is_the_same_bits_at_every_epsilon():
    for seed, steps in product(SEEDS, STEPS):
        found = {
            weights_of(one)[0].tobytes()
            for training, one in pairs().items()
            if (training.seed, training.steps) == (seed, steps)
        }
        assert len(found) == 1


def test_seeds_and_steps_differ():
    """Else the tests above would compare a model with itself."""
    weights = [weights_of(one)[1] for one in pairs().values()]
    for place, one in enumerate(weights):
        assert all(not np.array_equal(one, other) for other in weights[:place])


def test_runs_stop_where_they_should():
    for training, one in pairs().items():
        for run, epsilon in ((run_of(one.natural), 0.0), (run_of(one.robust), training.epsilon)):
            assert (int(run.steps), float(run.epsilon)) == (training.steps, epsilon)


def test_a_second_call_compiles_nothing():
    list(train_linear_grid(splits(), grid()))
    before = compilations()
    other = LinearGrid((0.01, 0.2), (5, 6, 7), (3, 9), learning_rate=0.3, init="normal")  # ε = 0 is a lane anyway
    list(train_linear_grid(splits((5, 6, 7)), other))
    assert compilations() == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epsilons": (0.1, 0.2, 0.1)}, "epsilon has a value twice: 0.1, 0.2, 0.1"),
        ({"epsilons": (0.0, -0.0)}, "epsilon has a value twice"),
        ({"seeds": (0, 1, 0)}, "seed has a value twice"),
        ({"steps": (5, 5)}, "steps has a value twice"),
        ({"epsilons": ()}, "epsilon needs a value"),
        ({"seeds": ()}, "seed needs a value"),
        ({"steps": ()}, "steps needs a value"),
        ({"epsilons": (0.1, -0.1)}, "epsilon must be finite and at least 0"),
        ({"steps": (10, 0)}, "steps must be at least 1"),
        ({"norm": 3.0}, "norm must be one of"),
    ],
)
def test_grids_that_cannot_be_trained(changes, message):
    with pytest.raises(InputError, match=message):
        grid(**changes)
