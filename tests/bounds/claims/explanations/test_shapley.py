"""Shapley values by all orders of the columns: no score breaks the claims, and some games meet them."""

import math
from itertools import chain, combinations, permutations

import numpy as np
import pytest

from bounds import Status, assess, check

NAMES = ("shap.robust", "shap.robust_sharp")


def subsets(dim: int) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(range(dim), size) for size in range(dim + 1)))


def shapley(game: dict[tuple[int, ...], float], dim: int) -> np.ndarray:
    """The mean marginal contribution over all orders, as Shapley defines it."""
    values, orders = np.zeros(dim), list(permutations(range(dim)))
    for order in orders:
        for place, column in enumerate(order):
            before, after = tuple(sorted(order[:place])), tuple(sorted(order[: place + 1]))
            values[column] += game[after] - game[before]
    return values / len(orders)


def of_score(score, x: np.ndarray, background: np.ndarray) -> np.ndarray:
    """Shapley values of a score, the other columns from a background of several rows."""
    dim = len(x)
    game = {}
    for chosen in subsets(dim):
        rows = background.copy()
        rows[:, list(chosen)] = x[list(chosen)]
        game[chosen] = float(score(rows).mean())
    return shapley(game, dim)


def bent(rng: np.random.Generator, dim: int):
    """A random network of one layer of ReLUs, and its Lipschitz constant Σ|a_k|‖w_k‖."""
    weights, heights, biases = rng.normal(size=(6, dim)), rng.normal(size=6), rng.normal(size=6)
    return lambda X: np.maximum(X @ weights.T + biases, 0.0) @ heights, np.abs(heights) @ np.linalg.norm(
        weights, axis=1
    )


def difference(changes: dict[tuple[int, ...], float], move: np.ndarray) -> dict[str, float]:
    """The fields for a game of differences D(S) = changes(S) ‖h_S‖, L = 1."""
    dim = len(move)
    game = {one: changes[one] * float(np.linalg.norm(move[list(one)])) if one else 0.0 for one in subsets(dim)}
    return {
        "explanation_gap": float(np.linalg.norm(shapley(game, dim))),
        "input_gap": float(np.linalg.norm(move)),
        "lipschitz": 1.0,
        "dim": float(dim),
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dim", [1, 2, 3, 5])
def test_no_network_breaks_the_claims(name, dim):
    rng = np.random.default_rng(dim)
    for _ in range(20):
        score, slope = bent(rng, dim)
        background = rng.normal(size=(3, dim))
        x = rng.normal(size=dim)
        other = x + rng.normal(size=dim) * 10.0 ** rng.uniform(-3, 0.5)
        gap = np.linalg.norm(of_score(score, x, background) - of_score(score, other, background))
        verdict = check(name, explanation_gap=gap, input_gap=np.linalg.norm(x - other), lipschitz=slope, dim=dim)
        assert verdict.status == Status.HOLDS


@pytest.mark.parametrize("dim", [1, 2, 3, 4, 5])
def test_no_game_breaks_the_sharp_claim(dim):
    """Every D(S) at one of its limits, as a score can have that is steep around inputs far from each other."""
    rng = np.random.default_rng(dim)
    for _ in range(60):
        changes = {one: float(rng.choice([-1.0, 1.0])) for one in subsets(dim)}
        verdict = check("shap.robust_sharp", **difference(changes, rng.normal(size=dim)))
        assert verdict.status == Status.HOLDS


def test_the_sharp_bound_is_attained_for_two_columns_and_sqrt_d_is_not():
    changes = {(): 0.0, (0,): 1.0, (1,): -1.0, (0, 1): 1.0}
    fields = difference(changes, np.ones(2))
    assert assess("shap.robust_sharp", **fields).measure.tightness > 1.0 - 1e-12
    assert np.isclose(assess("shap.robust", **fields).measure.tightness, math.sqrt(1.5) / math.sqrt(2.0))


@pytest.mark.parametrize(("dim", "share"), [(3, 0.90), (4, 0.86), (8, 0.8)])
def test_games_come_near_to_the_sharp_bound_for_more_columns(dim, share):
    """The best signs for a direction c and a move h, improved in turn: ⟨c, φ(D)⟩ = Σ_S D(S) κ(S)."""
    rng = np.random.default_rng(1)
    members = np.array([[column in one for column in range(dim)] for one in subsets(dim)[1:]], float)
    sizes = members.sum(axis=1)
    inside = np.array([math.factorial(int(s) - 1) * math.factorial(dim - int(s)) for s in sizes]) / math.factorial(dim)
    outside = np.array([math.factorial(int(s)) * math.factorial(max(dim - int(s) - 1, 0)) for s in sizes])
    kernel = members * inside[:, None] - (1.0 - members) * (outside / math.factorial(dim))[:, None]
    best, values = 0.0, np.zeros(dim)
    for _ in range(30):
        squares = np.full(dim, 1.0 / dim) * rng.uniform(0.5, 1.5, dim)
        squares /= squares.sum()
        direction = rng.normal(size=dim)
        for _ in range(100):
            lengths = np.sqrt(members @ squares)
            values = kernel.T @ (lengths * np.sign(kernel @ direction))
            direction = values / np.linalg.norm(values)
            squares = squares * (members.T @ (np.abs(kernel @ direction) / lengths))
            squares /= squares.sum()
        best = max(best, float(np.linalg.norm(values)))
    fields = {"explanation_gap": best, "input_gap": 1.0, "lipschitz": 1.0, "dim": float(dim)}
    assessment = assess("shap.robust_sharp", **fields)
    assert assessment.verdict.status == Status.HOLDS
    assert assessment.measure.tightness > share


def test_the_sharp_bound_stays_below_a_constant_and_below_the_other_one():
    dims = np.array([1.0, 2.0, 3.0, 4.0, 10.0, 1e3, 1e6])
    one = {"explanation_gap": 0.0, "input_gap": 1.0, "lipschitz": 1.0}
    sharp, printed = (np.asarray(check(name, **one, dim=dims).upper) for name in NAMES[::-1])
    assert (sharp < np.sqrt(4.0 + 1.0 / dims)).all()
    assert (sharp <= printed * (1 + 1e-15)).all()
    assert (np.diff(sharp) > 0.0).all()
