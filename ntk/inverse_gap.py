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
    add_row_sums,
    factorise,
    order,
    packed_matrix,
    panels,
    quadratic_form,
)
from ntk.gram import GramOperator
from ntk.lanczos import largest
from ntk.packed_cholesky import MatrixError, NotPositiveDefiniteError, Packed, factor, invert
from ntk.rounding import ENTRY_ERROR, gamma

EXACT = 8000
"""Size up to which the upper bound is proved by factoring σI ± (A⁻¹ − B⁻¹), for four times the work of the factors."""

SLACKS = (4e-7, 1e-5, 1e-3, 1e-1)
"""How far σ lies above the lower bound, relative to it: the first for which the proof succeeds."""

PROBES, AMPLIFIED = 16, 10.0
"""The norm of the error of A⁻¹ − B⁻¹, as computed, is taken to be ten times the largest that it does to 16 Gaussian
vectors, with what the solutions leave of them. A symmetric error is larger with probability at most (0.08)¹⁶ < 10⁻¹⁷: a
normal number is within ±0.1."""

ROUGH, FINE = 1e-2, 3e-4
"""Residuals at which Lanczos stops, relative; the lower bound misses the value by about their squares."""

STEPS = 24
"""Least iterations of Lanczos where its random start is to prove a bound: it is then about a tenth above the norm."""

STREAM = 0x70726F626573
"""Sets the probes apart from whatever else is drawn by the same seed."""

CHANCE = 1e-15
"""Of that bound being wrong, over the random start."""

Matrix = Float[np.ndarray, "rows columns"] | GramOperator | Factorisation


class InverseGap(NamedTuple):
    """Bounds on Δ_K.

    Attributes:
        lower: Attained by a vector, less what rounding may have added.
        upper: Proved, but for the chances that ``PROBES`` and ``lanczos`` take.
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
        floor: A proved lower bound on the eigenvalues of both. The default is the smaller ridge of two operators, less
            what the errors of their entries may take from it; otherwise one is found, by two more factorisations.
        exact_to: Size up to which the bounds meet to about 10⁻⁶, where Δ_K is no smaller than 10⁻⁶ / floor. Above,
            ``upper`` is the least of the others.
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
    least = min(_floor(one, seed) for one in (first, second)) if floor is None else floor
    if not least > 0.0:
        raise ValueError(f"floor must be positive, not {least:g}")
    if order(first) <= exact_to and first.exact and second.exact:
        return _exactly(first, second, least, seed=seed, owned=owned)
    return _between(first, second, least, seed=seed)


def _exactly(first: Factorisation, second: Factorisation, floor: float, *, seed: int, owned: bool) -> InverseGap:
    size = first.packed.size
    probes = _probes(size, seed)
    solutions, residuals = zip(*(_probed(one, probes) for one in (first, second)), strict=True)
    inverse, other = (invert(one.packed if owned else _copy(one.packed)) for one in (first, second))
    gap = Packed(size, np.subtract(inverse.data, other.data, out=inverse.data))
    seen = _lengths(gap.multiply(probes) - (solutions[0] - solutions[1]))
    error = AMPLIFIED * float((seen + sum(residuals) / floor).max())
    ritz = largest(_multiplier(gap), size, tolerance=FINE, seed=seed)
    vector = ritz.vector[:, None]
    solution = other.multiply(vector)
    lower = _attained(first, second, ritz.vector, [(gap.multiply(vector) + solution)[:, 0], solution[:, 0]], floor)
    proofs = (_norm_below(gap, lower * (1.0 + slack), spare=other.data) for slack in SLACKS)
    proved = next((found for found in proofs if found is not None), np.inf)
    upper, name = float(proved + error), "cholesky"
    if upper > lower * (1.0 + SLACKS[1]):  # else the others, which take more kernel matrices, cannot gain anything
        upper, name = min((upper, name), _cheapest(first, second, floor))
    return InverseGap(lower, upper, name, ritz.iterations)


def _multiplier(matrix: Packed) -> Callable[[np.ndarray], np.ndarray]:
    """The matrix on columns: written out if that is small, which is four times as fast."""
    if matrix.size > EXACT:
        return matrix.multiply
    # Lanczos asks for no more than float32; what it finds is measured in float64.
    scale = float(np.abs(matrix.data).max()) or 1.0
    full = Packed(matrix.size, matrix.data / scale).full(np.float32)
    return lambda block: scale * (full @ block.astype(np.float32)).astype(np.float64)


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
    probes = _probes(one.packed.size, seed)
    solution, residual = _probed(one, probes)
    return AMPLIFIED * float((_lengths(solution - one.rough_solve(probes)) + residual / floor).max())


def _probes(size: int, seed: int) -> Float[np.ndarray, "n p"]:
    return np.random.default_rng([seed, STREAM]).standard_normal((size, PROBES))


def _probed(one: Factorisation, probes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A⁻¹ times the probes, and what that leaves of each: over the floor, it bounds the error of the factor too."""
    solution = one.solve(probes)
    return solution, _lengths(probes - one.multiply(solution))


