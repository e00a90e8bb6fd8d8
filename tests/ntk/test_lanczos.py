"""The largest eigenvalue by block Lanczos against all eigenvalues, for well and badly separated spectra."""

import itertools

import numpy as np
import pytest

from ntk.lanczos import BLOCK, SMALL, largest

SPECTRA = {
    "spread": lambda size, rng: rng.standard_normal(size),
    "geometric": lambda size, rng: -(0.5 ** np.arange(size)),
    "both ends tie": lambda size, rng: np.concatenate([[1.0, -1.0], rng.uniform(-0.5, 0.5, size - 2)]),
    "many times over": lambda size, rng: np.where(np.arange(size) < size // 3, -2.0, 1.0),
    "rank one": lambda size, rng: np.concatenate([[-3.0], np.zeros(size - 1)]),
}


def operator(eigenvalues: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    basis = np.linalg.qr(rng.standard_normal((len(eigenvalues),) * 2))[0]
    return (basis * eigenvalues) @ basis.T


@pytest.mark.parametrize("size", [2, 5, SMALL, SMALL + 1, SMALL + BLOCK + 3, 700])
@pytest.mark.parametrize("name", SPECTRA)
def test_the_largest_modulus_is_found(name, size):
    rng = np.random.default_rng(size)
    eigenvalues = SPECTRA[name](size, rng)
    matrix = operator(eigenvalues, rng)
    ritz = largest(lambda block: matrix @ block, size, tolerance=1e-6, seed=0)
    assert ritz.settled
    assert abs(ritz.value) == pytest.approx(np.abs(eigenvalues).max(), rel=1e-10)
    assert np.linalg.norm(ritz.vector) == pytest.approx(1.0, rel=1e-14)
    quotient = ritz.vector @ matrix @ ritz.vector
    assert quotient == pytest.approx(ritz.value, rel=1e-10)


def test_the_zero_operator_has_eigenvalue_zero():
    ritz = largest(lambda block: 0.0 * block, SMALL + 50, tolerance=1e-6, seed=0)
    assert ritz.value == 0.0
    assert ritz.settled


def test_the_error_is_about_the_square_of_the_residual():
    rng = np.random.default_rng(0)
    eigenvalues = rng.standard_normal(900)
    matrix = operator(eigenvalues, rng)
    top = np.abs(eigenvalues).max()
    for tolerance in (1e-1, 1e-2, 1e-3):
        ritz = largest(lambda block: matrix @ block, 900, tolerance=tolerance, seed=0)
        assert top * (1.0 - 300.0 * tolerance**2) <= abs(ritz.value) <= top * (1.0 + 1e-12)


def test_a_seed_decides_all():
    matrix = operator(np.linspace(-1.0, 2.0, 400), np.random.default_rng(0))
    first, again, other = (largest(lambda b: matrix @ b, 400, tolerance=1e-3, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first.vector, again.vector)
    assert not np.array_equal(first.vector, other.vector)


@pytest.mark.parametrize("size", [SMALL - 1, SMALL + 40, 700])
@pytest.mark.parametrize("name", SPECTRA)
def test_the_random_start_bounds_the_norm(name, size):
    rng = np.random.default_rng(size)
    eigenvalues = SPECTRA[name](size, rng)
    matrix = operator(eigenvalues, rng)
    norm = np.abs(eigenvalues).max()
    for least, seed in itertools.product((1, 5, 24), range(3)):
        ritz = largest(lambda block: matrix @ block, size, tolerance=0.5, seed=seed, least=least)
        assert norm <= ritz.norm_bound(1e-15) * (1.0 + 1e-12)
        assert ritz.norm_bound(1e-15) >= ritz.norm_bound(1e-2)
        assert least < 24 or ritz.norm_bound(1e-15) <= 1.25 * norm


def test_the_ritz_value_alone_is_no_bound():
    """The mutant: without the share that the random start leaves open."""
    eigenvalues = np.concatenate([[1.02], np.linspace(-1.0, 1.0, 899)])
    matrix = operator(eigenvalues, np.random.default_rng(0))
    ritz = largest(lambda block: matrix @ block, 900, tolerance=0.5, seed=0, least=5)
    assert abs(ritz.value) < 1.02 <= ritz.norm_bound(1e-15)
