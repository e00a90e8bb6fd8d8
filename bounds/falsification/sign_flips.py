"""Sign flips: a reading on top of another one that turns one sum of a formula into a difference, or the reverse."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from bounds.claim import Formula, apply, reads
from bounds.ops import Ops, Scalar
from bounds.readings.text import Text, TextOps


def with_sign_flipped(formula: Formula, place: int) -> Formula:
    """Flip one sign of a formula: turn one sum into a difference, or one difference into a sum.

    Args:
        formula: A function ``(xp, <fields by name>)`` that returns a tuple.
        place: The number of the sum or difference, from 0, in the order of evaluation.

    Returns:
        The changed formula, with the same parameters.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> flipped = with_sign_flipped(lambda xp, a, b: (a + b, a - b), 1)
        >>> apply(flipped, NUMPY_OPS, {"a": 3.0, "b": 1.0})
        (4.0, 4.0)
    """

    def flipped(xp: Ops, **fields: Scalar) -> tuple[Scalar, ...]:
        return _SignFlip(place).evaluate(formula, xp, fields)

    flipped.__signature__ = inspect.signature(formula)  # type: ignore[attr-defined]
    return flipped


def count_signs(formula: Formula) -> int:
    """Count the sums and differences that a formula evaluates, which are the places of its sign flips.

    Args:
        formula: A function ``(xp, <fields by name>)`` that returns a tuple.

    Returns:
        The number of sums and differences.

    Examples:
        >>> count_signs(lambda xp, a, b, c: (a + b * c, a - c))
        2
    """
    flip, xp = _SignFlip(None), TextOps()
    flip.evaluate(formula, xp, {name: Text(name) for name in reads(formula)})  # type: ignore[arg-type]
    return flip.count


class _SignFlip:
    """The place of the sum or difference to flip, and a count of those that were evaluated."""

    def __init__(self, place: int | None) -> None:
        self.place, self.count = place, 0

    def evaluate(self, formula: Formula, xp: Ops, fields: Mapping[str, Scalar]) -> tuple[Scalar, ...]:
        numbers = {name: _Flippable(value, self) for name, value in fields.items()}
        return tuple(_plain(end) for end in apply(formula, _FlippableOps(xp, self), numbers))  # type: ignore[arg-type]

    def combine(self, a: Any, b: Any, *, add: bool) -> "_Flippable":
        flip = self.count == self.place
        self.count += 1
        return _Flippable(a + b if add is not flip else a - b, self)


class _Flippable:
    """A number of the underlying reading whose sums and differences may be flipped."""

    def __init__(self, number: Any, flip: _SignFlip) -> None:
        self.number, self.flip = number, flip

    def __add__(self, other: Any) -> "_Flippable":
        return self.flip.combine(self.number, _plain(other), add=True)

    def __sub__(self, other: Any) -> "_Flippable":
        return self.flip.combine(self.number, _plain(other), add=False)

    def __radd__(self, other: Any) -> "_Flippable":
        return self.flip.combine(other, self.number, add=True)

    def __rsub__(self, other: Any) -> "_Flippable":
        return self.flip.combine(other, self.number, add=False)

    def __neg__(self) -> "_Flippable":
        return _Flippable(-self.number, self.flip)

    def __mul__(self, other: Any) -> "_Flippable":
        return _Flippable(self.number * _plain(other), self.flip)

    def __rmul__(self, other: Any) -> "_Flippable":
        return _Flippable(other * self.number, self.flip)

    def __truediv__(self, other: Any) -> "_Flippable":
        return _Flippable(self.number / _plain(other), self.flip)

    def __rtruediv__(self, other: Any) -> "_Flippable":
        return _Flippable(other / self.number, self.flip)

    def __le__(self, other: Any) -> Any:
        return self.number <= _plain(other)

    def __lt__(self, other: Any) -> Any:
        return self.number < _plain(other)

    def __ge__(self, other: Any) -> Any:
        return self.number >= _plain(other)

    def __gt__(self, other: Any) -> Any:
        return self.number > _plain(other)

    def __eq__(self, other: object) -> Any:
        return self.number == _plain(other)

    __hash__ = None  # type: ignore[assignment]


class _FlippableOps:
    """The ten operations of the underlying reading."""

    def __init__(self, xp: Ops, flip: _SignFlip) -> None:
        self.xp, self.flip, self.inf = xp, flip, xp.inf

    def __getattr__(self, name: str) -> Callable:
        operation = getattr(self.xp, name)

        def wrapped(*operands: Any) -> Any:
            result = operation(*map(_plain, operands))
            return result if name in {"close", "le"} else _Flippable(result, self.flip)

        return wrapped


def _plain(a: Any) -> Any:
    """The number of the underlying reading."""
    return a.number if isinstance(a, _Flippable) else a
