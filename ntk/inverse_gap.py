"""Certified bounds on Δ_K = ‖A⁻¹ − B⁻¹‖₂, the distance of two kernel regressions.

Krishna et al. 2024, Lemma 2, multiply Δ_K by ‖Y‖ to bound the distance of the weights.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from ntk.factorisation import (
    MEMORY,
    Factorisation,
    add_row_sums,
    factorise,
    order,
    packed_matrix,
    panels,
    products,
)
from ntk.gram import GramOperator
from ntk.lanczos import largest
from ntk.packed_cholesky import MatrixError, NotPositiveDefiniteError, Packed, factor, invert, multiplier
from ntk.rounding import ENTRY_ERROR, gamma

EXACT = 8000
"""Largest size whose upper bound is proved by factoring σI ± (A⁻¹ − B⁻¹); that takes four times the work of A and B."""

SLACKS = (4e-7, 1e-5, 1e-3, 1e-1)
"""Distances of σ from the lower bound, relative to it, in the order in which the proof of the upper bound tries σ."""

PROBES, AMPLIFIED = 16, 10.0
"""Number of Gaussian probes, and the factor by which the largest error of a probe is multiplied.

The product bounds the norm of the error of the computed A⁻¹ − B⁻¹. The error of a probe includes the residual of its
solution. A symmetric error has a larger norm with probability at most (0.08)¹⁶ < 10⁻¹⁷, because a normal number is
within ±0.1 with probability 0.08.
"""

ROUGH, FINE = 1e-2, 3e-4
"""Relative residuals at which Lanczos stops; the lower bound is below Δ_K by about their squares."""

STEPS = 25
"""Least number of iterations when Lanczos proves the upper bound, which is then about a tenth above the norm."""

STREAM = 0x70726F626573
"""Number of the random stream of the probes, which keeps them independent of other draws with the same seed."""

CHANCE = 1e-15
"""Probability, over the random start, that the upper bound by Lanczos is wrong."""

Matrix = Float[np.ndarray, "rows columns"] | GramOperator | Factorisation
"""Matrix A = K(X, X) + βI: an array, an operator that is not formed, or either with its factor."""


class InverseGap(NamedTuple):
    """Certified bounds on Δ_K = ‖A⁻¹ − B⁻¹‖₂.

    Attributes:
        lower: The lower bound, which a vector attains, less an allowance for rounding.
        upper: The upper bound, proved up to the small probabilities of error of ``PROBES`` and ``CHANCE``.
        certificate: The proof of ``upper``: ``cholesky``, factors of σI ± (A⁻¹ − B⁻¹); ``lanczos``, a bound over its
            random start, wrong with probability 10⁻¹⁵; ``loewner``, from 0 ⪯ A⁻¹ ⪯ I/floor and I/‖A‖ ⪯ A⁻¹;
            ``product``, ‖A⁻¹‖‖A − B‖‖B⁻¹‖; ``floor``, 1/floor; or ``equal`` for equal matrices.
        iterations: The number of iterations of block Lanczos.
    """

    lower: float
    upper: float
    certificate: str
    iterations: int

    @property
    def ratio(self) -> float:
        """The ratio upper / lower of the bounds; 1 if both are 0."""
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
    """Bound Δ_K = ‖A⁻¹ − B⁻¹‖₂ from both sides without trusting computed inverses of ill-conditioned matrices.

    Args:
        A: The first matrix K(X, X) + βI, positive definite and symmetric but for rounding, which widens the bounds: an
            array, an operator, or factored.
        B: The second matrix, of the same size.
        floor: A proved lower bound on the eigenvalues of both matrices. The default for two operators is their smaller
            ridge, less an allowance for errors of their entries; else a bound is proved by two more factorisations.
        exact_to: The largest size at which the bounds agree to about 10⁻⁶, provided that Δ_K is at least 10⁻⁶ / floor.
            For larger matrices ``upper`` is the least of the other bounds.
        memory: The memory limit in GiB for two factors. If float64 factors need more, they are in float32, and then
            the bounds do not agree as closely at any size.
        overwrite: Whether given factors may be destroyed, which saves the memory of their copies.
        seed: The seed of the start of Lanczos and of the probes.

    Returns:
        The bounds on Δ_K of the float64 matrices.

    Raises:
        ValueError: If sizes differ, a matrix is not positive definite after rounding, or ``floor`` is not a lower
            bound on the eigenvalues.

    Examples:
        >>> gap = inverse_gap(np.diag([1.0, 2.0]), np.diag([1.0, 4.0]))
        >>> print(f"{gap.lower:.6f} ≤ Δ_K ≤ {gap.upper:.6f}, proved by {gap.certificate}")
        0.250000 ≤ Δ_K ≤ 0.250000, proved by cholesky
    """
    if order(A) != order(B):
        raise ValueError(f"A is of size {order(A)} and B of {order(B)}: a gap is between matrices of the same rows")
    if _equal(A, B):
        return InverseGap(0.0, 0.0, "equal", 0)
    overwrite = overwrite or not any(isinstance(matrix, Factorisation) for matrix in (A, B))
    first, second = (factorise(matrix, memory=memory) for matrix in (A, B))
    if floor is None:
        floor = min(_proved_floor(factored, seed) for factored in (first, second))
    if not floor > 0.0:
        raise ValueError(f"floor must be positive, not {floor:g}")
    skew = first.skew + second.skew
    if order(first) <= exact_to and first.exact and second.exact:
        return _charged(_exact_gap(first, second, floor, seed=seed, overwrite=overwrite), skew, floor)
    return _charged(_cheap_gap(first, second, floor, seed=seed), skew, floor)


def _charged(gap: InverseGap, skew: float, floor: float) -> InverseGap:
    """Widen the bounds by what symmetric parts leave out.

    With S the symmetric part of A, ‖A⁻¹‖ and ‖S⁻¹‖ are at most 1/floor, so that ‖A⁻¹ − S⁻¹‖ ≤ ‖A − S‖ / floor².
    """
    if not skew:
        return gap
    error = skew / floor / floor * (1.0 + gamma(8))
    return gap._replace(
        lower=max(gap.lower * (1.0 - gamma(2)) - error, 0.0), upper=(gap.upper + error) * (1.0 + gamma(4))
    )


def _exact_gap(first: Factorisation, second: Factorisation, floor: float, *, seed: int, overwrite: bool) -> InverseGap:
    """Bounds that agree closely, from both inverses and two more factorisations."""
    size = first.packed.size
    probes = _probes(size, seed)
    probed = [factored.solve(probes) for factored in (first, second)]
    inverse, other = (invert(factored.packed if overwrite else _copy(factored.packed)) for factored in (first, second))
    gap = Packed(size, np.subtract(inverse.data, other.data, out=inverse.data))
    differences = _lengths(gap.multiply(probes) - (probed[0] - probed[1]))
    ritz = largest(_in_float32(gap), size, tolerance=FINE, seed=seed)
    vector = ritz.vector[:, None]
    solution = other.multiply(vector)
    solutions = (gap.multiply(vector) + solution, solution)
    ends = [
        _ends(factored, np.hstack([vector, probes]), np.hstack(columns), floor)
        for factored, *columns in zip((first, second), solutions, probed, strict=True)
    ]
    lower = _attained(ends, ritz.vector)
    error = AMPLIFIED * float((differences + sum(end.errors for end in ends)).max())
    proofs = (_norm_below(gap, lower * (1.0 + slack), spare=other.data) for slack in SLACKS)
    proved = next((bound for bound in proofs if bound is not None), np.inf)
    upper, name = float(proved + error), "cholesky"
    if upper > lower * (1.0 + SLACKS[1]):  # else the other bounds, which need more kernel matrices, gain nothing
        upper, name = min((upper, name), _cheapest(first, second, floor))
    return InverseGap(lower, upper, name, ritz.iterations)


def _in_float32(matrix: Packed) -> Callable[[np.ndarray], np.ndarray]:
    """The product of a matrix with columns in float32, as numbers in float64.

    That is enough for Lanczos, because the lower bound is computed from its vector in float64.
    """
    scale = max(float(matrix.data.max()), -float(matrix.data.min())) or 1.0
    scaled = np.empty(matrix.data.shape, np.float32)
    np.divide(matrix.data, scale, out=scaled, casting="same_kind")
    multiply = multiplier(Packed(matrix.size, scaled))
    return lambda block: scale * multiply(block.astype(np.float32)).astype(np.float64)


def _cheap_gap(first: Factorisation, second: Factorisation, floor: float, *, seed: int) -> InverseGap:
    """Bounds that need no other factorisation than those of the two matrices."""

    def gap(block: np.ndarray) -> np.ndarray:
        return first.rough_solve(block) - second.rough_solve(block)

    ritz = largest(gap, first.packed.size, tolerance=ROUGH, seed=seed, least=STEPS)
    columns = np.hstack([ritz.vector[:, None], _probes(first.packed.size, seed)])
    ends, errors = [], 0.0
    for factored in (first, second):
        solutions = factored.solve(columns)
        ends.append(_ends(factored, columns, solutions, floor))
        apart = 0.0 if factored.exact else _lengths(solutions - factored.rough_solve(columns))[1:]
        errors += AMPLIFIED * float((apart + ends[-1].errors).max())
    lower = _attained(ends, ritz.vector)
    probable = float(ritz.norm_bound(CHANCE) + errors)
    upper, name = min(_cheapest(first, second, floor), (probable, "lanczos"))
    return InverseGap(lower, upper, name, ritz.iterations)


class _Ends(NamedTuple):
    """What approximate solutions of Ay = v and of A · S = probes prove.

    Attributes:
        low: The least that vᵀA⁻¹v can be.
        high: The most that it can be.
        errors: Bounds on the lengths of the errors of the columns of S.
    """

    low: float
    high: float
    errors: Float[np.ndarray, " p"]


def _ends(factored: Factorisation, right: np.ndarray, solutions: np.ndarray, floor: float) -> _Ends:
    """Ends of vᵀA⁻¹v, and errors, whatever the solutions [n, 1 + p] are; ``right`` holds v and the probes.

    For every y, vᵀA⁻¹v = 2vᵀy − yᵀAy + rᵀA⁻¹r with r = v − Ay and 0 ≤ rᵀA⁻¹r ≤ ‖r‖²/floor. Therefore an error of the
    solution y enters by its square.
    """  # noqa: DOC501
    image, form, error = products(factored.matrix, solutions)
    residuals = _lengths(right - image)
    vector, y = right[:, 0], solutions[:, 0]
    value = 2.0 * float(vector @ y) - form
    error += 2.0 * gamma(len(y)) * float(np.abs(vector) @ np.abs(y))
    if value - error > float(vector @ vector) / floor * (1.0 + gamma(8)):
        raise ValueError(f"floor {floor:g} is not a lower bound on the eigenvalues, {1 / value:g} is below it")
    return _Ends(value - error, value + error + 2.0 * float(residuals[0]) ** 2 / floor, residuals[1:] / floor)


def _attained(ends: list[_Ends], vector: np.ndarray) -> float:
    """A lower bound on |vᵀ(A⁻¹ − B⁻¹)v| / vᵀv from the ends of both forms."""
    one, other = ends
    distance = max(one.low - other.high, other.low - one.high, 0.0)
    return distance / (float(vector @ vector) * (1.0 + gamma(len(vector))))


def _probes(size: int, seed: int) -> Float[np.ndarray, "n p"]:
    return np.random.default_rng([seed, STREAM]).standard_normal((size, PROBES))


def _lengths(columns: np.ndarray) -> np.ndarray:
    return np.linalg.norm(columns, axis=0)


def _norm_below(matrix: Packed, bound: float, *, spare: np.ndarray) -> float | None:
    """A bound on ‖matrix‖₂ slightly above σ = ``bound``, if σI ± matrix have Cholesky factors; else ``None``."""
    if not bound > 0.0:
        return None
    allowance = 0.0
    for sign in (1.0, -1.0):
        np.multiply(matrix.data, sign, out=spare)
        shifted = Packed(matrix.size, spare)
        shifted.shift(bound)
        allowance = max(allowance, _shortfall(shifted))
        try:
            factor(shifted)
        except NotPositiveDefiniteError:
            return None
    return bound * (1.0 + gamma(4)) + allowance


def _shortfall(matrix: Packed) -> float:
    """The largest modulus of a negative eigenvalue of a matrix whose computed Cholesky factor exists (Rump 2006)."""
    share = gamma(matrix.size + 2)
    return share / (1.0 - share) * matrix.trace


def _cheapest(first: Factorisation, second: Factorisation, floor: float) -> tuple[float, str]:
    """The least of the upper bounds that need no third factorisation, and its name."""
    with np.errstate(over="ignore"):
        product = float(_row_sum_of_gap(first, second) / floor / floor)
    loewner = 1.0 / floor - 1.0 / max(first.row_sum, second.row_sum) + gamma(8) / floor
    bounds = {"loewner": loewner, "product": product, "floor": 1.0 / floor}
    name = min(bounds, key=bounds.__getitem__)
    # The product may underflow to 0, although the matrices differ.
    return max(bounds[name] * (1.0 + gamma(8)), float(np.finfo(np.float64).tiny)), name


def _row_sum_of_gap(first: Factorisation, second: Factorisation) -> float:
    """The largest row sum of |A − B|, an upper bound of ‖A − B‖₂."""
    sums = np.zeros(first.packed.size)
    for (start, _, panel), (_, _, other) in zip(panels(first.matrix), panels(second.matrix), strict=True):
        add_row_sums(sums, start, panel - other)
    return float(sums.max()) * (1.0 + gamma(len(sums)))


def _copy(packed: Packed) -> Packed:
    return Packed(packed.size, packed.data.copy())


def _proved_floor(factored: Factorisation, seed: int) -> float:
    """A proved lower bound on the eigenvalues of a factored matrix."""  # noqa: DOC501
    if isinstance(factored.matrix, GramOperator):
        ridge = factored.matrix.ridge - ENTRY_ERROR * factored.trace
        if ridge > 0.0:
            return ridge
    inverse = largest(factored.rough_solve, factored.packed.size, tolerance=ROUGH, seed=seed)
    proposed = 0.9 / abs(inverse.value)
    shifted = packed_matrix(factored.matrix)
    shifted.shift(-proposed)
    allowance = _shortfall(shifted)
    try:
        factor(shifted)
    except NotPositiveDefiniteError:
        allowance = np.inf
    if not proposed > allowance:
        raise MatrixError("no lower bound on the eigenvalues could be proved: say floor=, or take a larger ridge")
    return proposed - allowance


def _equal(A: Matrix, B: Matrix) -> bool:
    first, second = (matrix.matrix if isinstance(matrix, Factorisation) else matrix for matrix in (A, B))
    if isinstance(first, GramOperator) and isinstance(second, GramOperator):
        same_settings = first.kernel == second.kernel and first.ridge == second.ridge
        return same_settings and np.array_equal(first.X, second.X)
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return np.array_equal(first, second)
    return False
