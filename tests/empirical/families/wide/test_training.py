"""Pairs of kernel regressors: the weights and Δ_K that explicit inverses give, X_R in its ball, and parts that last."""

import contextlib
import math
from collections import Counter
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pytest
from support.kernel_pairs import NAMES, as_split, make_pairs, make_split, regressor, written

from empirical.checkpoints import Arrays, checkpoints_in, without_checkpoints
from empirical.errors import InputError
from empirical.families.wide import training as module
from empirical.families.wide.pair import WidePair
from empirical.families.wide.settings import WideGrid, WideTraining, kernel_named
from empirical.families.wide.training import residual_bound, train_wide_grid
from ntk import first_layer, relu_nngp, relu_ntk


def test_the_order_of_the_trainings():
    grid = WideGrid(epsilons=(0.0, 0.3), seeds=(2, 0), ridges=(10.0, 0.1), norm=2.0, kernel="relu-ntk-2",
                      attack="fgsm", attack_steps=3, rounds=2)  # fmt: skip
    found = list(grid.trainings())
    assert [(one.seed, one.ridge, one.epsilon) for one in found] == list(product((2, 0), (10.0, 0.1), (0.0, 0.3)))
    for one in found:
        assert (one.norm, one.kernel, one.attack, one.attack_steps, one.rounds) == (2.0, "relu-ntk-2", "fgsm", 3, 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ridges": (0.0,)}, "ridge must be positive and finite, not 0"),
        ({"ridges": (1.0, -1.0)}, "ridge must be positive and finite, not -1"),
        ({"ridges": (math.inf,)}, "ridge must be positive"),
        ({"ridges": (1.0, 1.0)}, "ridge has a value twice: 1, 1"),
        ({"ridges": ()}, "ridge needs a value"),
        ({"epsilons": ()}, "epsilon needs a value"),
        ({"epsilons": (-0.1,)}, "epsilon must be finite and at least 0, not -0.1"),
        ({"epsilons": (math.nan,)}, "epsilon must be finite"),
        ({"seeds": (-1,)}, "seed must be between 0 and"),
        ({"seeds": (0, 0)}, "seed has a value twice"),
        ({"norm": 1.0}, "norm must be inf or 2, not 1"),
        ({"attack": "cw"}, "attack must be pgd or fgsm, not 'cw'"),
        ({"attack_steps": 0}, "attack-steps must be at least 1, not 0"),
        ({"rounds": 0}, "rounds must be at least 1, not 0"),
        ({"rows": 0}, "rows must be at least 1, not 0"),
        ({"kernel": "relu-ntk-0"}, "kernel must be first-layer, relu-ntk-D or relu-nngp-D with D ≥ 1"),
        ({"kernel": "rbf"}, "not 'rbf'"),
        ({"kernel": "relu-ntk-2 "}, "not 'relu-ntk-2 '"),
    ],
)
def test_grids_that_cannot_be_trained(changes, message):
    with pytest.raises(InputError, match=message):
        WideGrid(**changes)


def test_kernels_by_name():
    assert kernel_named("first-layer") == first_layer
    assert kernel_named("relu-ntk-3") == relu_ntk(3)
    assert kernel_named("relu-nngp-12") == relu_nngp(12)


@pytest.mark.parametrize("kernel", NAMES)
def test_weights_and_the_gap_are_those_of_explicit_inverses(kernel):
    K = written(kernel)
    for pair in make_pairs(0, train=8, epsilons=(0.05, 0.3), ridges=(0.1, 2.0), kernel=kernel):
        assert isinstance(pair.training, WideTraining)
        Y, ridge = pair.split.train_labels, pair.training.ridge
        inverses = []
        for model in (pair.natural, pair.robust):
            one = regressor(model)
            inverses.append(np.linalg.inv(K.matrix(one.X, one.X) + ridge * np.eye(8)))
            np.testing.assert_allclose(one.weights, inverses[-1] @ Y, rtol=1e-6, atol=1e-8)
            np.testing.assert_allclose(model.scores(pair.split.test), K.matrix(pair.split.test, one.X) @ one.weights,
                                       rtol=1e-6, atol=1e-8)  # fmt: skip
        delta_k = np.linalg.norm(inverses[0] - inverses[1], 2)
        assert pair.gap.delta_k.lower <= delta_k * (1 + 1e-7)
        assert delta_k * (1 - 1e-7) <= pair.gap.delta_k.upper <= 1.00001 * delta_k
        assert pair.gap.label_norm == pytest.approx(math.sqrt(8))
        moved = Y - np.linalg.inv(inverses[1]) @ regressor(pair.natural).weights
        assert pair.gap.cross_residual == pytest.approx(np.linalg.norm(moved), rel=1e-6)
        assert max(pair.gap.residual_nr, pair.gap.residual_r) < 1e-6


