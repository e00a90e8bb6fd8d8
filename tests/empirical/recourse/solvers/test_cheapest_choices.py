"""The search for the cheapest choices is exact: it agrees with trying every choice, and with HiGHS."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from empirical.recourse.solvers import cheapest_choices
from empirical.recourse.solvers.cheapest_choices import Choices, Chosen, cheapest
from empirical.recourse.solvers.related_choices import Related, cheapest_related

NOTHING = Related(np.zeros((3, 4, 0)), np.zeros(0))


def drawn(seed: int, people: int = 4, groups: int = 3, options: int = 4) -> Choices:
    """Options with ties, with some that gain nothing or lose, and with some that are none."""
    rng = np.random.default_rng(seed)
    gains = rng.normal(size=(people, groups, options))
    costs = rng.exponential(size=gains.shape) + 0.1
    if seed % 2:
        gains, costs = np.round(gains), np.ceil(costs)
    costs[rng.random(costs.shape) < 0.2] = np.inf
    gains[:, :, 0] = costs[:, :, 0] = 0.0
    return Choices(gains, costs, rng.exponential(size=people) * 2.0)


def total(table: np.ndarray, picks: np.ndarray) -> np.ndarray:
    return np.take_along_axis(table, picks[:, :, None], axis=2)[:, :, 0].sum(axis=1)


def every_choice(choices: Choices, excluded: np.ndarray) -> float:
    """The least cost for the first person, by trying every choice of options that gain something."""
    gains, costs = choices.gains[0], choices.costs[0]
    best = np.inf
    for picks in product(range(gains.shape[1]), repeat=len(gains)):
        cost, gain = (sum(table[group, option] for group, option in enumerate(picks)) for table in (costs, gains))
        useful = all(gains[group, option] > 0.0 for group, option in enumerate(picks) if option)
        same = (np.array(picks) > 0) == excluded
        if useful and gain >= choices.needs[0] and not same.all(axis=1).any():
            best = min(best, cost)
    return best


def alone(choices: Choices, row: int) -> Choices:
    return choices.of(slice(row, row + 1))


@given(seed=st.integers(0, 2**32 - 1))
def test_no_choice_is_cheaper_and_sets_that_were_had_are_not_given_again(seed):
    choices, excluded = drawn(seed), np.zeros((4, 0, 3), bool)
    for _ in range(4):
        picks = cheapest(choices, excluded).picks
        for row in range(4):
            best = every_choice(alone(choices, row), excluded[row])
            assert (picks[row] < 0).all() == np.isinf(best)
            if np.isfinite(best):
                mine = alone(choices, row), picks[row : row + 1]
                assert total(mine[0].gains, mine[1])[0] >= choices.needs[row] - 1e-12
                assert total(mine[0].costs, mine[1])[0] == pytest.approx(best, rel=1e-8)
                assert not ((picks[row] > 0) == excluded[row]).all(axis=1).any()
        excluded = np.concatenate([excluded, (picks > 0)[:, None]], axis=1)


@pytest.mark.parametrize("seed", range(8))
def test_a_mixed_integer_program_without_relations_costs_the_same(seed):
    choices = drawn(seed, people=3)
    useful = choices._replace(costs=np.where((choices.gains > 0.0) | (choices.costs == 0.0), choices.costs, np.inf))
    found = cheapest(useful, np.zeros((3, 0, 3), bool)).picks
    for row in range(3):
        picks, gap = cheapest_related(alone(useful, row), NOTHING, np.zeros((0, 3), bool))
        assert gap <= 1e-9
        assert (picks < 0).all() == (found[row] < 0).all()
        if (picks >= 0).all():
            costs = [total(alone(useful, row).costs, one[None])[0] for one in (picks, found[row])]
            assert costs[0] == pytest.approx(costs[1], rel=1e-8)


def grids(ratios: np.ndarray, people: int = 6, seed: int = 0) -> Choices:
    """Numbers with 50 equal bins each."""
    rng = np.random.default_rng(seed)
    steps = rng.uniform(0.0, 1.0, (people, len(ratios), 1)) + np.arange(50)
    costs = np.concatenate([np.zeros_like(steps[:, :, :1]), steps], axis=2) * rng.uniform(0.5, 2.0, (1, len(ratios), 1))
    gains = costs * ratios[:, None]
    return Choices(gains, costs, gains.max(axis=2).sum(axis=1) * rng.uniform(0.05, 0.5, people))


def test_it_does_not_matter_who_else_is_asked():
    choices = grids(np.exp(np.random.default_rng(1).normal(size=8)))
    together = cheapest(choices, np.zeros((6, 0, 8), bool)).picks
    for row in range(6):
        np.testing.assert_array_equal(cheapest(alone(choices, row), np.zeros((1, 0, 8), bool)).picks[0], together[row])


def test_where_everything_gains_alike_the_gap_is_told_and_kept(monkeypatch):
    """The ratios are equal, so that no bound tells the choices apart: the bound itself is nearly attained."""
    monkeypatch.setattr(cheapest_choices, "PATIENCE", 5000)
    choices = grids(np.ones(12), people=2)
    found: Chosen = cheapest(choices, np.zeros((2, 0, 12), bool))
    assert (found.gaps > 1e-9).any()
    costs = total(choices.costs, found.picks)
    assert (costs >= choices.needs - 1e-9).all()
    assert (costs * (1.0 - found.gaps) <= choices.needs).all()


def test_a_choice_that_is_not_the_cheapest_is_noticed(monkeypatch):
    """The mutant: the search stops when it is within a tenth of the bound."""
    monkeypatch.setattr(cheapest_choices, "GAP", 0.5)
    choices = grids(np.exp(np.random.default_rng(1).normal(size=4)), people=40)
    rough = total(choices.costs, cheapest(choices, np.zeros((40, 0, 4), bool)).picks)
    monkeypatch.undo()
    exact = total(choices.costs, cheapest(choices, np.zeros((40, 0, 4), bool)).picks)
    assert (rough >= exact * (1.0 - 1e-8)).all()
    assert (rough > exact * 1.0001).any()
