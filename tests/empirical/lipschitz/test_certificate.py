"""What is verified is so in exact arithmetic, and what is not so is not verified."""

from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from support.decoders import drawn_network

from empirical.lipschitz.certificate import ROOM, is_positive, verified
from empirical.lipschitz.interior import minimise, tightened
from empirical.lipschitz.system import assemble, layer, matrix

WIDTHS = (2, 3, 2, 2)
Exact = list[list[Fraction]]


@jax.jit
def solved(weights, slopes, steps):
    *hidden, last = weights
    system = assemble([layer(W, *one) for W, one in zip(hidden, slopes, strict=True)], jnp.asarray(last))
    _, multipliers = minimise(system, jnp.ones((WIDTHS[0], 1)), steps=steps, close=1e-8)
    best = tightened(system, jnp.ones(WIDTHS[0]), multipliers)
    return system, best, multipliers, verified(system, best, multipliers)


def slopes_of(seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    low = [rng.choice([0.0, 0.25], size=n) for n in WIDTHS[1:-1]]
    return [(one, one + rng.choice([0.3, 0.75], size=len(one))) for one in low]


def exact(values: np.ndarray) -> Exact:
    return [[Fraction(float(value)) for value in row] for row in np.atleast_2d(values)]


def product(one: Exact, other: Exact) -> Exact:
    return [
        [sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in zip(*other, strict=True)]
        for row in one
    ]


def exact_matrix(weights, slopes, bounds, multipliers) -> Exact:
    """F(d, λ) with rational numbers: λ is here that of neurons without units."""
    *hidden, last = map(exact, weights)
    total = len(bounds) + len(multipliers)
    eye = exact(np.eye(total))
    form = [[(list(bounds) + list(multipliers))[i] * eye[i][j] for j in range(total)] for i in range(total)]
    given, at = eye[: len(bounds)], len(bounds)
    for W, (low, high) in zip(hidden, slopes, strict=True):
        read, rows = product(W, given), []
        for row, a, b in zip(read, *exact(np.stack([low, high])), strict=True):
            form = _less(form, row, multipliers[at - len(bounds)])
            rows.append([(a + b) / 2 * value + (b - a) / 2 * own for value, own in zip(row, eye[at], strict=True)])
            at += 1
        given = rows
    for row in product(last, given):
        form = _less(form, row, Fraction(1))
    return form


def _less(form: Exact, row: list[Fraction], factor: Fraction) -> Exact:
    return [
        [value - factor * a * b for value, b in zip(line, row, strict=True)] for line, a in zip(form, row, strict=True)
    ]


def positive(form: Exact) -> bool:
    """Whether all pivots are positive."""
    form = [list(row) for row in form]
    for k in range(len(form)):
        if form[k][k] <= 0:
            return False
        for i in range(k + 1, len(form)):
            factor = form[i][k] / form[k][k]
            form[i] = [a - factor * b for a, b in zip(form[i], form[k], strict=True)]
    return True


@pytest.mark.parametrize("steps", [0, 3, 30])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_positive_exactly(seed, steps):
    weights, slopes = drawn_network(seed, WIDTHS).weights, slopes_of(seed)
    system, best, multipliers, bounds = solved(weights, slopes, steps)
    assert float(bounds[0] / best[0]) < 1.0 + 1e-7
    units = exact(system.units)[0]
    whole = [Fraction(float(one)) / unit**2 for one, unit in zip(multipliers, units, strict=True)]
    fractions = exact(bounds)[0]
    assert positive(exact_matrix(weights, slopes, fractions, whole))
    assert not positive(exact_matrix(weights, slopes, [0.99 * one for one in fractions], whole))


@pytest.mark.parametrize("seed", range(3))
def test_a_constant_below_the_optimum_is_not_verified(seed):
    """1 % off the constant is 2 % off its square, and no λ would do."""
    system, best, multipliers, _ = solved(drawn_network(seed, WIDTHS).weights, slopes_of(seed), 30)
    assert bool(is_positive(system, best * (1.0 + 1e-7), multipliers))
    assert not bool(is_positive(system, best * 0.98, multipliers))
    assert not np.isfinite(verified(system, best * (1.0 - 2.0 * ROOM[-1]), multipliers)).any()


def test_what_rounding_could_have_done_is_not_verified():
    """Singular matrices, and ones that are closer to it than their entries are known."""
    system, best, multipliers, _ = solved(drawn_network(0, WIDTHS).weights, slopes_of(0), 30)
    assert np.abs(np.linalg.eigvalsh(matrix(system, best, multipliers))[0]) < 1e-12
    assert not bool(is_positive(system, best * (1.0 + 1e-15), multipliers))
    coarse = system._replace(rounding=1e-3)
    assert not bool(is_positive(coarse, best * (1.0 + 1e-7), multipliers))


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, -1.0])
def test_what_is_no_number_is_not_verified(bad):
    system, best, multipliers, _ = solved(drawn_network(0, WIDTHS).weights, slopes_of(0), 30)
    assert not bool(is_positive(system, best * bad, multipliers))
    assert not bool(is_positive(system, best * 2.0, multipliers.at[0].set(bad)))
