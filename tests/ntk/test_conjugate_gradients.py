"""Conjugate gradients for several right-hand sides: they solve, column by column, and smoothed residuals never grow."""

from itertools import islice

import numpy as np
import pytest

from ntk.conjugate_gradients import iterates


def spd(size: int, condition: float, seed: int) -> np.ndarray:
    """A positive definite matrix with eigenvalues between 1 and a condition."""
    turn = np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))[0]
    return (turn * np.geomspace(1.0, condition, size)) @ turn.T


@pytest.mark.parametrize("condition", [1.0, 1e2, 1e4])
def test_they_end_at_the_solution(condition):
    A, rng = spd(30, condition, seed=1), np.random.default_rng(2)
    right = rng.standard_normal((30, 4))
    *_, last = islice(iterates(A.__matmul__, np.copy, right, np.zeros((30, 4))), 120)
    np.testing.assert_allclose(last.solution, np.linalg.solve(A, right), atol=1e-9)


def test_residuals_belong_to_the_solutions_and_never_grow():
    A, rng = spd(40, 1e4, seed=3), np.random.default_rng(4)
    right, start = rng.standard_normal((40, 3)), rng.standard_normal((40, 3))
    before = np.full(3, np.inf)
    for now in islice(iterates(A.__matmul__, lambda r: r / A.diagonal()[:, None], right, start), 30):
        np.testing.assert_allclose(now.residual, right - A @ now.solution, atol=1e-9)
        lengths = np.linalg.norm(now.residual, axis=0)
        assert (lengths <= before * (1.0 + 1e-12)).all()
        before = lengths


def test_a_good_preconditioner_saves_steps():
    A = spd(50, 1e4, seed=5)
    near = A + 0.1 * spd(50, 10.0, seed=6)
    right = np.ones((50, 1))
    start = np.zeros((50, 1))
    plain, led = (
        next(
            step
            for step, now in enumerate(iterates(A.__matmul__, lead, right, start))
            if np.linalg.norm(now.residual) < 1e-6
        )
        for lead in (np.copy, lambda r: np.linalg.solve(near, r))
    )
    assert led < plain / 4


def test_columns_do_not_depend_on_their_neighbours():
    A, right = spd(20, 1e3, seed=7), np.random.default_rng(8).standard_normal((20, 5))
    start = np.zeros((20, 5))
    for step, now in enumerate(islice(iterates(A.__matmul__, np.copy, right, start), 8)):
        for column in range(5):
            some = slice(column, column + 1)
            alone = next(islice(iterates(A.__matmul__, np.copy, right[:, some], start[:, some]), step, None))
            np.testing.assert_allclose(now.solution[:, some], alone.solution, rtol=1e-8, atol=1e-12)


def test_a_solved_column_stays_as_it_is():
    A, right = spd(10, 10.0, seed=9), np.ones((10, 2))
    right[:, 1] = 0.0
    for now in islice(iterates(A.__matmul__, np.copy, right, np.zeros((10, 2))), 40):
        assert np.isfinite(now.solution).all()
        assert not now.solution[:, 1].any()
