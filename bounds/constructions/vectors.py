"""Vectors and symmetric matrices of a few components, over the operations of any reading."""

from bounds.ops import Ops, Scalar

Vector = tuple[Scalar, ...]
Rows = tuple[Vector, ...]
"""A matrix as a tuple of its rows."""


def plus(a: Vector, b: Vector) -> Vector:
    """Add two vectors.

    Examples:
        >>> plus((1, 2), (3, 5))
        (4, 7)
    """
    return tuple(x + y for x, y in zip(a, b, strict=True))


def minus(a: Vector, b: Vector) -> Vector:
    """Subtract the second vector from the first one.

    Examples:
        >>> minus((1, 2), (3, 5))
        (-2, -3)
    """
    return tuple(x - y for x, y in zip(a, b, strict=True))


def times(factor: Scalar, a: Vector) -> Vector:
    """Multiply a vector by a number.

    Examples:
        >>> times(2, (1, -3))
        (2, -6)
    """
    return tuple(factor * x for x in a)


def dot(a: Vector, b: Vector) -> Scalar:
    """Compute the inner product of two vectors.

    Examples:
        >>> dot((1, 2), (3, 5))
        13
    """
    first, *rest = (x * y for x, y in zip(a, b, strict=True))
    return sum(rest, first)


def combine(weights: Vector, rows: Rows) -> Vector:
    """Sum the rows of a matrix, each multiplied by its weight.

    Examples:
        >>> combine((2, -1), ((1, 0), (3, 4)))
        (-1, -4)
    """
    first, *rest = (times(weight, row) for weight, row in zip(weights, rows, strict=True))
    for row in rest:
        first = plus(first, row)
    return first


def norm(xp: Ops, a: Vector) -> Scalar:
    """Compute the ℓ₂ norm; that of one component takes no root, so that rationals stay rational.

    Examples:
        >>> from bounds.readings.angles import EXACT_PLANE, NUMPY_PLANE
        >>> from bounds.readings.exact import exact
        >>> float(norm(NUMPY_PLANE, (3.0, 4.0))), str(norm(EXACT_PLANE, (exact("-2/3"),)))
        (5.0, '2/3')
    """
    return xp.abs(a[0]) if len(a) == 1 else xp.sqrt(dot(a, a))


def norm_1(xp: Ops, a: Vector) -> Scalar:
    """Compute the ℓ₁ norm.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> float(norm_1(NUMPY_PLANE, (3.0, -4.0)))
        7.0
    """
    first, *rest = (xp.abs(x) for x in a)
    return sum(rest, first)


def sign(xp: Ops, a: Scalar) -> Scalar:
    """Compute the sign of a number: 1, −1, or 0 for 0.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> float(sign(NUMPY_PLANE, -2.5)), float(sign(NUMPY_PLANE, 0.0))
        (-1.0, 0.0)
    """
    return xp.where(a > 0.0, 1.0, xp.where(a < 0.0, -1.0, 0.0))


def direction(xp: Ops, a: Vector) -> Vector:
    """Divide a vector by its ℓ₂ norm; the direction of 0 is 0.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> [float(x) for x in direction(NUMPY_PLANE, (3.0, 4.0))]
        [0.6, 0.8]
    """
    length = norm(xp, a)
    divisor = xp.where(length > 0.0, length, 1.0)
    return tuple(x / divisor for x in a)


def largest_eigenvalue(xp: Ops, rows: Rows) -> Scalar:
    """Compute the spectral norm of a symmetric matrix of one or two rows: its largest absolute eigenvalue.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> float(largest_eigenvalue(NUMPY_PLANE, ((2.0, 1.0), (1.0, 2.0))))
        3.0
    """
    if len(rows) == 1:
        return xp.abs(rows[0][0])
    (p, q), (_, r) = rows
    return xp.abs((p + r) / 2.0) + norm(xp, ((p - r) / 2.0, q))


def largest_singular_value(xp: Ops, rows: Rows) -> Scalar:
    """Compute the spectral norm of a matrix that has one or two rows, or one column.

    Examples:
        >>> from bounds.readings.angles import NUMPY_PLANE
        >>> float(largest_singular_value(NUMPY_PLANE, ((3.0, 0.0), (0.0, -4.0))))
        4.0
    """
    if len(rows) == 1:
        return norm(xp, rows[0])
    if len(rows[0]) == 1:
        return norm(xp, tuple(row[0] for row in rows))
    return xp.sqrt(largest_eigenvalue(xp, gram(rows)))


def gram(rows: Rows) -> Rows:
    """Compute the matrix of the inner products of all pairs of rows.

    Examples:
        >>> gram(((1, 0), (1, 2)))
        ((1, 1), (1, 5))
    """
    return tuple(tuple(dot(a, b) for b in rows) for a in rows)


def transposed(rows: Rows) -> Rows:
    """Transpose a matrix, so that columns become rows.

    Examples:
        >>> transposed(((1, 2), (3, 4)))
        ((1, 3), (2, 4))
    """
    return tuple(zip(*rows, strict=True))


def inverse(rows: Rows) -> Rows:
    """Invert an invertible matrix of one or two rows.

    Examples:
        >>> inverse(((2.0, 0.0), (1.0, 4.0)))
        ((0.5, -0.0), (-0.125, 0.25))
    """
    if len(rows) == 1:
        return ((1.0 / rows[0][0],),)
    (p, q), (r, s) = rows
    determinant = p * s - q * r
    return ((s / determinant, -q / determinant), (-r / determinant, p / determinant))


def applied(rows: Rows, a: Vector) -> Vector:
    """Multiply a matrix by a vector.

    Examples:
        >>> applied(((1, 2), (3, 4)), (1, -1))
        (-1, -1)
    """
    return tuple(dot(row, a) for row in rows)
