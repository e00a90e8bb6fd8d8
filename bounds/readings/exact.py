"""The exact reading: rationals as long as no root or σ occurs, then balls that contain the true number.

Comparisons of overlapping balls are neither true nor false, so truth has three values here.
"""

import math
from fractions import Fraction

from flint import arb, fmpq

from bounds.readings.arrays import CLOSE

Constant = int | float | Fraction


class Truth:
    """Three-valued truth: certain, impossible, or possible without being certain."""

    __slots__ = ("certain", "possible")

    def __init__(self, *, certain: bool, possible: bool) -> None:
        """State whether a condition holds for all, and for some, of the numbers that it was asked of."""
        self.certain = certain
        self.possible = possible

    def __and__(self, other: "Truth") -> "Truth":
        """Conjunction."""
        return Truth(certain=self.certain and other.certain, possible=self.possible and other.possible)


class Exact:
    """A real number: a rational, or a ball that contains it."""

    __slots__ = ("number",)

    def __init__(self, number: fmpq | arb) -> None:
        """Wrap a rational or a ball."""
        self.number = number

    def __add__(self, other: "Exact | Constant") -> "Exact":
        """Sum."""
        a, b = _same(self, other)
        return Exact(a + b)

    def __sub__(self, other: "Exact | Constant") -> "Exact":
        """Difference."""
        a, b = _same(self, other)
        return Exact(a - b)

    def __mul__(self, other: "Exact | Constant") -> "Exact":
        """Product."""
        a, b = _same(self, other)
        return Exact(a * b)

    def __truediv__(self, other: "Exact | Constant") -> "Exact":
        """Quotient; a divisor that may be 0 gives the ball of all numbers."""
        a, b = _same(self, other)
        return Exact(_everything() if b == 0 or (isinstance(b, arb) and b.contains(0)) else a / b)

    def __neg__(self) -> "Exact":
        """Negation."""
        return Exact(-self.number)

    def __radd__(self, other: Constant) -> "Exact":
        """Sum with a constant on the left."""
        return self + other

    def __rsub__(self, other: Constant) -> "Exact":
        """Difference with a constant on the left."""
        return exact(other) - self

    def __rmul__(self, other: Constant) -> "Exact":
        """Product with a constant on the left."""
        return self * other

    def __rtruediv__(self, other: Constant) -> "Exact":
        """Quotient with a constant on the left."""
        return exact(other) / self

    def __le__(self, other: "Exact | Constant") -> Truth:
        """Three-valued comparison."""
        a, b = _same(self, other)
        return Truth(certain=bool(a <= b), possible=not a > b)

    def __lt__(self, other: "Exact | Constant") -> Truth:
        """Three-valued comparison."""
        a, b = _same(self, other)
        return Truth(certain=bool(a < b), possible=not a >= b)

    def __ge__(self, other: "Exact | Constant") -> Truth:
        """Three-valued comparison."""
        return exact(other) <= self

    def __gt__(self, other: "Exact | Constant") -> Truth:
        """Three-valued comparison."""
        return exact(other) < self

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]
        """Three-valued equality: certain only between rationals."""
        a, b = _same(self, other)  # type: ignore[arg-type]
        if isinstance(a, arb):
            return Truth(certain=bool(a == b), possible=a.overlaps(b))
        return Truth(certain=a == b, possible=a == b)

    __hash__ = None  # type: ignore[assignment]

    def fraction(self) -> Fraction | None:
        """The number as a ``Fraction``, if it is known to be rational."""
        return Fraction(int(self.number.p), int(self.number.q)) if isinstance(self.number, fmpq) else None

    def __str__(self) -> str:
        """The rational, or 15 digits of the ball."""
        return str(self.number) if isinstance(self.number, fmpq) else self.number.str(15, radius=False)


