"""Δ_K = ‖A⁻¹ − B⁻¹‖₂ between certified bounds: how far two kernel regressions lie apart.

Krishna et al. 2024, Lemma 2, multiply it by ‖Y‖ to bound the distance of the weights.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from ntk.factorisation import (
    MEMORY,
    Factorisation,
    factorise,
    gamma,
    order,
    panels,
    quadratic_form,
)
from ntk.gram import GramOperator
from ntk.lanczos import largest
from ntk.packed import NotPositiveDefiniteError, Packed, factor, invert

EXACT = 8000
"""Size up to which the upper bound is proved by factoring σI ± (A⁻¹ − B⁻¹), for four times the work of the factors."""

SLACKS = (4e-7, 1e-5, 1e-3, 1e-1)
"""How far σ lies above the lower bound, relative to it: the first for which the proof succeeds."""

PROBES, AMPLIFIED = 16, 10.0
"""The norm of the error of A⁻¹ − B⁻¹, as computed, is taken to be ten times the largest that it does to 16 Gaussian
vectors. A symmetric error is larger with probability at most (0.08)¹⁶ < 10⁻¹⁷: a normal number is within ±0.1."""

ROUGH, FINE = 1e-2, 3e-4
"""Residuals at which Lanczos stops, relative; the lower bound misses the value by about their squares."""

STEPS = 24
"""Least iterations of Lanczos where its random start is to prove a bound: it is then about a tenth above the norm."""

CHANCE = 1e-15
"""Of that bound being wrong, over the random start."""

Matrix = Float[np.ndarray, "rows columns"] | GramOperator | Factorisation


class InverseGap(NamedTuple):
    """Bounds on Δ_K.

    Attributes:
        lower: Attained by a vector, less what rounding may have added.
        upper: Proved.
        certificate: What proves ``upper``: ``cholesky`` of σI ± (A⁻¹ − B⁻¹); ``lanczos``, from its random start, wrong
            with probability 10⁻¹⁵; ``loewner``, from 0 ⪯ A⁻¹ ⪯ I/floor and I/‖A‖ ⪯ A⁻¹; ``product``,
            ‖A⁻¹‖‖A − B‖‖B⁻¹‖; ``floor``, 1/floor; or ``equal``, where A and B are.
        iterations: Of block Lanczos.
    """

    lower: float
    upper: float
    certificate: str
    iterations: int

    @property
    def ratio(self) -> float:
        """How much the bounds leave open, upper / lower; 1 if both are 0."""
        return self.upper / self.lower if self.lower else float("inf") if self.upper else 1.0


def inverse_gap(
    A: Matrix,
    B: Matrix,
    *,
    floor: float | None = None,
    exact_to: int = EXACT,
    memory: float = MEMORY,
    overwrite: bool = False,
    seed: int = 0,
) -> InverseGap:
    """Bound Δ_K = ‖A⁻¹ − B⁻¹‖₂ without the inverses of anything ill-conditioned being trusted.

    Args:
        A: K(X, X) + βI: symmetric and positive definite, as an array, an operator, or factored.
        B: Likewise, of the same size.
        floor: A proved lower bound on the eigenvalues of both. The default is the smaller ridge of two operators, and
            of arrays up to ``exact_to`` it is found.
        exact_to: Size up to which bounds meet to about 10⁻⁶. Above, ``upper`` is the least of
            the others.
        memory: GiB for two factors; float32 factors if float64 ones need more, and then no size is exact.
        overwrite: Whether factors that were given may be destroyed, to save the memory of their copies.
        seed: Of the vectors that Lanczos starts from and the probes.

    Returns:
        The bounds, for the matrices as they stand in float64.

    Raises:
        ValueError: If sizes differ, a matrix is not positive definite after rounding, or the floor is not one.
    """
    if order(A) != order(B):
        raise ValueError(f"A is of size {order(A)} and B of {order(B)}: a gap is between matrices of the same rows")
    if _equal(A, B):
        return InverseGap(0.0, 0.0, "equal", 0)
    owned = overwrite or not any(isinstance(one, Factorisation) for one in (A, B))
    first, second = (factorise(one, memory=memory) for one in (A, B))
    least = _ridge(first, second) if floor is None else floor
    if least is not None and not least > 0.0:
        raise ValueError(f"floor must be positive, not {least:g}")
    if order(first) <= exact_to and first.exact and second.exact:
        return _exactly(first, second, least, seed=seed, owned=owned)
    if least is None:
        raise ValueError("for arrays of this size say floor=, a lower bound on the eigenvalues such as the ridge")
    return _between(first, second, least, seed=seed)


def _exactly(first: Factorisation, second: Factorisation, floor: float | None, *, seed: int, owned: bool) -> InverseGap:
    size = first.packed.size
    probes = np.random.default_rng([seed, 1]).standard_normal((size, PROBES))
    expected = first.solve(probes) - second.solve(probes)
    inverse, other = (invert(one.packed if owned else _copy(one.packed)) for one in (first, second))
    # The trace bounds the norm; it only weighs the squares of residuals.
    weak = 1.0 / (1.01 * max(inverse.trace, other.trace)) if floor is None else floor
    gap = Packed(size, np.subtract(inverse.data, other.data, out=inverse.data))
    error = AMPLIFIED * np.linalg.norm(gap.multiply(probes) - expected, axis=0).max()
    ritz = largest(_multiplier(gap), size, tolerance=FINE, seed=seed)
    vector = ritz.vector[:, None]
    solution = other.multiply(vector)
    lower = _attained(first, second, ritz.vector, [(gap.multiply(vector) + solution)[:, 0], solution[:, 0]], weak)
    for slack in SLACKS:
        proved = _norm_below(gap, lower * (1.0 + slack), spare=other.data)
        if proved is not None and (floor is None or (proved + error) * floor < 1.0):
            return InverseGap(lower, float(proved + error), "cholesky", ritz.iterations)
    return InverseGap(lower, *_cheapest(first, second, weak), ritz.iterations)


def _multiplier(matrix: Packed) -> Callable[[np.ndarray], np.ndarray]:
    """The matrix on columns: written out if that is small, which is four times as fast."""
    if matrix.size > EXACT:
        return matrix.multiply
    full = matrix.full().astype(np.float32)  # Lanczos asks for no more; what it finds is measured in float64
    return lambda block: np.asarray(full @ block.astype(np.float32), np.float64)


def _between(first: Factorisation, second: Factorisation, floor: float, *, seed: int) -> InverseGap:
    def gap(block: np.ndarray) -> np.ndarray:
        return first.rough_solve(block) - second.rough_solve(block)

    ritz = largest(gap, first.packed.size, tolerance=ROUGH, seed=seed, least=STEPS)
    solutions = [one.solve(ritz.vector[:, None])[:, 0] for one in (first, second)]
    lower = _attained(first, second, ritz.vector, solutions, floor)
    probable = ritz.norm_bound(CHANCE) + sum(_roughness(one, floor, seed) for one in (first, second))
    upper, name = min(_cheapest(first, second, floor), (probable, "lanczos"))
    return InverseGap(lower, upper, name, ritz.iterations)


def _roughness(one: Factorisation, floor: float, seed: int) -> float:
    """How far the solutions that Lanczos was given are from A⁻¹, as an operator, by what they do to the probes."""
    probes = np.random.default_rng([seed, 1]).standard_normal((one.packed.size, PROBES))
    refined = one.solve(probes)
    left = np.linalg.norm(probes - one.multiply(refined), axis=0) / floor
    return AMPLIFIED * float((np.linalg.norm(refined - one.rough_solve(probes), axis=0) + left).max())


def _attained(
    first: Factorisation, second: Factorisation, vector: np.ndarray, solutions: list[np.ndarray], floor: float
) -> float:
    """|vᵀ(A⁻¹ − B⁻¹)v| / vᵀv from below, whatever the errors of the solutions.

    For every y, vᵀA⁻¹v = 2vᵀy − yᵀAy + rᵀA⁻¹r with r = v − Ay, and 0 ≤ rᵀA⁻¹r ≤ ‖r‖²/floor: an error of the solution
    counts by its square.
    """  # noqa: DOC501
    ends = []
    for one, y in zip((first, second), solutions, strict=True):
        form, error = quadratic_form(one.matrix, y)
        residual = np.linalg.norm(vector - one.multiply(y[:, None])[:, 0])
        value = 2.0 * float(vector @ y) - form
        error += 2.0 * gamma(len(y)) * float(np.abs(vector) @ np.abs(y))
        if value - error > float(vector @ vector) / floor:
            raise ValueError(f"floor {floor:g} is not a lower bound on the eigenvalues, {1 / value:g} is below it")
        ends.append((value - error, value + error + 2.0 * residual**2 / floor))
    (low, high), (other_low, other_high) = ends
    most = float(max(low - other_high, other_low - high, 0.0))
    return most / (float(vector @ vector) * (1.0 + gamma(len(vector))))


def _norm_below(matrix: Packed, bound: float, *, spare: np.ndarray) -> float | None:
    """A bound on ‖matrix‖₂ near the one proposed, if σI ± matrix have Cholesky factors; else nothing.

    That a computed factor exists proves M ⪰ −γ_{n+1} tr(M) I / (1 − γ_{n+1}) (Rump 2006).
    """
    if not bound > 0.0:
        return None
    allowance = 0.0
    for sign in (1.0, -1.0):
        np.multiply(matrix.data, sign, out=spare)
        shifted = Packed(matrix.size, spare)
        shifted.shift(bound)
        trace = shifted.trace
        try:
            factor(shifted)
        except NotPositiveDefiniteError:
            return None
        share = gamma(matrix.size + 2)
        allowance = max(allowance, share / (1.0 - share) * trace)
    return bound * (1.0 + gamma(4)) + allowance


def _cheapest(first: Factorisation, second: Factorisation, floor: float) -> tuple[float, str]:
    """The least of the bounds that need no third factorisation, and its name."""
    with np.errstate(over="ignore"):
        product = float(_row_sum_of_gap(first, second) / floor / floor)
    loewner = 1.0 / floor - 1.0 / max(first.row_sum, second.row_sum)
    bounds = {"loewner": loewner, "product": product, "floor": 1.0 / floor}
    name = min(bounds, key=bounds.__getitem__)
    return max(bounds[name] * (1.0 + gamma(8)), float(np.finfo(np.float64).tiny)), name


def _row_sum_of_gap(first: Factorisation, second: Factorisation) -> float:
    """The largest row sum of |A − B|, an upper bound of ‖A − B‖₂."""
    sums = np.zeros(first.packed.size)
    for (start, stop, ours), (_, _, others) in zip(panels(first.matrix), panels(second.matrix), strict=True):
        sizes = np.abs(ours - others)
        sums[start:] += sizes.sum(axis=1)
        sums[start:stop] += sizes[stop - start :].sum(axis=0)
    return float(sums.max()) * (1.0 + gamma(len(sums)))


def _copy(packed: Packed) -> Packed:
    return Packed(packed.size, packed.data.copy())


def _ridge(first: Factorisation, second: Factorisation) -> float | None:
    ridges = [one.matrix.ridge for one in (first, second) if isinstance(one.matrix, GramOperator)]
    return min(ridges) if len(ridges) == 2 else None


def _equal(A: Matrix, B: Matrix) -> bool:
    first, second = (one.matrix if isinstance(one, Factorisation) else one for one in (A, B))
    if isinstance(first, GramOperator) and isinstance(second, GramOperator):
        same = first.kernel == second.kernel and first.ridge == second.ridge
        return same and np.array_equal(first.X, second.X)
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return np.array_equal(first, second)
    return False
