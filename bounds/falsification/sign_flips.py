"""A reading on top of another one, which counts the sums and differences of a formula and makes one the other."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from bounds.claim import Formula, apply, reads
from bounds.ops import Ops, Scalar
from bounds.readings.text import Text, TextOps


def with_sign_flipped(formula: Formula, place: int) -> Formula:
    """The formula with one ``+`` a ``-``, or the other way.

    Args:
        formula: A function ``(xp, <fields by name>)`` that returns a tuple.
        place: Which of them, from 0, in the order of evaluation.

    Returns:
        The formula, with the same parameters.
    """

    def flipped(xp: Ops, **fields: Scalar) -> tuple[Scalar, ...]:
        return _Signs(place).evaluate(formula, xp, fields)

    flipped.__signature__ = inspect.signature(formula)  # type: ignore[attr-defined]
    return flipped


def count_signs(formula: Formula) -> int:
    """How many sums and differences a formula evaluates.

    Args:
        formula: A function ``(xp, <fields by name>)`` that returns a tuple.

    Returns:
        Their number.
    """
    signs, xp = _Signs(None), TextOps()
    signs.evaluate(formula, xp, {name: Text(name) for name in reads(formula)})  # type: ignore[arg-type]
    return signs.met


class _Signs:
    """Which sum or difference is to be flipped, and how many were met."""

    def __init__(self, place: int | None) -> None:
        self.place, self.met = place, 0

    def evaluate(self, formula: Formula, xp: Ops, fields: Mapping[str, Scalar]) -> tuple[Scalar, ...]:
        numbers = {name: _Signed(value, self) for name, value in fields.items()}
        return tuple(_plain(end) for end in apply(formula, _SignedOps(xp, self), numbers))  # type: ignore[arg-type]

    def joined(self, a: Any, b: Any, *, added: bool) -> "_Signed":
        flip = self.met == self.place
        self.met += 1
        return _Signed(a + b if added is not flip else a - b, self)


class _Signed:
    """A number of the reading below."""

    def __init__(self, number: Any, signs: _Signs) -> None:
        self.number, self.signs = number, signs

    def __add__(self, other: Any) -> "_Signed":
        return self.signs.joined(self.number, _plain(other), added=True)

    def __sub__(self, other: Any) -> "_Signed":
        return self.signs.joined(self.number, _plain(other), added=False)

    def __radd__(self, other: Any) -> "_Signed":
        return self.signs.joined(other, self.number, added=True)

    def __rsub__(self, other: Any) -> "_Signed":
        return self.signs.joined(other, self.number, added=False)

    def __neg__(self) -> "_Signed":
        return _Signed(-self.number, self.signs)

    def __mul__(self, other: Any) -> "_Signed":
        return _Signed(self.number * _plain(other), self.signs)

    def __rmul__(self, other: Any) -> "_Signed":
        return _Signed(other * self.number, self.signs)

    def __truediv__(self, other: Any) -> "_Signed":
        return _Signed(self.number / _plain(other), self.signs)

    def __rtruediv__(self, other: Any) -> "_Signed":
        return _Signed(other / self.number, self.signs)

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


class _SignedOps:
    """The ten operations of the reading below."""

    def __init__(self, xp: Ops, signs: _Signs) -> None:
        self.xp, self.signs, self.inf = xp, signs, xp.inf

    def __getattr__(self, name: str) -> Callable:
        operation = getattr(self.xp, name)

        def through(*operands: Any) -> Any:
            result = operation(*map(_plain, operands))
            return result if name in {"close", "le"} else _Signed(result, self.signs)

        return through


def _plain(a: Any) -> Any:
    return a.number if isinstance(a, _Signed) else a