def _lengths(columns: np.ndarray) -> np.ndarray:
    return np.linalg.norm(columns, axis=0)


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
        if value - error > float(vector @ vector) / floor * (1.0 + gamma(8)):
            raise ValueError(f"floor {floor:g} is not a lower bound on the eigenvalues, {1 / value:g} is below it")
        ends.append((value - error, value + error + 2.0 * residual**2 / floor))
    (low, high), (other_low, other_high) = ends
    most = float(max(low - other_high, other_low - high, 0.0))
    return most / (float(vector @ vector) * (1.0 + gamma(len(vector))))


def _norm_below(matrix: Packed, bound: float, *, spare: np.ndarray) -> float | None:
    """A bound on ‖matrix‖₂ near the one proposed, if σI ± matrix have Cholesky factors; else nothing."""
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
    """How negative an eigenvalue can be of a matrix that has a Cholesky factor as computed (Rump 2006)."""
    share = gamma(matrix.size + 2)
    return share / (1.0 - share) * matrix.trace


def _cheapest(first: Factorisation, second: Factorisation, floor: float) -> tuple[float, str]:
    """The least of the bounds that need no third factorisation, and its name."""
    with np.errstate(over="ignore"):
        product = float(_row_sum_of_gap(first, second) / floor / floor)
    loewner = 1.0 / floor - 1.0 / max(first.row_sum, second.row_sum) + gamma(8) / floor
    bounds = {"loewner": loewner, "product": product, "floor": 1.0 / floor}
    name = min(bounds, key=bounds.__getitem__)
    # The product may underflow, but the matrices differ.
    return max(bounds[name] * (1.0 + gamma(8)), float(np.finfo(np.float64).tiny)), name


def _row_sum_of_gap(first: Factorisation, second: Factorisation) -> float:
    """The largest row sum of |A − B|, an upper bound of ‖A − B‖₂."""
    sums = np.zeros(first.packed.size)
    for (start, _, ours), (_, _, others) in zip(panels(first.matrix), panels(second.matrix), strict=True):
        add_row_sums(sums, start, ours - others)
    return float(sums.max()) * (1.0 + gamma(len(sums)))


def _copy(packed: Packed) -> Packed:
    return Packed(packed.size, packed.data.copy())


def _floor(one: Factorisation, seed: int) -> float:
    """A proved lower bound on the eigenvalues."""  # noqa: DOC501
    if isinstance(one.matrix, GramOperator):
        known = one.matrix.ridge - ENTRY_ERROR * one.trace
        if known > 0.0:
            return known
    inverse = largest(one.rough_solve, one.packed.size, tolerance=ROUGH, seed=seed)
    proposed = 0.9 / abs(inverse.value)
    shifted = packed_matrix(one.matrix)
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
    first, second = (one.matrix if isinstance(one, Factorisation) else one for one in (A, B))
    if isinstance(first, GramOperator) and isinstance(second, GramOperator):
        same = first.kernel == second.kernel and first.ridge == second.ridge
        return same and np.array_equal(first.X, second.X)
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return np.array_equal(first, second)
    return False
