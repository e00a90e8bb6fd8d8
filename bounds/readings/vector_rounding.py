"""The reading of the checker for claims about vectors: arrays of matrices, of which each number has an error bound.

Every array has the axes [rows, components, instances]: a vector has one row, a number one row and one component, so
that numbers and vectors combine as they are.
"""

from typing import Any

from bounds.readings.either import EITHER
from bounds.readings.rounding import UNIT_ROUNDOFF, Decided, Rounded, RoundingOps, grown

COMPONENTS = 1
"""The axis of components."""


class VectorRoundingOps(RoundingOps):
    """The operations over :class:`Rounded` numbers, vectors and matrices."""

    def sum(self, a: Rounded, /) -> Rounded:
        """Return the sum of the components, in whatever order they are added."""
        return _summed(a)

    def norm(self, a: Rounded, /) -> Rounded:
        """Return the Euclidean norm, without overflow; its error is at most the norm of the errors."""
        value, error = _norm(a.value), _norm(EITHER.broadcast_to(a.error, a.value.shape))
        rounding = (a.value.shape[COMPONENTS] + 8.0) * UNIT_ROUNDOFF
        return Rounded(value, grown((1.0 + rounding) * error + rounding * value))

    def largest(self, a: Rounded, /) -> Rounded:
        """Return the largest component, with the largest error."""
        error = EITHER.broadcast_to(a.error, a.value.shape)
        return Rounded(a.value.max(axis=COMPONENTS, keepdims=True), error.max(axis=COMPONENTS, keepdims=True))

    def all(self, condition: Decided, /) -> Decided:
        """Decide whether a condition holds for every component; one that certainly fails decides it."""
        truth = condition.truth.all(axis=COMPONENTS, keepdims=True)
        fails = (condition.sure & ~condition.truth).any(axis=COMPONENTS, keepdims=True)
        return Decided(truth, condition.sure.all(axis=COMPONENTS, keepdims=True) | fails)

    def matvec(self, matrix: Rounded, a: Rounded, /) -> Rounded:
        """Return the product of a matrix and a vector, as one row."""
        product = _summed(matrix * a)
        return Rounded(product.value.swapaxes(0, COMPONENTS), product.error.swapaxes(0, COMPONENTS))


def _summed(a: Rounded) -> Rounded:
    error = EITHER.broadcast_to(a.error, a.value.shape).sum(axis=COMPONENTS, keepdims=True)
    value, sizes = (numbers.sum(axis=COMPONENTS, keepdims=True) for numbers in (a.value, EITHER.abs(a.value)))
    rounding = (a.value.shape[COMPONENTS] + 2.0) * UNIT_ROUNDOFF
    bound = grown((1.0 + rounding) * error + rounding * sizes)
    return Rounded(value, EITHER.where(EITHER.isfinite(value), bound, float("inf")))


def _norm(a: Any) -> Any:
    largest = EITHER.abs(a).max(axis=COMPONENTS, keepdims=True)
    scaled = a / EITHER.where(largest > 0.0, largest, 1.0)
    return largest * EITHER.sqrt((scaled * scaled).sum(axis=COMPONENTS, keepdims=True))
