"""Vectors and symmetric matrices of a few components, over the operations of any reading."""

from bounds.ops import Ops, Scalar

Vector = tuple[Scalar, ...]
Rows = tuple[Vector, ...]


def plus(a: Vector, b: Vector) -> Vector:
    """The sum of two vectors."""
    return tuple(x + y for x, y in zip(a, b, strict=True))


def minus(a: Vector, b: Vector) -> Vector:
    """The difference of two vectors."""
    return tuple(x - y for x, y in zip(a, b, strict=True))


def times(factor: Scalar, a: Vector) -> Vector:
    """A multiple of a vector."""
    return tuple(factor * x for x in a)


def dot(a: Vector, b: Vector) -> Scalar:
    """The inner product."""
    first, *rest = (x * y for x, y in zip(a, b, strict=True))
    return sum(rest, first)


def combine(weights: Vector, rows: Rows) -> Vector:
    """The rows' sum, each with its weight."""
    first, *rest = (times(weight, row) for weight, row in zip(weights, rows, strict=True))
    for row in rest:
        first = plus(first, row)
    return first


def norm(xp: Ops, a: Vector) -> Scalar:
    """The ℓ₂ norm; of one component without a root, so that rationals stay rational."""
    return xp.abs(a[0]) if len(a) == 1 else xp.sqrt(dot(a, a))


def norm_1(xp: Ops, a: Vector) -> Scalar:
    """The ℓ₁ norm."""
    first, *rest = (xp.abs(x) for x in a)
    return sum(rest, first)


def sign(xp: Ops, a: Scalar) -> Scalar:
    """1, −1, or 0 at 0."""
    return xp.where(a > 0.0, 1.0, xp.where(a < 0.0, -1.0, 0.0))


def direction(xp: Ops, a: Vector) -> Vector:
    """The vector divided by its norm; 0 for 0."""
    length = norm(xp, a)
    divisor = xp.where(length > 0.0, length, 1.0)
    return tuple(x / divisor for x in a)


def largest_eigenvalue(xp: Ops, rows: Rows) -> Scalar:
    """The largest absolute eigenvalue of a symmetric matrix of one or two rows."""
    if len(rows) == 1:
        return xp.abs(rows[0][0])
    (p, q), (_, r) = rows
    return xp.abs((p + r) / 2.0) + norm(xp, ((p - r) / 2.0, q))


def largest_singular_value(xp: Ops, rows: Rows) -> Scalar:
    """The ℓ₂ norm of a matrix with one or two rows or columns."""
    if len(rows) == 1:
        return norm(xp, rows[0])
    if len(rows[0]) == 1:
        return norm(xp, tuple(row[0] for row in rows))
    return xp.sqrt(largest_eigenvalue(xp, gram(rows)))


def gram(rows: Rows) -> Rows:
    """The inner products of all rows."""
    return tuple(tuple(dot(a, b) for b in rows) for a in rows)


def transposed(rows: Rows) -> Rows:
    """Columns as rows."""
    return tuple(zip(*rows, strict=True))


def inverse(rows: Rows) -> Rows:
    """The inverse of an invertible matrix of one or two rows."""
    if len(rows) == 1:
        return ((1.0 / rows[0][0],),)
    (p, q), (r, s) = rows
    determinant = p * s - q * r
    return ((s / determinant, -q / determinant), (-r / determinant, p / determinant))


def applied(rows: Rows, a: Vector) -> Vector:
    """A matrix times a vector."""
    return tuple(dot(row, a) for row in rows)
