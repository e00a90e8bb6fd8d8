"""Grids of networks: the same models as one at a time, the same bits at ε = 0, and attacks withstood by training."""

import math
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.studies import finished_alone, once

from empirical.attacks import Ball
from empirical.data import Dataset, Feature, Split, load, split
from empirical.errors import InputError
from empirical.families.logistic_end import logistic_end
from empirical.families.relu import training as module
from empirical.families.relu.network import ReluModel
from empirical.families.relu.settings import ReluGrid, ReluTraining
from empirical.families.relu.training import train_relu_grid
from empirical.models import model as models
from empirical.models.accuracy import adversarial_accuracy
from empirical.models.model import LinearModel, Model
from empirical.models.pair import Pair
from empirical.report.model_summary import model_summary

EPSILONS, SEEDS = (0.0, 0.05, 0.3), (3, 0)


@cache
def splits(seeds: tuple[int, ...] = SEEDS) -> dict[int, Split]:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(80, 4))
    labels = np.where(values @ [1.0, -2.0, 0.5, 0.0] + 0.5 * rng.normal(size=80) > 0, 1.0, -1.0)
    made = Dataset("made", tuple(Feature(name) for name in "abcd"), values, labels, "good", "made up", "")
    return {seed: split(made, seed=seed) for seed in seeds}


def grid(**changes) -> ReluGrid:
    short: dict[str, Any] = {"epochs": 2, "batch_size": 20, "attack_steps": 3, "learning_rate": 0.01}
    return ReluGrid(**{"epsilons": EPSILONS, "seeds": SEEDS, **short, **changes})


@cache
def pairs(norm: float = math.inf) -> dict[ReluTraining, Pair]:
    settings = grid(norm=norm)
    return dict(zip(settings.trainings(), train_relu_grid(splits(), settings), strict=True))


def leaves(model: Model) -> list[np.ndarray]:
    assert isinstance(model, ReluModel)
    return [np.asarray(leaf) for leaf in jax.tree.leaves(model.function)]


def bits(model: Model) -> bytes:
    return b"".join(leaf.tobytes() for leaf in leaves(model))


def test_networks_that_were_kept_are_those_that_were_trained():
    kept: dict = {}
    trained = list(train_relu_grid(splits(), grid(), once(kept)))
    again = list(train_relu_grid(splits(), grid(), finished_alone(kept)))
    assert len(kept) == 1
    for one, other in zip(trained, again, strict=True):
        assert bits(one.robust) == bits(other.robust) == bits(pairs()[one.training].robust)


def test_the_order_of_the_trainings():
    assert [one.training for one in pairs().values()] == list(grid().trainings())
    assert all(one.split is splits()[training.seed] for training, one in pairs().items())


def test_a_grid_gives_the_models_of_single_pairs():
    for seed, epsilon in product(SEEDS, (0.05, 0.3)):
        (alone,) = train_relu_grid(splits(), grid(epsilons=(epsilon,), seeds=(seed,)))
        assert isinstance(alone.training, ReluTraining)
        together = pairs()[alone.training]
        for one, other in ((alone.natural, together.natural), (alone.robust, together.robust)):
            for part, same in zip(leaves(one), leaves(other), strict=True):
                np.testing.assert_allclose(part, same, rtol=1e-8, atol=1e-10)


def test_at_epsilon_zero_both_models_are_the_same_bits():
    for training, one in pairs().items():
        assert (bits(one.natural) == bits(one.robust)) == (training.epsilon == 0.0)


def test_the_natural_model_is_the_same_bits_at_every_epsilon_and_norm():
    for seed in SEEDS:
        found = {bits(one.natural) for training, one in pairs().items() if training.seed == seed}
        assert len(found) == 1
    found = {norm: leaves(next(iter(pairs(norm).values())).natural) for norm in (math.inf, 2.0)}
    for part, same in zip(found[math.inf], found[2.0], strict=True):
        np.testing.assert_allclose(part, same, rtol=1e-8, atol=1e-10)