def test_what_a_solver_leaves():
    (pair,) = make_pairs(1, epsilons=(0.1,))
    model, Y = regressor(pair.natural), pair.split.train_labels
    K = written("first-layer").matrix(model.X, model.X) + np.eye(len(Y))
    off = model._replace(weights=model.weights + np.random.default_rng(0).normal(size=len(Y)))
    assert residual_bound(off, Y) == pytest.approx(np.linalg.norm(Y - K @ off.weights), rel=1e-6)
    assert residual_bound(off, Y) >= np.linalg.norm(Y - K @ off.weights) * (1 - 1e-7)
    assert 0.0 < residual_bound(model, Y) < 1e-8


@pytest.mark.parametrize(("norm", "attack", "rounds"), list(product((math.inf, 2.0), ("pgd", "fgsm"), (1, 3))))
def test_the_attack_keeps_to_its_ball_and_its_columns(norm, attack, rounds):
    (pair,) = make_pairs(2, epsilons=(0.2,), norm=norm, attack=attack, rounds=rounds)
    natural, robust = regressor(pair.natural), regressor(pair.robust)
    change = robust.X - natural.X
    assert not change[:, ~pair.split.attacked].any()
    lengths = np.linalg.norm(change, ord=norm, axis=1)
    assert (lengths <= 0.2 * (1 + 1e-12)).all()
    assert lengths.max() > 0.19
    Y = pair.split.train_labels
    if rounds == 1:
        assert (Y * natural.predict(robust.X) <= Y * natural.predict(natural.X)).all()


def test_rounds_attack_what_the_last_one_fitted():
    once, twice = (next(make_pairs(2, epsilons=(0.2,), rounds=rounds)) for rounds in (1, 2))
    Y, X = once.split.train_labels, once.split.train
    first = regressor(once.robust)
    margins = [(Y * first.predict(points)).mean() for points in (X, regressor(twice.robust).X)]
    assert margins[1] < margins[0]
    assert (regressor(once.robust).X != regressor(twice.robust).X).any()


def test_at_epsilon_zero_nothing_is_done():
    def part(name: tuple[str, ...], compute: Any) -> Arrays:
        assert "non-robust weights" in name
        return without_checkpoints(name, compute)

    grid = WideGrid(epsilons=(0.0,), seeds=(3,))
    (pair,) = train_wide_grid({3: make_split(3)}, grid, checkpoint=part)
    assert pair.robust is pair.natural
    assert pair.gap.delta_k.upper == pair.gap.cross_residual == pair.gap.residual_nr == pair.gap.residual_r == 0.0


def test_all_pairs_of_a_seed_and_ridge_share_the_natural_model():
    """So that nothing that is asked of it alone is computed for every ε."""
    pairs = list(make_pairs(3, epsilons=(0.0, 0.1, 0.3), ridges=(0.1, 1.0)))
    natural = [id(pair.natural) for pair in pairs]
    assert natural == [natural[0]] * 3 + [natural[3]] * 3
    assert len(set(natural)) == 2
    assert [pair.robust is pair.natural for pair in pairs] == 2 * [True, False, False]


def test_rows_are_drawn_by_the_seed():
    splits = {seed: make_split(7, train=50) for seed in (0, 1)}
    drawn = [pair.split for pair in train_wide_grid(splits, WideGrid(seeds=(0, 1), rows=20))]
    again = [pair.split for pair in train_wide_grid(splits, WideGrid(seeds=(0, 1), rows=20))]
    whole = next(train_wide_grid(splits, WideGrid(rows=50))).split
    assert whole is splits[0]
    assert (drawn[0].train != drawn[1].train).any()
    for one, same in zip(drawn, again, strict=True):
        np.testing.assert_array_equal(one.train, same.train)
        assert len(one.train) == len(one.train_labels) == 20
        np.testing.assert_array_equal(one.test, whole.test)
        places = [np.flatnonzero((whole.train == row).all(axis=1)).item() for row in one.train]
        assert places == sorted(set(places))
        np.testing.assert_array_equal(whole.train_labels[places], one.train_labels)


GRID = WideGrid(epsilons=(0.0, 0.1, 0.3), seeds=(0, 1), ridges=(0.1, 1.0), rounds=2)


