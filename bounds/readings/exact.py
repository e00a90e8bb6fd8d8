"""The exact reading of formulas: rationals until a root or σ occurs, then balls that contain the true number.

Comparisons of overlapping balls are neither true nor false, so truth has three values here.
"""

import math
from fractions import Fraction

from flint import arb, ctx, fmpq, fmpz

from bounds.ops import Powers
from bounds.readings.arrays import CLOSE

LONGEST = 2**14
"""Most bits of a numerator or denominator. A longer rational becomes a ball, so that no formula takes all memory,
however often it squares a number; the number is then known to the precision of balls, which decides nearly all."""

Constant = int | float | Fraction
"""A number of Python that a formula may combine with exact numbers."""


class Truth:
    """A three-valued truth value: certain, impossible, or possible without being certain."""

    __slots__ = ("certain", "possible")

    def __init__(self, *, certain: bool, possible: bool) -> None:
        """State whether a condition holds for all numbers in question, and whether it holds for some of them."""
        self.certain = certain
        self.possible = possible

    def __and__(self, other: "Truth") -> "Truth":
        """Return the conjunction of two conditions."""
        return Truth(certain=self.certain and other.certain, possible=self.possible and other.possible)


class Exact:
    """A real number, represented by a rational or by a ball that contains the number."""

    __slots__ = ("number",)

    def __init__(self, number: fmpq | arb) -> None:
        """Wrap a rational or a ball; a rational that is too long becomes a ball."""
        is_long = isinstance(number, fmpq) and number.height_bits() > LONGEST
        self.number = arb(number) if is_long else number

    def __add__(self, other: "Exact | Constant") -> "Exact":
        """Return the sum."""
        a, b = _same(self, other)
        return Exact(a + b)

    def __sub__(self, other: "Exact | Constant") -> "Exact":
        """Return the difference."""
        a, b = _same(self, other)
        return Exact(a - b)

    def __mul__(self, other: "Exact | Constant") -> "Exact":
        """Return the product."""
        a, b = _same(self, other)
        return Exact(a * b)

    def __truediv__(self, other: "Exact | Constant") -> "Exact":
        """Return the quotient; a divisor that may be 0 gives the ball of all numbers."""
        a, b = _same(self, other)
        return Exact(_everything() if b == 0 or (isinstance(b, arb) and b.contains(0)) else a / b)

    def __neg__(self) -> "Exact":
        """Return the negative number."""
        return Exact(-self.number)

    def __radd__(self, other: Constant) -> "Exact":
        """Return the sum with a constant on the left."""
        return self + other

    def __rsub__(self, other: Constant) -> "Exact":
        """Return the difference with a constant on the left."""
        return exact(other) - self

    def __rmul__(self, other: Constant) -> "Exact":
        """Return the product with a constant on the left."""
        return self * other

    def __rtruediv__(self, other: Constant) -> "Exact":
        """Return the quotient with a constant on the left."""
        return exact(other) / self

    def __le__(self, other: "Exact | Constant") -> Truth:
        """Compare two numbers, with a three-valued result."""
        a, b = _same(self, other)
        return Truth(certain=bool(a <= b), possible=not a > b)

    def __lt__(self, other: "Exact | Constant") -> Truth:
        """Compare two numbers, with a three-valued result."""
        a, b = _same(self, other)
        return Truth(certain=bool(a < b), possible=not a >= b)

    def __ge__(self, other: "Exact | Constant") -> Truth:
        """Compare two numbers, with a three-valued result."""
        return exact(other) <= self

    def __gt__(self, other: "Exact | Constant") -> Truth:
        """Compare two numbers, with a three-valued result."""
        return exact(other) < self

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]
        """Compare for equality, which is certain only between rationals."""
        a, b = _same(self, other)  # type: ignore[arg-type]
        if isinstance(a, arb):
            return Truth(certain=bool(a == b), possible=a.overlaps(b))
        return Truth(certain=a == b, possible=a == b)

    __hash__ = None  # type: ignore[assignment]

    def is_rational(self, number: int) -> bool:
        """Decide whether the number is represented by a rational, and by this one."""
        return isinstance(self.number, fmpq) and self.number == number

    def fraction(self) -> Fraction | None:
        """Return the number as a ``Fraction`` if it is represented by a rational, else ``None``."""
        return Fraction(int(self.number.p), int(self.number.q)) if isinstance(self.number, fmpq) else None

    def __str__(self) -> str:
        """Write the rational, or 15 digits of the centre of the ball; ``unknown`` if the ball is all numbers."""
        if isinstance(self.number, fmpq):
            return str(self.number)
        if self.number.is_finite():
            return self.number.str(15, radius=False)
        return "inf" if self.number > 0 else "-inf" if self.number < 0 else "unknown"