def test_all_pairs_of_a_seed_share_the_natural_model():
    """So that nothing that is asked of it alone is computed for every ε."""
    for seed in SEEDS:
        some = {training.epsilon: one for training, one in pairs().items() if training.seed == seed}
        assert len({id(one.natural) for one in some.values()}) == 1
        assert {epsilon for epsilon, one in some.items() if one.robust is one.natural} == {0.0}


def test_models_differ_by_seed_epsilon_and_norm():
    """Else the tests above would compare a model with itself."""
    models = [one.robust for norm in (math.inf, 2.0) for training, one in pairs(norm).items() if training.epsilon]
    assert len({bits(model) for model in models}) == len(models) == 8


def test_the_same_settings_give_the_same_bits():
    again = list(train_relu_grid(splits(), grid()))
    assert [bits(one.robust) for one in again] == [bits(one.robust) for one in pairs().values()]


def test_one_step_of_adam_written_out_for_the_width_and_depth_asked_for(monkeypatch):
    """Its first step is the learning rate times the sign of the gradient, but for 10⁻⁸ in a denominator."""
    part = splits()[0]
    whole: dict[str, Any] = {"seeds": (0,), "epsilons": (0.0,), "epochs": 1, "batch_size": 1000, "width": 3, "depth": 1}
    monkeypatch.setattr(module, "PRECISION", np.float64)
    (still,) = train_relu_grid(splits(), grid(**whole, learning_rate=1e-37))
    (moved,) = train_relu_grid(splits(), grid(**whole, learning_rate=1e-3))

    def loss(weights: Any) -> Any:
        inner, shift, outer, last = weights
        hidden = jnp.maximum(part.train[:, :-1] @ inner.T + shift[None], 0.0)
        return jnp.mean(jnp.log1p(jnp.exp(-part.train_labels * (hidden @ outer[0] + last[0]))))

    assert [leaf.shape for leaf in leaves(still.natural)] == [(3, 4), (3,), (1, 3), (1,)]
    slopes = map(np.asarray, jax.grad(loss)(leaves(still.natural)))
    for start, end, slope in zip(leaves(still.natural), leaves(moved.natural), slopes, strict=True):
        np.testing.assert_allclose(end, start - 1e-3 * slope / (np.abs(slope) + 1e-8), rtol=1e-9, atol=1e-12)


def test_hidden_layers_are_twice_as_wide_as_the_inputs():
    assert [leaf.shape for leaf in leaves(next(iter(pairs().values())).robust)] == [(8, 4), (8,), (8, 8), (8,), (1, 8),
                                                                                   (1,)]  # fmt: skip


def test_a_second_call_compiles_nothing():
    list(train_relu_grid(splits(), grid()))
    counted: Any = module._train_all
    before = counted._cache_size()
    other = grid(epsilons=(0.01, 0.2), seeds=(0, 3), epochs=1, learning_rate=0.1, attack_steps=2)
    list(train_relu_grid(splits(), other))
    assert counted._cache_size() == before


def test_networks_that_train_side_by_side_are_those_that_train_one_after_the_other(monkeypatch):
    monkeypatch.setattr(module, "PRECISION", np.float64)  # steps of an attack tell signs, which rounding may turn
    several = grid(epsilons=(0.0, 0.1, 0.2), seeds=(0, 3))
    alone = list(train_relu_grid(splits(), several))
    monkeypatch.setattr(module, "AT_ONCE", {})  # as on machines that are no CPUs
    for one, other in zip(alone, train_relu_grid(splits(), several), strict=True):
        for mine, theirs in zip(leaves(one.robust), leaves(other.robust), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-9)