class ExactOps:
    """The ten operations over :class:`Exact` numbers."""

    inf = math.inf

    def where(self, condition: Truth, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """``a`` where the condition is certain, ``b`` where it is impossible, else a ball around both."""
        if condition.certain:
            return exact(a)
        return exact(b) if not condition.possible else Exact(ball(exact(a)).union(ball(exact(b))))

    def maximum(self, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """The larger of two numbers."""
        x, y = _same(exact(a), b)
        return Exact(x.max(y) if isinstance(x, arb) else max(x, y))

    def minimum(self, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """The smaller of two numbers."""
        x, y = _same(exact(a), b)
        return Exact(x.min(y) if isinstance(x, arb) else min(x, y))

    def abs(self, a: Exact | Constant, /) -> Exact:
        """The absolute value."""
        return Exact(abs(exact(a).number))

    def sqrt(self, a: Exact | Constant, /) -> Exact:
        """The square root; rational where it is."""
        number = exact(a).number
        if isinstance(number, fmpq) and number >= 0:
            p, q = math.isqrt(int(number.p)), math.isqrt(int(number.q))
            if (root := fmpq(p, q)) * root == number:
                return Exact(root)
        return Exact(ball(exact(a)).sqrt())

    def sigmoid(self, a: Exact | Constant, /) -> Exact:
        """The logistic function."""
        return Exact(1 / (1 + (-ball(exact(a))).exp()))

    def divide(self, a: Exact | Constant, b: Exact | Constant, /) -> Exact:
        """``a / b``; infinite where ``b`` is 0, and any number where it may be."""
        divisor = exact(b)
        return Exact(arb("inf")) if (divisor == 0).certain else exact(a) / divisor

    def close(self, a: Exact | Constant, b: Exact | Constant, /) -> Truth:
        """Equal to 1e-6 relative."""
        return self.abs(exact(a) - b) <= self.maximum(self.abs(a), self.abs(b)) * CLOSE

    def le(self, a: Exact | Constant, b: Exact | Constant, /) -> Truth:
        """``a <= b``; there is no rounding here."""
        return exact(a) <= b


def exact(a: Exact | Constant | str) -> Exact:
    """A number without any rounding: floats stand for the binary fraction that they are.

    Args:
        a: An exact number, int, float, ``Fraction``, or text such as ``"3/4"``.

    Returns:
        The exact number; infinities become infinite balls.
    """
    if isinstance(a, Exact):
        return a
    if isinstance(a, float) and not math.isfinite(a):
        return Exact(arb(a))
    fraction = Fraction(a)
    return Exact(fmpq(fraction.numerator, fraction.denominator))


def within(a: Exact, relative: float, absolute: float = 0.0) -> Exact:
    """The ball of every number within a relative, and beside it an absolute, distance of a number.

    Args:
        a: The centre.
        relative: Non-negative.
        absolute: Non-negative.

    Returns:
        The ball; the centre itself if both are 0.
    """
    if relative == 0.0 and absolute == 0.0:
        return a
    centre = ball(a)
    radius = ball(exact(relative)) * abs(centre) + ball(exact(absolute))
    return Exact((centre - radius).union(centre + radius))


def around(a: Exact, b: Exact) -> Exact:
    """The smallest ball around two numbers.

    Args:
        a: A number.
        b: Another.

    Returns:
        The ball; the number itself if both are the same rational.
    """
    return a if (a == b).certain and isinstance(a.number, fmpq) else Exact(ball(a).union(ball(b)))


def sigmoid_bracket(point: Fraction) -> tuple[Fraction, Fraction]:
    """Two rationals in [0, 1] of few digits, with σ of a rational between them.

    Args:
        point: The argument.

    Returns:
        Lower and upper, 2 / 4096 apart.
    """
    steps = 4096
    nearest = round(float(ball(ExactOps().sigmoid(point)).mid()) * steps)
    return Fraction(max(nearest - 1, 0), steps), Fraction(min(nearest + 1, steps), steps)


def ball(a: Exact) -> arb:
    """A number as a ball that contains it.

    Args:
        a: An exact number.

    Returns:
        The ball.
    """
    return a.number if isinstance(a.number, arb) else arb(a.number)


def _same(a: Exact, other: Exact | Constant) -> tuple[fmpq, fmpq] | tuple[arb, arb]:
    b = exact(other)
    if isinstance(a.number, fmpq) and isinstance(b.number, fmpq):
        return a.number, b.number
    return ball(a), ball(b)


def _everything() -> arb:
    return arb(0, math.inf)
