"""Feasible SCFE: it keeps what is known about the columns, and is the best that does, as far as that can be had."""

from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import lsq_linear

from empirical.batching import over_instances
from empirical.data import Dataset, Feature, Space, split
from empirical.recourse.constraints import breaches
from empirical.recourse.solvers.closed_form import linear_scfe
from empirical.recourse.solvers.constrained_linear import feasible_scfe

LAYOUTS = {"mixed": (3, (2, 3, 4)), "numbers": (6, ()), "categories": (0, (2, 2, 3, 4))}
"""Numbers, and the levels of every category: few, since each is a compilation."""


class Case(NamedTuple):
    """A person, a linear score, and what the person may do."""

    x: np.ndarray
    w: np.ndarray
    space: Space
    cost_weights: np.ndarray
    target: float
    lam: float

    def solved(self) -> np.ndarray:
        settings: Any = {"space": self.space, "cost_weights": self.cost_weights, "target": self.target, "lam": self.lam}
        found = over_instances(partial(feasible_scfe, weights=self.w, **settings), self.x[None])
        np.testing.assert_array_equal(found.points[0], self.x + found.changes[0])
        np.testing.assert_allclose(found.costs[0], np.linalg.norm(self.cost_weights * found.changes[0]), rtol=1e-12)
        return found.changes[0]

    def objective(self, change: np.ndarray) -> float:
        missing = self.target - self.w @ self.x
        return float((self.w @ change - missing) ** 2 + self.lam * ((self.cost_weights * change) ** 2).sum())

    def broken(self, change: np.ndarray) -> list[str]:
        found = breaches(self.x[None], change[None], self.space)
        return [name for name, flags in found._asdict().items() if flags[0]]


def case(seed: int, layout: str = "mixed", *, free: bool = False, immutable: float = 0.2) -> Case:
    """A random case. With ``free`` nothing holds numbers back."""
    rng = np.random.default_rng(seed)
    count, sizes = LAYOUTS[layout]
    widths = [1 if size == 2 else size for size in sizes]
    width = count + sum(widths) + 1
    numeric = np.arange(width) < count
    start = rng.normal(size=width)
    low = np.where(numeric, start - rng.exponential(size=width) * (rng.random(width) < 0.8), 0.0)
    high = np.where(numeric, low + rng.exponential(size=width), 1.0)  # some people stand outside of it
    category, levels, actionable = np.full(width, -1), np.full((len(sizes), max(widths, default=1)), -1), numeric.copy()
    place = count
    for index, size in enumerate(widths):
        columns = np.arange(place, place + size)
        category[columns], levels[index, :size] = index, columns
        start[columns] = (rng.random() < 0.5) if size == 1 else np.arange(size) == rng.integers(size)
        # A whole category, or a single level of it, as where a level is absent in training.
        actionable[columns] = rng.random() > immutable
        actionable[columns] &= rng.random(size) > immutable / 2
        place += size
    actionable[:count] &= rng.random(count) > immutable
    start[-1], low[-1], high[-1] = 1.0, 1.0, 1.0
    direction = np.where(numeric, rng.choice([-1, 0, 0, 1], size=width), 0)
    if free:
        low, high = np.full(width, -np.inf), np.full(width, np.inf)
        direction, actionable = np.zeros(width, int), numeric.copy()
    space = Space(low, high, direction, category, levels, actionable)
    cost_weights = np.exp(rng.normal(size=width) * rng.choice([0.0, 0.7]))
    return Case(start, rng.normal(size=width) * rng.choice([0.3, 1, 3]), space, cost_weights, float(rng.normal()),
                float(rng.choice([0.01, 0.1, 1.0])))  # fmt: skip


