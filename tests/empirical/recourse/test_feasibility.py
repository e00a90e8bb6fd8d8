"""What a person may do: against a slow definition, person by person."""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from empirical.data.split import Space, WholeNumbers
from empirical.recourse.constraints import breaches
from empirical.recourse.feasibility import nearest, reach

WIDTH, COUNT = 9, 60
LEVELS = ((3,), (4, 5, 6), (7, 8))


def space(seed: int) -> Space:
    """Three numbers, a category of two levels in a column, one of three levels, one of which only two are known."""
    rng = np.random.default_rng(seed)
    number = np.arange(WIDTH) < 3
    low = np.where(number, rng.normal(size=WIDTH), 0.0)
    return Space(
        low=np.where(rng.random(WIDTH) < 0.2, -np.inf, low) if seed else low,
        high=low + np.where(number, rng.exponential(size=WIDTH), 1.0),
        direction=rng.choice([-1, 0, 1], size=4)[[0, 1, 2, 3, 3, 3, 3, 3, 3]]
        if seed % 2
        else np.where(number, rng.choice([-1, 0, 1], size=WIDTH), 0),
        category=np.array([-1, -1, -1, 0, 1, 1, 1, 2, 2]),
        levels=np.array([[3, -1, -1], [4, 5, 6], [7, 8, -1]]),
        actionable=rng.random(WIDTH) < 0.8,
    )


def instances(seed: int) -> np.ndarray:
    """Some of them outside the ranges already."""
    rng = np.random.default_rng(seed)
    parts = [np.eye(size)[rng.integers(0, size, COUNT)] for size in (3, 2)]
    return np.column_stack([rng.normal(size=(COUNT, 3)), rng.integers(0, 2, COUNT), *parts])


def level_changes(x: np.ndarray, levels: tuple[int, ...], one: Space) -> list[np.ndarray]:
    """Every allowed change of a category: none, or a move to another level its way, where both columns are free."""
    unit, free, way = np.eye(WIDTH), one.actionable, one.direction[levels[0]]
    if len(levels) == 1:
        turn = 1.0 - 2.0 * x[levels[0]]
        return [0.0 * x, *([unit[levels[0]] * turn] if free[levels[0]] and way * turn >= 0 else [])]
    own = next(column for column in levels if x[column] == 1.0)
    others = [column for column in levels if column != own and free[column] and free[own] and way * (column - own) >= 0]
    return [0.0 * x, *(unit[column] - unit[own] for column in others)]


def allowed(x: np.ndarray, one: Space) -> list[np.ndarray]:
    parts = product(*(level_changes(x, levels, one) for levels in LEVELS))
    return [np.sum(part, axis=0) for part in parts]


@pytest.fixture(scope="module", params=range(4))
def found(request: pytest.FixtureRequest) -> tuple[np.ndarray, np.ndarray, np.ndarray, Space]:
    one, inputs = space(request.param), instances(request.param)
    wanted = np.random.default_rng(request.param + 10).normal(size=inputs.shape)
    return inputs, wanted, changes(inputs, wanted, one), one


@jax.jit
def _changes(inputs, wanted, one):
    return jax.vmap(nearest, (0, 0, None))(inputs, wanted, one)


def changes(inputs: np.ndarray, wanted: np.ndarray, one: Space) -> np.ndarray:
    return np.asarray(_changes(inputs, wanted, one))


def test_it_is_the_nearest_of_all_allowed_changes(found):
    inputs, wanted, changed, one = found
    number = one.category < 0
    for x, want, change in zip(inputs, wanted, changed, strict=True):
        distances = [np.sum((levels - want)[~number] ** 2) for levels in allowed(x, one)]
        assert np.sum((change - want)[~number] ** 2) == pytest.approx(min(distances), rel=1e-9)
        low = np.where(one.actionable & (one.direction <= 0), np.minimum(one.low - x, 0.0), 0.0)
        high = np.where(one.actionable & (one.direction >= 0), np.maximum(one.high - x, 0.0), 0.0)
        np.testing.assert_array_equal(change[number], np.clip(want, low, high)[number])


def test_it_breaks_nothing_and_changes_nothing_again(found):
    inputs, _, changed, one = found
    assert changed.any()
    assert not any(flags.any() for flags in breaches(inputs, changed, one))
    np.testing.assert_array_equal(changes(inputs, changed, one), changed)


def test_it_can_be_reached(found):
    inputs, _, changed, one = found
    low, high = jax.vmap(reach, (0, None))(jnp.asarray(inputs), one)
    assert ((low <= 0.0) & (high >= 0.0)).all()
    number = one.category < 0
    assert ((changed >= low) & (changed <= high))[:, number].all()
    assert not np.asarray(low)[:, ~number].any()
    assert not np.asarray(high)[:, ~(number & one.actionable)].any()


def test_a_step_further_would_break_something(found):
    """The mutant: the ends of what may be reached are the last that are allowed."""
    inputs, _, _, one = found
    for end, sign in zip(jax.vmap(reach, (0, None))(jnp.asarray(inputs), one), (-1.0, 1.0), strict=True):
        for column in range(3):
            further = np.zeros_like(inputs)
            further[:, column] = np.asarray(end)[:, column] + sign * 1e-3
            open_ended = np.isinf(further[:, column])
            broken = np.any(breaches(inputs, np.where(open_ended[:, None], 0.0, further), one), axis=0)
            np.testing.assert_array_equal(broken, ~open_ended)


def test_in_float32_it_stays_in_float32():
    one, inputs = space(0), instances(0).astype(np.float32)
    changed = changes(inputs, 10.0 * np.ones_like(inputs), one)
    assert changed.dtype == np.float32


@pytest.mark.parametrize("floats", [np.float32, np.float64])
def test_whole_numbers_are_the_nearest_ones_in_reach_or_stay(floats):
    """Of a person between two whole numbers, to whom a median was given, the value may stay as it is."""
    rng = np.random.default_rng(5)
    step, origin, low, high = 0.25, -0.4, -1.0, 2.0
    whole = WholeNumbers(np.array([step, 0.0]), np.array([origin, 0.0]))
    free = Space.unbounded(2)._replace(low=np.array([low, -np.inf]), high=np.array([high, np.inf]), whole=whole)
    lattice = origin + step * np.arange(-20, 20)
    for direction in (-1, 0, 1):
        one = free._replace(direction=np.array([direction, 0]))
        for x in (*(origin + step * rng.integers(-2, 9, 20)), *rng.uniform(low, high, 20)):
            wanted = rng.normal(size=2)
            change = nearest(jnp.array([x, 0.0], floats), jnp.array(wanted, floats), one)
            options = lattice[(lattice >= low) & (lattice <= high) & (direction * (lattice - x) >= 0.0)]
            reachable = np.clip(x + wanted[0], low if direction <= 0 else x, high if direction >= 0 else x)
            best = np.abs(np.append(options, x) - reachable).min()
            here = x + float(change[0])
            assert np.abs(np.append(options, x) - here).min() < 1e-5
            assert abs(here - reachable) == pytest.approx(best, abs=1e-5)
            assert float(change[1]) == floats(wanted[1])


def test_a_number_that_need_not_move_keeps_its_very_value():
    whole = WholeNumbers(np.array([1.0 / 3.0]), np.array([-0.1]))
    one = Space.unbounded(1)._replace(whole=whole)
    x = jnp.array([-0.1 + 7 / 3.0])
    for small in (0.0, 1e-17, 0.1, -0.16):
        assert nearest(x, jnp.array([small]), one).tolist() == [0.0]
