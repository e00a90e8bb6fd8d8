"""Weighted regressions of scores on few columns: the ridge regression of LIME, and least squares with a fixed sum."""

from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.errors import InputError

SMALLEST = 1e-10
"""Singular values of a regression below this share of the largest one count as 0."""

MOST_KEPT = 8
"""Number of designs whose operators are kept: instances are often explained batch by batch, on one design."""


class Fit(NamedTuple):
    """The coefficients of regressions on one design, one for each instance.

    Attributes:
        values: The coefficients, [n, g].
        errors: Their standard errors over the draws of the design, from the residuals (White 1980), [n, g]; NaN where
            there are no more samples than coefficients.
    """

    values: Float[np.ndarray, "n g"]
    errors: Float[np.ndarray, "n g"]


def ridge(
    steps: Float[np.ndarray, "m n k"], scores: Float[np.ndarray, "m n"], count: Float[np.ndarray, "m n"], weight: float
) -> Float[np.ndarray, "m k"]:
    """Fit m weighted ridge regressions with an intercept, each on its own regressors.

    Args:
        steps: The regressors.
        scores: What is regressed.
        count: How much each sample counts.
        weight: The weight of the squared coefficients.

    Returns:
        The coefficients; 0 where no sample counts.

    Examples:
        >>> steps = np.array([[[-1.0], [0.0], [1.0]]])
        >>> ridge(steps, np.array([[1.0, 3.0, 5.0]]), np.full((1, 3), 1e9), 1.0).round(6).tolist()
        [[2.0]]
    """
    total = np.maximum(count.sum(axis=1), np.finfo(np.float64).tiny)
    steps = steps - (np.einsum("mn,mnk->mk", count, steps) / total[:, None])[:, None]
    scores = scores - ((count * scores).sum(axis=1) / total)[:, None]
    weighted = np.swapaxes(steps * count[:, :, None], 1, 2)
    normal = weighted @ steps + weight * np.eye(steps.shape[2])
    return np.linalg.solve(normal, weighted @ scores[:, :, None])[:, :, 0]


def ridge_fit(
    steps: Float[np.ndarray, "c g"],
    scores: Float[np.ndarray, "n c"],
    count: Float[np.ndarray, " c"],
    *,
    weight: float,
    intercept: bool = True,
) -> Fit:
    """Fit ridge regressions of the scores of many instances on the same steps: φ = (SᵀWS + λI)⁻¹ SᵀW f.

    They minimise Σ w (f − b − sᵀφ)² + λ‖φ‖²; the intercept b is not penalised.

    Args:
        steps: The steps s.
        scores: The scores f of every instance after each step.
        count: How much each sample counts, w.
        weight: The weight λ ≥ 0 of the squared coefficients.
        intercept: Whether there is an intercept; else b = 0.

    Returns:
        The coefficients and their standard errors.

    Raises:
        InputError: If the samples do not determine the coefficients.

    Examples:
        >>> steps = np.array([[-1.0], [0.0], [1.0]])
        >>> ridge_fit(steps, np.array([[1.0, 3.0, 5.0]]), np.full(3, 1e9), weight=1.0).values.round(6).tolist()
        [[2.0]]
    """  # noqa: DOC502
    total = max(count.sum(), np.finfo(np.float64).tiny)
    if intercept:
        steps = steps - count @ steps / total
        scores = scores - (scores @ count / total)[:, None]
    operator = _kept(lambda: _ridge_operator(steps, count, weight), steps, count, np.float64(weight))
    values = scores @ operator.T
    residuals = scores - values @ steps.T
    return Fit(values, _errors(np.square(residuals) @ np.square(operator).T, len(steps), steps.shape[1] + intercept))


def fixed_sum_fit(
    members: Float[np.ndarray, "c g"],
    scores: Float[np.ndarray, "n c"],
    count: Float[np.ndarray, " c"],
    sums: Float[np.ndarray, " n"],
) -> Fit:
    """Fit regressions Σ w (v − zᵀφ)² of many instances under the constraint Σφ = Δ, which holds to rounding.

    With z̄ = z − |z|/g the solution is φ = Δ/g + P(v − |z|Δ/g) with P the pseudoinverse of the weighted z̄: the shortest
    one if coalitions are too few (Covert & Lee 2021, Eq. 7, has the same one by Lagrange's multiplier).

    Args:
        members: The members z of every coalition, 0 or 1; those of rows 2i and 2i + 1 are drawn together.
        scores: The scores v of every instance, less that of the empty coalition.
        count: How much each coalition counts, w.
        sums: What the coefficients of each instance add up to, Δ.

    Returns:
        The coefficients and their standard errors, for coalitions that are drawn in pairs.

    Examples:
        >>> fit = fixed_sum_fit(np.eye(2), np.array([[1.0, 2.0]]), np.ones(2), np.array([5.0]))
        >>> fit.values.round(12).tolist()
        [[2.0, 3.0]]
    """
    groups = members.shape[1]
    centred = members - members.mean(axis=1, keepdims=True)
    roots = np.sqrt(count)
    operator = _kept(lambda: np.linalg.pinv(centred * roots[:, None], rcond=SMALLEST) * roots, centred, roots)
    rest = scores - sums[:, None] * members.mean(axis=1)
    changes = rest @ operator.T
    changes -= changes.mean(axis=1, keepdims=True)
    residuals = rest - changes @ centred.T
    even, odd = slice(0, len(members) - 1, 2), slice(1, None, 2)
    squares = np.square(residuals) @ np.square(operator).T
    both = 2.0 * (residuals[:, even] * residuals[:, odd]) @ (operator[:, even] * operator[:, odd]).T
    return Fit(sums[:, None] / groups + changes, _errors(squares + both, len(members) // 2, groups - 1))


def _ridge_operator(steps: np.ndarray, count: np.ndarray, weight: float) -> np.ndarray:
    """Give (SᵀWS + λI)⁻¹SᵀW."""  # noqa: DOC501
    weighted = (steps * count[:, None]).T
    normal = weighted @ steps + weight * np.eye(steps.shape[1])
    if weight == 0.0 and np.linalg.matrix_rank(normal, hermitian=True) < len(normal):
        raise InputError("the samples do not determine the weights of LIME; raise samples, width or ridge")
    return np.linalg.solve(normal, weighted)


_KEPT: dict[bytes, np.ndarray] = {}
"""The operators of the designs that were used last, by the digest of what they are made of."""


def _kept(make: Callable[[], np.ndarray], *parts: np.ndarray | np.float64) -> np.ndarray:
    """Give an operator that is made of some arrays, as it was made before if these are the same to the bit."""
    made_of = blake2b(b"".join(str(part.shape).encode() for part in parts))
    for part in parts:
        made_of.update(np.ascontiguousarray(part).data)
    digest = made_of.digest()
    operator = _KEPT.pop(digest, None)
    _KEPT[digest] = operator = make() if operator is None else operator
    if len(_KEPT) > MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    return operator


def _errors(variances: np.ndarray, samples: int, coefficients: int) -> np.ndarray:
    """Give standard errors, with the usual allowance for the coefficients that were fitted."""
    if samples <= coefficients:
        return np.full_like(variances, np.nan)
    return np.sqrt(np.maximum(variances, 0.0) * (samples / (samples - coefficients)))
