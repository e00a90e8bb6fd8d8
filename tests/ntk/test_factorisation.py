"""Factors of kernel matrices in both precisions, and quadratic forms with bounds on their rounding errors."""

from fractions import Fraction

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest

from ntk import GramOperator, factorise, first_layer, gram, relu_ntk
from ntk.factorisation import multiply, products
from ntk.packed_cholesky import PANEL
from ntk.refinement import refined


def operator(size: int, *, ridge: float = 1.0, width: int = 5, seed: int = 0) -> GramOperator:
    return GramOperator(first_layer, np.random.default_rng(seed).standard_normal((size, width)), ridge)


def written(matrix: GramOperator) -> np.ndarray:
    return gram(matrix.kernel, matrix.X) + matrix.ridge * np.eye(len(matrix.X))


@pytest.mark.parametrize("memory", [1.0, 1e-9], ids=["float64", "float32"])
@pytest.mark.parametrize("ridge", [0.01, 1.0])
def test_solutions_are_those_of_the_full_matrix_whatever_the_precision_of_the_factor(memory, ridge):
    kernel_matrix = operator(700, ridge=ridge)
    full = written(kernel_matrix)
    for given in (kernel_matrix, full):
        factored = factorise(given, memory=memory)
        assert factored.exact == (memory == 1.0)
        right = np.random.default_rng(1).standard_normal((700, 3))
        solution = factored.solve(right)
        residuals = np.linalg.norm(full @ solution - right, axis=0) / np.linalg.norm(right, axis=0)
        assert residuals.max() < 1e-11
        assert factored.trace == pytest.approx(np.trace(full), rel=1e-13)
        assert np.linalg.norm(full, 2) <= factored.row_sum <= np.abs(full).sum(axis=1).max() * (1.0 + 1e-12)


def test_refinement_takes_few_products():
    matrix = operator(1500, ridge=0.1)
    factored, calls = factorise(matrix, memory=1e-9), []

    def counted(columns: np.ndarray) -> np.ndarray:
        calls.append(columns.shape)
        return multiply(matrix, columns)

    right = np.random.default_rng(1).standard_normal((1500, 2))
    right[:, 1] = 0.0
    solution = refined(counted, factored.rough_solve, right, tolerance=1e-12)
    assert np.linalg.norm(multiply(matrix, solution) - right) < 1e-11 * np.linalg.norm(right)
    assert not solution[:, 1].any()
    assert len(calls) <= 8


@pytest.mark.property
@hypothesis.given(size=st.sampled_from([1, 3, PANEL + 2]), magnitude=st.integers(-8, 8), seed=st.integers(0, 2**32 - 1))
def test_a_quadratic_form_is_within_its_error_of_the_exact_one(size, magnitude, seed):
    rng = np.random.default_rng(seed)
    rank = rng.standard_normal((size, 2))
    matrix = np.rint(64.0 * (rank @ rank.T))  # integers, so that the exact form is quick
    matrix = (matrix + matrix.T) / 2.0 + size * 64.0 * np.eye(size)
    y = rng.standard_normal(size) * 2.0**magnitude
    _, value, error = products(matrix, y[:, None])
    exact = Fraction(0)
    numbers = [Fraction(entry) for entry in y]
    for i in range(size):
        row = sum((int(matrix[i, j]) * numbers[j] for j in np.flatnonzero(matrix[i])), Fraction(0))
        exact += numbers[i] * row
    assert abs(Fraction(value) - exact) <= Fraction(error)
    assert error <= 1e-9 * value


@pytest.mark.parametrize("ridge", [0.0, -1.0, np.nan, np.inf])
def test_a_ridge_that_is_not_positive_is_refused(ridge):
    with pytest.raises(ValueError, match="ridge must be positive"):
        factorise(operator(3, ridge=ridge))


def test_what_float32_cannot_hold_is_refused_with_the_remedy():
    matrix = operator(30)
    with pytest.raises(ValueError, match="too large for float32; scale"):
        factorise(matrix._replace(X=matrix.X * 1e20), memory=1e-12)
    twins = GramOperator(first_layer, np.repeat(matrix.X[:1], 240, axis=0), 1e-7)
    with pytest.raises(ValueError, match="allow more memory"):
        factorise(twins, memory=1e-12).solve(np.random.default_rng(0).standard_normal((240, 1)))


def test_invalid_matrices_are_refused():
    for matrix, message in (
        (np.ones((2, 3)), "not square"),
        (np.ones((0, 0)), "not square"),
        (np.array([[1.0, 2.0], [0.0, 1.0]]), "not symmetric"),
        (np.array([[1.0, np.nan], [np.nan, 1.0]]), "not finite"),
        (np.array([[1.0, 2.0], [2.0, 1.0]]), "not positive definite after rounding"),
    ):
        with pytest.raises(ValueError, match=message):
            factorise(matrix)
    with pytest.raises(ValueError, match="no training inputs"):
        factorise(GramOperator(relu_ntk(2), np.zeros((0, 2)), 1.0))


def test_duplicate_and_zero_rows_have_factors():
    X = np.repeat(np.random.default_rng(0).standard_normal((5, 3)), 4, axis=0)
    X[:3] = 0.0
    factored = factorise(GramOperator(first_layer, X, 1e-6))
    right = np.ones((20, 1))
    assert np.abs(written(GramOperator(first_layer, X, 1e-6)) @ factored.solve(right) - right).max() < 1e-8


@pytest.mark.parametrize("size", [1, 3, PANEL, PANEL + 2, 2 * PANEL + 1])
def test_one_pass_multiplies_all_columns(size):
    kernel_matrix = operator(size)
    full = written(kernel_matrix)
    columns = np.random.default_rng(1).standard_normal((size, 3))
    for matrix in (kernel_matrix, full):
        image, form, error = products(matrix, columns)
        np.testing.assert_allclose(image, full @ columns, rtol=1e-12, atol=1e-11)
        assert abs(form - columns[:, 0] @ full @ columns[:, 0]) <= error + 1e-12 * abs(form)