class ExactOps(Powers):
    """The operations over :class:`Exact` numbers."""

    inf = math.inf

    @property
    def pi(self) -> Exact:
        """The ball of π."""
        return Exact(arb.pi())

    def where(self, condition: Truth, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """Choose ``a`` if the condition is certain and ``b`` if it is impossible, else return a ball around both."""
        if condition.certain:
            return exact(a)
        return exact(b) if not condition.possible else Exact(ball(exact(a)).union(ball(exact(b))))

    def maximum(self, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """Return the larger of two numbers."""
        x, y = _same(exact(a), b)
        return Exact(x.max(y) if isinstance(x, arb) else max(x, y))

    def minimum(self, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """Return the smaller of two numbers."""
        x, y = _same(exact(a), b)
        return Exact(x.min(y) if isinstance(x, arb) else min(x, y))

    def abs(self, a: Exact | Constant, /) -> Exact:
        """Return the absolute value."""
        return Exact(abs(exact(a).number))

    def sqrt(self, a: Exact | Constant, /) -> Exact:
        """Return the square root, as a rational if it is one."""
        number = exact(a).number
        if isinstance(number, fmpq) and number >= 0:
            p, q = math.isqrt(int(number.p)), math.isqrt(int(number.q))
            if (root := fmpq(p, q)) * root == number:
                return Exact(root)
        return Exact(ball(exact(a)).sqrt())

    def root(self, a: Exact | Constant, degree: int, /) -> Exact:
        """Return the root of some degree, as a rational if it is one."""
        number = exact(a).number
        if isinstance(number, fmpq) and number >= 0:
            root = fmpq(_nearest_root(number.p, degree), _nearest_root(number.q, degree))
            if root**degree == number:
                return Exact(root)
        return Exact(ball(exact(a)).root(degree))

    def sigmoid(self, a: Exact | Constant, /) -> Exact:
        """Return the logistic function."""
        return Exact(1 / (1 + (-ball(exact(a))).exp()))

    def exp(self, a: Exact | Constant, /) -> Exact:
        """Return the exponential, which is rational at 0."""
        number = exact(a)
        return exact(1) if number.is_rational(0) else Exact(ball(number).exp())

    def log(self, a: Exact | Constant, /) -> Exact:
        """Return the natural logarithm, which is −∞ at 0 and rational at 1."""
        number = exact(a)
        if number.is_rational(0):
            return Exact(arb("-inf"))
        return exact(0) if number.is_rational(1) else Exact(ball(number).log())

    def erf(self, a: Exact | Constant, /) -> Exact:
        """Return the error function, which is rational at 0."""
        number = exact(a)
        return exact(0) if number.is_rational(0) else Exact(ball(number).erf())

    def divide(self, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """Divide ``a`` by ``b``; the quotient is infinite if ``b`` is 0, and the ball of all numbers if it may be 0."""
        divisor = exact(b)
        return Exact(arb("inf")) if (divisor == 0).certain else exact(a) / divisor

    def close(self, a: Exact | Constant, b: Exact | Constant, /) -> Truth:
        """Decide whether two numbers agree up to a relative difference of 1e-6."""
        return self.abs(exact(a) - b) <= self.maximum(self.abs(a), self.abs(b)) * CLOSE

    def le(self, a: Exact | Constant, b: Exact | Constant, /) -> Truth:
        """Decide ``a <= b`` exactly, since this reading has no rounding."""
        return exact(a) <= b


def exact(a: Exact | Constant | str) -> Exact:
    """Convert a number to an exact number without any rounding; a float is read as the binary fraction that it is.

    Args:
        a: An exact number, int, float, ``Fraction``, or text such as ``"3/4"``.

    Returns:
        The exact number; an infinite float becomes an infinite ball.

    Examples:
        >>> str(exact("3/4") + 0.5), str(exact(0.1))
        ('5/4', '3602879701896397/36028797018963968')
    """
    if isinstance(a, Exact):
        return a
    if isinstance(a, float) and not math.isfinite(a):
        return Exact(arb(a))
    ratio = Fraction(a) if isinstance(a, str) else a
    return Exact(fmpq(*ratio.as_integer_ratio()))


def within(a: Exact, relative: float, absolute: float = 0.0) -> Exact:
    """Return the ball of all numbers within an error of a number, such as the possible values of a measured field.

    Args:
        a: The centre of the ball.
        relative: The relative error, non-negative.
        absolute: The absolute error in addition to the relative one, non-negative.

    Returns:
        The ball, or the centre itself if both errors are 0.

    Examples:
        >>> measured = within(exact(2), relative=0.25)
        >>> (measured <= 3).certain, (measured <= 2).certain, (measured <= 2).possible
        (True, False, True)
    """
    if relative == 0.0 and absolute == 0.0:
        return a
    centre = ball(a)
    radius = ball(exact(relative)) * abs(centre) + ball(exact(absolute))
    return Exact((centre - radius).union(centre + radius))


def around(a: Exact, b: Exact) -> Exact:
    """Return the smallest ball that contains two numbers and everything between them.

    Args:
        a: The first number.
        b: The second number.

    Returns:
        The ball, or the number itself if both are the same rational.

    Examples:
        >>> between = around(exact(1), exact(3))
        >>> (between >= 1).possible, (between >= 3.5).possible, str(around(exact(1), exact(1)))
        (True, False, '1')
    """
    return a if (a == b).certain and isinstance(a.number, fmpq) else Exact(ball(a).union(ball(b)))


def sigmoid_bracket(point: Fraction) -> tuple[Fraction, Fraction]:
    """Enclose σ of a rational between two simple rationals in [0, 1], for the prover, which does not know σ.

    Args:
        point: The argument of σ.

    Returns:
        The lower and the upper bound, at most 2 / 4096 apart.

    Examples:
        >>> sigmoid_bracket(Fraction(0))
        (Fraction(2047, 4096), Fraction(2049, 4096))
    """
    steps = 4096
    nearest = round(float(ball(ExactOps().sigmoid(point)).mid()) * steps)
    return Fraction(max(nearest - 1, 0), steps), Fraction(min(nearest + 1, steps), steps)


def ball(a: Exact) -> arb:
    """Convert an exact number to a ball that contains it, for operations that rationals do not have.

    Args:
        a: The exact number.

    Returns:
        The ball of the library FLINT.

    Examples:
        >>> ball(exact("1/3")).contains(fmpq(1, 3))
        True
    """
    return a.number if isinstance(a.number, arb) else arb(a.number)


def _same(a: Exact, other: Exact | Constant) -> tuple[fmpq, fmpq] | tuple[arb, arb]:
    b = exact(other)
    if isinstance(a.number, fmpq) and isinstance(b.number, fmpq):
        return a.number, b.number
    return ball(a), ball(b)


def _nearest_root(a: fmpz, degree: int) -> fmpz:
    """The only whole number that may be the root of another one."""
    if a == 0:
        return fmpz(0)
    with ctx.workprec(a.bit_length() // degree + 64):
        nearest = (arb(a).root(degree) + arb(1) / 2).floor().unique_fmpz()
    return fmpz(0) if nearest is None else nearest


def _everything() -> arb:
    return arb(0, math.inf)
