"""Intervals of a robust regressor's scores and the ball of its weights, from any weights w and any v."""

from itertools import islice

import numpy as np
import pytest

from empirical.forecast.intervals import Ends
from empirical.forecast.kernels.certificates import Extent, Residuals, residuals, score_ends, weight_ball
from ntk.conjugate_gradients import iterates


class Regression:
    """A regression with features: K = ΦΦᵀ with β on the diagonal, m people with features of their own."""

    def __init__(self, ridge: float, seed: int, *, size: int = 40, people: int = 6, decay: float = 1.0) -> None:
        rng = np.random.default_rng(seed)
        scales = np.arange(1.0, 26.0) ** -decay
        features, others = (rng.standard_normal((many, 25)) * scales for many in (size, people))
        self.ridge, self.gram = ridge, features @ features.T
        self.matrix = self.gram + ridge * np.eye(size)
        self.labels = rng.choice([-1.0, 1.0], (size, 1))
        self.kernels = features @ others.T
        self.sizes = np.linalg.norm(others, axis=1)
        self.extent = Extent(np.sqrt(np.diag(self.gram)), ridge, 25)
        self.weights = np.linalg.solve(self.matrix, self.labels)
        self.scores = (self.kernels.T @ self.weights)[:, 0]

    def primal(self, w: np.ndarray) -> Residuals:
        return residuals(self.labels, self.matrix @ w, w, self.extent)

    def dual(self, v: np.ndarray) -> Residuals:
        return residuals(self.kernels, self.matrix @ v, v, self.extent, self.sizes)

    def ends(self, w: np.ndarray, v: np.ndarray) -> Ends:
        return score_ends(self.kernels, self.sizes, self.primal(w), self.dual(v), self.extent)


def holds(ends: Ends, values: np.ndarray) -> np.ndarray:
    return (ends.low <= values) & (values <= ends.high)


@pytest.mark.parametrize("ridge", [1e-3, 0.1, 1.0, 30.0])
@pytest.mark.parametrize("seed", range(4))
def test_every_interval_holds_the_score_for_every_number_of_steps_and_every_start(ridge, seed):
    one, rng = Regression(ridge, seed, decay=0.5 * seed), np.random.default_rng(100 + seed)
    for scale in (0.0, 1.0, 100.0):
        w, v = scale * rng.standard_normal((40, 1)), scale * rng.standard_normal((40, 6))
        steps = zip(
            iterates(one.matrix.__matmul__, np.copy, one.labels, w),
            iterates(one.matrix.__matmul__, np.copy, one.kernels, v),
            strict=True,
        )
        for primal, dual in islice(steps, 0, 60, 4):
            ends = one.ends(primal.solution, dual.solution)
            assert holds(ends, one.scores).all()
            ball = weight_ball(one.primal(primal.solution), one.extent)
            assert np.linalg.norm(ball.centre - one.weights[:, 0]) <= ball.radius
            assert (np.isfinite(ends.low) & np.isfinite(ends.high)).all()


def test_the_weights_need_not_come_from_any_method():
    one, rng = Regression(0.5, 1), np.random.default_rng(2)
    for _ in range(200):
        scales = 10.0 ** rng.uniform(-6.0, 3.0, 2)
        w = one.weights + scales[0] * rng.standard_normal((40, 1))
        v = np.linalg.solve(one.matrix, one.kernels) + scales[1] * rng.standard_normal((40, 6))
        assert holds(one.ends(w, v), one.scores).all()


@pytest.mark.xfail(raises=AssertionError, strict=True)
def test_half_the_radius_is_not_enough():
    """The mutant: intervals about the same middle, half as wide."""
    rng = np.random.default_rng(3)
    for seed in range(40):
        one = Regression(1.0, seed, size=2, people=1, decay=0.0)
        ends = one.ends(rng.standard_normal((2, 1)), rng.standard_normal((2, 1)))
        middle, half = (ends.low + ends.high) / 2.0, (ends.high - ends.low) / 4.0
        assert holds(Ends(middle - half, middle + half), one.scores).all()


@pytest.mark.xfail(raises=AssertionError, strict=True)
def test_half_the_radius_of_the_weights_is_not_enough():
    """Weights whose residual lies in the kernel of K_R are as far away as the ball reaches."""
    one, empty = Regression(1.0, 4), Regression(1.0, 4).gram
    direction = np.linalg.svd(empty)[0][:, -1:]  # 40 inputs of 25 features: the matrix has eigenvalues 0
    ball = weight_ball(one.primal(one.weights + direction), one.extent)
    assert np.linalg.norm(ball.centre - one.weights[:, 0]) <= ball.radius / 2.0


def test_the_width_falls_with_the_product_of_two_residuals():
    """Weights and v that are wrong by h give scores that are known to within a multiple of h²."""
    one, rng = Regression(1.0, 5), np.random.default_rng(6)
    direction, others = rng.standard_normal((40, 1)), rng.standard_normal((40, 6))
    solution = np.linalg.solve(one.matrix, one.kernels)
    widths = []
    for h in (1e-2, 1e-3, 1e-4):  # at larger ones the other interval is the inner one
        ends = one.ends(one.weights + h * direction, solution + h * others)
        widths.append(np.median(ends.high - ends.low))
    assert 80.0 < widths[0] / widths[1] < 120.0
    assert 80.0 < widths[1] / widths[2] < 120.0


def test_the_interval_is_attained_where_the_residuals_are_eigenvectors():
    """r and r_x along an eigenvector of the eigenvalue β: the score is at the upper end."""
    ridge = 2.0
    extent, labels, kernels = Extent(np.zeros(2), ridge, 1), np.array([[3.0], [0.0]]), np.zeros((2, 1))
    w, v = np.zeros((2, 1)), np.array([[-1.0], [0.0]])  # K_R = 0, so that B = βI, and r_x = βe₁
    primal = residuals(labels, ridge * w, w, extent)
    dual = residuals(kernels, ridge * v, v, extent, np.array([1.0]))
    ends = score_ends(kernels, np.array([10.0]), primal, dual, extent)
    assert ends.high[0] == pytest.approx(0.0, abs=1e-9)  # f_R(x) = k_xᵀw_R = 0
    assert ends.low[0] == pytest.approx(-3.0, rel=1e-9)


def test_early_ends_are_no_wider_than_the_prior_allows():
    one = Regression(0.01, 7)
    w, v = np.zeros((40, 1)), np.zeros((40, 6))
    ends, length = one.ends(w, v), float(np.linalg.norm(one.labels))
    assert (ends.high - ends.low <= 2.0 * one.sizes * length / 0.1 * (1.0 + 1e-9)).all()


def test_numbers_that_are_not_finite_say_nothing():
    one = Regression(1.0, 8)
    ends = one.ends(np.full((40, 1), np.nan), np.zeros((40, 6)))
    assert (ends.low == -np.inf).all()
    assert (ends.high == np.inf).all()
    assert weight_ball(one.primal(np.full((40, 1), np.nan)), one.extent).radius == np.inf


def test_rounding_in_products_is_allowed_for():
    """Products in single precision are off by more than the allowance, products in double precision never are."""
    for seed in range(20):
        one = Regression(1e-3, seed)
        exact = one.labels - (one.matrix.astype(np.longdouble) @ one.weights.astype(np.longdouble)).astype(
            np.longdouble
        )
        found = one.primal(one.weights)
        off = np.linalg.norm((found.residual.astype(np.longdouble) - exact).astype(np.float64))
        assert off <= found.error[0]
        assert float(np.linalg.norm(exact.astype(np.float64))) <= found.length[0]