def test_training_in_float32_is_training_in_float64_but_for_rounding(monkeypatch):
    """After few steps; after many, attacks that rounding turned have led networks apart."""
    short = grid(epsilons=(0.0, 0.1), seeds=(0,), epochs=1)
    quick = list(train_relu_grid(splits(), short))
    monkeypatch.setattr(module, "PRECISION", np.float64)
    for one, other in zip(quick, train_relu_grid(splits(), short), strict=True):
        for mine, exact in zip(leaves(one.robust), leaves(other.robust), strict=True):
            assert mine.dtype == exact.dtype == np.float64
            np.testing.assert_array_equal(mine, mine.astype(np.float32))
            assert 0.0 < np.abs(mine - exact).max() < 1e-5


def test_training_that_overflows_is_refused():
    with pytest.raises(InputError, match="non-robust model overflowed; lower learning-rate"):
        list(train_relu_grid(splits(), grid(learning_rate=1e30)))


def test_the_model_of_a_network():
    one = next(iter(pairs().values()))
    model = one.robust
    assert isinstance(model, ReluModel)
    network, (values, gradients) = model.function, model.scores_and_gradients(one.split.test)
    rows = jnp.asarray(one.split.test)
    np.testing.assert_allclose(values, [network(x) for x in rows], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(gradients, [jax.grad(network)(x) for x in rows], rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(model.scores(one.split.test), values)
    assert isinstance(model.scores(one.split.test), np.ndarray)
    assert model.scores(one.split.test[:0]).shape == (0,)
    assert not isinstance(model, LinearModel)


def test_models_and_numbers_of_instances_share_compilations():
    first, second = (one.robust for one in list(pairs().values())[:2])
    counted: Any = models.traced_scores
    assert isinstance(first, ReluModel)
    first.scores(np.ones((3, 5)))
    before = counted._cache_size()
    for model, count in ((first, 50), (second, 2), (ReluModel(jax.tree.map(jnp.zeros_like, first.function)), 64)):
        model.scores(np.ones((count, 5)))
    assert counted._cache_size() == before


@cache
def breast_cancer() -> Pair:
    return next(train_relu_grid({0: split(load("breast-cancer"), seed=0, scaling="minmax")}, ReluGrid((0.1,))))


def test_adversarial_training_withstands_attacks():
    """On test instances that training never saw, and by far; without attacks the natural model is no worse."""
    pair, part = breast_cancer(), breast_cancer().split
    ball, key = Ball(0.1, math.inf, part.attacked), jax.random.key(1)
    natural, robust = (
        adversarial_accuracy(model, part.test, part.test_labels, ball, key=key) for model in (pair.natural, pair.robust)
    )
    majority = max((part.test_labels > 0.0).mean(), (part.test_labels < 0.0).mean())
    assert natural < 0.4
    assert robust > majority
    assert robust > natural + 0.3


def test_the_summary_has_clean_and_adversarial_accuracy():
    pair = breast_cancer()
    natural, robust = (model_summary(pair, model) for model in (pair.natural, pair.robust))
    assert natural["accuracy"] > 0.9
    assert robust["accuracy"] > 0.8
    for one in (natural, robust):
        assert 0.0 <= one["adversarial_accuracy"] <= one["fgsm_accuracy"] < one["accuracy"]
    assert natural["adversarial_accuracy"] + 0.3 < robust["adversarial_accuracy"]
    assert natural["adversarial_accuracy"] < natural["fgsm_accuracy"]  # else they would be one attack
    same = model_summary(replace(pair, training=ReluTraining(0.0)), pair.natural)
    assert same["adversarial_accuracy"] == same["fgsm_accuracy"] == same["accuracy"]


def test_the_end_of_a_linear_model_is_found_once_for_each_seed(monkeypatch):
    found = []
    monkeypatch.setattr(module, "logistic_end", lambda *given: found.append(given) or logistic_end(*given))
    for pair in train_relu_grid(splits(), grid(epochs=1)):
        training = model_summary(pair, pair.natural)["training"]
        assert training["end_loss"] == logistic_end(pair.split.train, pair.split.train_labels, np.ones(64)).loss
        assert model_summary(pair, pair.robust)["training"]["end_loss"] in (None, training["end_loss"])
    assert len(found) == len(SEEDS)