def bounded(one: Case, fixed: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The best change of the numbers within bounds, beside a fixed change of the categories: least squares."""
    open_ = np.flatnonzero(high > low)
    change = fixed.copy()
    if len(open_):
        short = one.target - one.w @ one.x - one.w @ fixed
        rows = np.vstack([one.w[open_], np.sqrt(one.lam) * np.diag(one.cost_weights[open_])])
        goal = np.append(short, np.zeros(len(open_)))
        change[open_] = lsq_linear(rows, goal, (low[open_], high[open_]), method="bvls", tol=1e-14, max_iter=500).x
    return change


def interval(one: Case, column: int) -> tuple[float, float]:
    """How far a number may move, said anew."""
    space, value = one.space, one.x[column]
    if not space.actionable[column] or space.category[column] >= 0:
        return 0.0, 0.0
    down = 0.0 if space.direction[column] == 1 else min(0.0, space.low[column] - value)
    up = 0.0 if space.direction[column] == -1 else max(0.0, space.high[column] - value)
    return down, up


def level_changes(one: Case) -> list[np.ndarray]:
    """Every change that gives each category one level, its own or one that may be had."""
    choices = []
    for row in one.space.levels:
        columns = row[row >= 0]
        open_ = one.space.actionable[columns]
        moves = [np.zeros_like(one.x)]
        if len(columns) == 1 and open_[0]:
            moves.append(np.eye(len(one.x))[columns[0]] * (1 - 2 * one.x[columns[0]]))
        if len(columns) > 1:
            own = columns[one.x[columns] == 1.0]
            if one.space.actionable[own].all():
                unit = np.eye(len(one.x))
                moves += [unit[other] - unit[own].sum(axis=0) for other in columns[open_] if other not in own]
        choices.append(moves)
    return [sum(moves, np.zeros_like(one.x)) for moves in product(*choices)]


def brute_force(one: Case) -> float:
    low, high = np.array([interval(one, column) for column in range(len(one.x))]).T
    return min(one.objective(bounded(one, fixed, low, high)) for fixed in level_changes(one))


def rounding(one: Case) -> float:
    return 1e-9 * (1.0 + one.objective(np.zeros_like(one.x)))


@pytest.mark.property
@given(seed=st.integers(0, 2**32 - 1), layout=st.sampled_from(sorted(LAYOUTS)))
def test_it_breaks_nothing_and_is_no_worse_than_staying_put(seed, layout):
    one = case(seed, layout)
    change = one.solved()
    assert np.isfinite(change).all()
    assert one.broken(change) == []
    assert one.objective(change) <= one.objective(np.zeros_like(change)) + rounding(one)


def test_for_numbers_it_is_bounded_least_squares():
    for seed in range(150):
        one = case(seed, "numbers")
        assert one.objective(one.solved()) == pytest.approx(brute_force(one), rel=1e-8, abs=1e-12)


def test_without_clipping_to_the_range_it_would_not_be():
    """The mutant: the closed form, which leaves ranges, has a smaller objective in most cases."""
    better = 0
    for seed in range(50):
        one = case(seed, "numbers")
        free = linear_scfe(one.x[None], one.w, actionable=one.space.actionable,
                      cost_weights=one.cost_weights, target=one.target, lam=one.lam)  # fmt: skip
        change = np.asarray(free.changes[0])
        outside = one.objective(change) < one.objective(one.solved()) * (1 - 1e-8)
        assert not outside or one.broken(change)
        better += outside
    assert better > 25


@pytest.mark.parametrize(("layout", "share"), [("mixed", 0.85), ("categories", 0.75)])
def test_with_categories_it_is_nearly_always_the_best_of_all_combinations(layout, share):
    """Without numbers to even out what a category leaves, it is so less often."""
    equal, total = 0, 200
    for seed in range(total):
        one = case(seed, layout)
        found, best = one.objective(one.solved()), brute_force(one)
        assert found >= best - rounding(one)
        equal += found <= best + rounding(one)
    assert equal >= share * total


def test_a_worse_level_would_be_seen():
    """The mutant: staying put is the best of all combinations in few cases."""
    stays = [one.objective(np.zeros_like(one.x)) <= brute_force(one) + rounding(one) for one in map(case, range(50))]
    assert np.mean(stays) < 0.2


def test_with_everything_free_it_is_the_closed_form():
    for seed in range(50):
        one = case(seed, "numbers", free=True)
        closed = linear_scfe(one.x[None], one.w, actionable=one.space.actionable,
                      cost_weights=one.cost_weights, target=one.target, lam=one.lam)  # fmt: skip
        np.testing.assert_allclose(one.solved(), closed.changes[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_where_nothing_may_change_nothing_does(layout):
    for seed in range(20):
        one = case(seed, layout, immutable=1.0)
        np.testing.assert_array_equal(one.solved(), np.zeros_like(one.x))


def test_a_value_outside_its_range_may_stay_or_come_back():
    one = case(0, "numbers", immutable=0.0)
    space = one.space._replace(low=one.x - 3.0, high=one.x - 1.0, direction=np.zeros(len(one.x), int))
    space.low[-1] = space.high[-1] = 1.0
    outside = one._replace(space=space)
    for target in (-50.0, 50.0):
        change = outside._replace(target=target).solved()
        assert (change <= 0.0).all()  # never further away
        assert (change >= -3.0 - 1e-12).all()
        assert outside.broken(change) == []
        assert change.any()
    assert outside.broken(np.eye(len(one.x))[0] * 0.5) == ["range"]
    assert outside.broken(np.eye(len(one.x))[0] * -0.5) == []


def test_a_category_of_two_levels_is_turned_over_when_that_is_worth_it():
    """One column: the change is 0 or 1 and the better of both."""
    low, high, direction = np.array([0.0, 1.0]), np.array([1.0, 1.0]), np.array([0, 0])
    space = Space(low, high, direction, np.array([0, -1]), np.array([[0]]), np.array([True, False]))
    for target in np.linspace(-1.0, 2.0, 31):
        one = Case(np.array([0.0, 1.0]), np.array([1.0, 0.0]), space, np.ones(2), float(target), 0.1)
        changes = [np.zeros(2), np.array([1.0, 0.0])]
        found = one.solved()
        assert any(np.array_equal(found, change) for change in changes)
        assert one.objective(found) == min(map(one.objective, changes))


def test_a_level_that_is_absent_in_training_is_neither_taken_nor_left():
    rows = 100
    rng = np.random.default_rng(0)
    labels = np.where(rng.random(rows) < 0.5, 1.0, -1.0)
    values = np.column_stack([rng.random(rows), np.zeros(rows), rng.integers(0, 3, rows)]).astype(float)
    features = (Feature("number"), Feature("rare", ("a", "b", "c")), Feature("kind", ("x", "y", "z")))

    def made() -> Any:
        return split(Dataset("d", features, values, labels, "good", "made up", ""), seed=0)

    values[made().test_rows[0], 1] = 2.0  # only a test instance has level c, nobody has b
    parts = made()
    columns = [parts.names.index(f"rare={level}") for level in "abc"]
    weights = np.full(len(parts.names), 0.1)
    weights[columns] = [-9.0, 5.0, 9.0]
    settings: Any = {"space": parts.space, "cost_weights": np.ones(len(weights)), "target": 100.0, "lam": 0.01}
    found = over_instances(partial(feasible_scfe, weights=weights, **settings), parts.test)
    assert parts.test[0, columns].tolist() == [0.0, 0.0, 1.0]
    assert not found.changes[:, columns].any()
    assert found.changes.any()
    assert not np.any(breaches(parts.test, found.changes, parts.space))


BROKEN = {
    "immutable": ({1: 0.1}, ["immutable"]),
    "a range above": ({0: 0.6}, ["range"]),
    "the wrong way": ({2: -0.1}, ["direction"]),
    "half a category of two levels": ({3: 0.5}, ["category"]),
    "two levels at once": ({5: 1.0}, ["category"]),
    "no level": ({4: -1.0}, ["category"]),
    "split levels": ({4: -0.5, 5: 0.5}, ["category"]),
    "the intercept": ({7: 0.1}, ["immutable", "range"]),
    "nothing": ({0: 0.5, 2: 0.5, 3: 1.0, 4: -1.0, 6: 1.0}, []),
    "less than slack": ({0: 0.5 + 1e-10, 2: -1e-10}, []),
}


@pytest.mark.parametrize("name", BROKEN)
def test_every_rule_that_is_broken_is_seen(name):
    """Columns: two numbers, one that may only rise, a category of two levels, one of three, the intercept."""
    changes, expected = BROKEN[name]
    space = Space(
        low=np.array([0.0, 0, 0, 0, 0, 0, 0, 1]),
        high=np.ones(8),
        direction=np.array([0, 0, 1, 0, 0, 0, 0, 0]),
        category=np.array([-1, -1, -1, 0, 1, 1, 1, -1]),
        levels=np.array([[3, -1, -1], [4, 5, 6]]),
        actionable=np.array([True, False, True, True, True, True, True, False]),
    )
    x = np.array([0.5, 0.5, 0.2, 0.0, 1.0, 0.0, 0.0, 1.0])
    change = np.zeros(8)
    change[list(changes)] = list(changes.values())
    assert Case(x, np.ones(8), space, np.ones(8), 0.0, 1.0).broken(change) == expected