def bits(pair: WidePair) -> tuple[Any, ...]:
    models = [regressor(model) for model in (pair.natural, pair.robust)]
    return (*(part.tobytes() for model in models for part in (model.X, model.weights)), pair.gap)


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the expensive things are done."""
    counts: Counter[str] = Counter()
    for name in ("factorise", "residual_bound"):
        original = getattr(module, name)

        def tell(*args: Any, name: str = name, original: Any = original, **kwargs: Any) -> Any:
            counts[name] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, tell)
    return counts


class Killed(BaseException):
    pass


def test_what_is_finished_is_not_done_again(tmp_path, monkeypatch):
    splits = {seed: make_split(seed) for seed in GRID.seeds}
    counts = counted(monkeypatch)
    fresh = [bits(pair) for pair in train_wide_grid(splits, GRID)]
    # For four pairs of seed and ridge: one natural factor, and one for each round of either ε > 0.
    assert counts["factorise"] == 4 * (1 + 2 * 2)
    for survive in (0, 1, 3, 8, 1000):
        calls = Counter[str]()

        def dying(parts: Any, name: Any, compute: Any, *, survive: int = survive, calls: Counter[str] = calls) -> Any:
            def work() -> Arrays:
                calls["computed"] += 1
                if calls["computed"] > survive:
                    raise Killed
                return compute()

            return parts(name, work)

        found = []
        with contextlib.suppress(Killed), checkpoints_in(tmp_path / "parts", "these settings") as parts:
            found = [bits(pair) for pair in train_wide_grid(splits, GRID, checkpoint=partial(dying, parts))]
        assert bool(found) == (survive == 1000)
    assert found == fresh


def test_nothing_is_factored_where_all_parts_are_there(monkeypatch):
    splits, store = {seed: make_split(seed) for seed in GRID.seeds}, {}

    def part(name: tuple[str, ...], compute: Any) -> Arrays:
        if name not in store:
            store[name] = without_checkpoints(name, compute)
        return store[name]

    first = [bits(pair) for pair in train_wide_grid(splits, GRID, checkpoint=part)]
    counts = counted(monkeypatch)
    assert [bits(pair) for pair in train_wide_grid(splits, GRID, checkpoint=part)] == first
    assert not counts
    lost = next(name for name in store if name[-1] == "gap")
    del store[lost]
    assert [bits(pair) for pair in train_wide_grid(splits, GRID, checkpoint=part)] == first
    assert counts["factorise"] == 2


def test_little_memory_means_float32_factors_and_the_same_weights(monkeypatch):
    grid, splits = WideGrid(epsilons=(0.1,)), {0: make_split(0, train=40)}
    (rich,) = train_wide_grid(splits, grid)
    # Its two factors of 40 × 41 / 2 numbers would fit in float32 only.
    monkeypatch.setattr(module, "COLUMNS", 0)
    (poor,) = train_wide_grid(splits, grid, memory=40 * 41 * 6 / 2**30)
    assert poor.gap.delta_k.certificate != "cholesky"
    assert poor.gap.delta_k.upper >= rich.gap.delta_k.lower
    for one, other in ((rich.natural, poor.natural), (rich.robust, poor.robust)):
        np.testing.assert_allclose(regressor(one).weights, regressor(other).weights, rtol=1e-8, atol=1e-10)


def test_a_single_training_input():
    split = make_split(5, train=1)
    for pair in train_wide_grid({0: split}, WideGrid(epsilons=(0.0, 0.3), ridges=(0.5,))):
        one = regressor(pair.robust)
        size = (one.X**2).sum() / 2.0
        assert one.weights[0] == pytest.approx(split.train_labels[0] / (size + 0.5))


def test_rows_that_stand_there_twice_and_rows_of_zeros():
    split = make_split(5, train=6)
    X, Y = np.vstack([split.train, split.train, np.zeros((3, 4))]), np.tile(split.train_labels, 3)[:15]
    hard = as_split(X, Y, split.test, split.test_labels)
    (pair,) = train_wide_grid({0: hard}, WideGrid(epsilons=(0.1,), ridges=(1e-3,)))
    one = regressor(pair.natural)
    K = written("first-layer").matrix(X, X) + 1e-3 * np.eye(15)
    np.testing.assert_allclose(K @ one.weights, Y, atol=1e-4)
    assert 0.0 < pair.gap.delta_k.lower <= pair.gap.delta_k.upper <= 1e3 * (1 + 1e-9)
