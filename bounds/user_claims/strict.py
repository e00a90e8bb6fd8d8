"""The strict reading, which computes nothing and refuses every operation that another reading cannot do.

Each of the other readings accepts some operation that another one misreads: text accepts ``if``, arrays accept ``or``,
z3 accepts ``**``. A formula that the strict reading accepts has the same meaning in all of them.
"""

import math
from fractions import Fraction
from typing import Any, NoReturn

from bounds.ops import OPERATIONS

LARGEST = 2**53
"""Largest number up to which float64 represents every whole number."""


class Misuse(Exception):  # noqa: N818
    """The error that a formula uses an operation that some reading cannot do; the message says what to use instead."""


class Strict:
    """The common base of numbers and truth values, with the operations that both refuse."""

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        """Refuse ``if``, ``and``, ``or``, ``not``, ``min``, ``max``, and chains of comparisons."""  # noqa: DOC501
        raise Misuse("asks Python whether a condition is true: join conditions with &, choose with xp.where")

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse methods of arrays.

        Raises:
            AttributeError: For names that Python itself looks for.
            Misuse: For all others.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        raise Misuse(f"asks a field for .{name}: it is one number per instance; use the operations of xp")


class Number(Strict):
    """Any number, without a value."""

    def __neg__(self) -> "Number":
        """Return a number."""
        return self


class Condition(Strict):
    """Any truth value, without a value."""

    def __and__(self, other: object) -> "Condition":
        """Accept the conjunction with another truth value."""
        condition(other, "&")
        return self

    __rand__ = __and__


class StrictOps:
    """The ten operations over :class:`Number`."""

    inf = math.inf

    def where(self, choice: Any, a: Any, b: Any, /) -> Number:
        """Accept a condition and two numbers."""
        condition(choice, "xp.where")
        return _number("xp.where", a, b)

    def maximum(self, a: Any, b: Any, /) -> Number:
        """Accept two numbers."""
        return _number("xp.maximum", a, b)

    def minimum(self, a: Any, b: Any, /) -> Number:
        """Accept two numbers."""
        return _number("xp.minimum", a, b)

    def abs(self, a: Any, /) -> Number:
        """Accept one number."""
        return _number("xp.abs", a)

    def sqrt(self, a: Any, /) -> Number:
        """Accept one number."""
        return _number("xp.sqrt", a)

    def sigmoid(self, a: Any, /) -> Number:
        """Accept one number."""
        return _number("xp.sigmoid", a)

    def divide(self, a: Any, b: Any, /) -> Number:
        """Accept two numbers."""
        return _number("xp.divide", a, b)

    def close(self, a: Any, b: Any, /) -> Condition:
        """Accept two numbers."""
        return _compared("xp.close", a, b)

    def le(self, a: Any, b: Any, /) -> Condition:
        """Accept two numbers."""
        return _compared("xp.le", a, b)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse every name that is none of the ten operations."""  # noqa: DOC501
        raise Misuse(f"calls xp.{name}, which there is not; the operations are {', '.join(OPERATIONS)}")


def condition(a: object, where: str) -> None:
    """Refuse an operand that is no truth value, so that a condition means the same in every reading.

    Args:
        a: The operand.
        where: The name of the operation, for the message.

    Raises:
        Misuse: If the operand is no truth value.

    Examples:
        >>> condition(Number() <= 1.0, "&")
        >>> condition(Number(), "&")
        Traceback (most recent call last):
        ...
        bounds.user_claims.strict.Misuse: gives & a number where a condition is wanted; compare numbers, as in a <= b
    """
    if not isinstance(a, Condition):
        raise Misuse(f"gives {where} {_kind(a)} where a condition is wanted; compare numbers, as in a <= b")


def operand(a: object, where: str) -> None:
    """Refuse an operand that is neither a field nor a constant that is the same number in every reading.

    Args:
        a: The operand.
        where: The name of the operation, for the message.

    Raises:
        Misuse: If the operand is no such number.

    Examples:
        >>> operand(Number(), "xp.abs"), operand(0.5, "xp.abs")
        (None, None)
        >>> operand("1/2", "xp.abs")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        bounds.user_claims.strict.Misuse: gives xp.abs something of type str where a number is wanted; ...
    """
    if isinstance(a, Number):
        return
    if type(a) not in {int, float}:
        raise Misuse(f"gives {where} {_kind(a)} where a number is wanted; use fields and Python's own numbers")
    if wrong := wrong_constant(a):  # type: ignore[arg-type]
        raise Misuse(wrong)


def wrong_constant(a: int | float) -> str:
    """Explain why a constant is not the same number in every reading, if it is not.

    Args:
        a: The constant, an integer or a float of Python.

    Returns:
        The mistake and what to write instead; empty if the constant is the same number in every reading.

    Examples:
        >>> wrong_constant(0.25)
        ''
        >>> wrong_constant(0.1)  # doctest: +ELLIPSIS
        'uses the constant 0.1, which readings take for different numbers; write a quotient or a product, ...'
    """
    if isinstance(a, int):
        large = f"uses an integer of {a.bit_length()} bits, of which float64 holds 53"
        return f"{large}; multiply by smaller numbers, one after the other" if abs(a) > LARGEST else ""
    if not math.isfinite(a):
        return f"computes with {a!r}, which is no finite number; xp.inf is an end of the interval, by itself"
    if Fraction(repr(a)) == Fraction(a):
        return ""
    return (
        f"uses the constant {a!r}, which readings take for different numbers; "
        "write a quotient or a product, such as a / 10.0 or xp.divide(1.0, 10.0)"
    )


def _number(where: str, *operands: object) -> Number:
    for number in operands:
        operand(number, where)
    return Number()


def _compared(where: str, *operands: object) -> Condition:
    _number(where, *operands)
    return Condition()


def _kind(a: object) -> str:
    if isinstance(a, Condition):
        return "a condition"
    return "a number" if isinstance(a, Number) else f"something of type {type(a).__name__}"


def _operator(name: str, symbol: str, made: Any) -> None:
    setattr(Number, name, lambda _, other: made(symbol, other))


def _refuse(kind: Any, names: tuple[str, ...], message: str) -> None:
    def refused(*_: object, **__: object) -> NoReturn:
        raise Misuse(message)

    for name in names:
        setattr(kind, name, refused)


for _name, _symbol in {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}.items():
    _operator(f"__{_name}__", _symbol, _number)
    _operator(f"__r{_name}__", _symbol, _number)
for _name, _symbol in {"le": "<=", "lt": "<", "ge": ">=", "gt": ">", "eq": "=="}.items():
    _operator(f"__{_name}__", _symbol, _compared)

_FOREIGN = "calls a function of math, numpy or another module: use the operations of xp"
_refuse(Strict, ("__float__", "__int__", "__index__", "__round__", "__floor__", "__ceil__", "__trunc__"), _FOREIGN)
_refuse(Strict, ("__array__", "__array_ufunc__", "__array_function__"), _FOREIGN)
_refuse(Strict, ("__getitem__", "__iter__", "__len__"), "takes a field for an array: it is one number per instance")
_refuse(Number, ("__pow__", "__rpow__"), "uses **: write a * a, or xp.sqrt")
_refuse(Number, ("__abs__",), "uses abs of Python: write xp.abs")
_refuse(Number, ("__ne__",), "uses !=: write xp.abs(a - b) > 0.0")
_refuse(Number, ("__floordiv__", "__rfloordiv__", "__mod__", "__rmod__"), "uses // or %: no operation rounds")
_JOINED = "joins conditions otherwise than by &: state two premises, or choose with xp.where"
_refuse(Condition, ("__or__", "__ror__", "__xor__", "__invert__", "__eq__", "__ne__"), _JOINED)
_COUNTED = "computes with a condition as if it were a number: write xp.where(condition, 1.0, 0.0)"
_refuse(
    Condition, tuple(f"__{side}{name}__" for name in ("add", "sub", "mul", "truediv") for side in ("", "r")), _COUNTED
)
_refuse(Condition, ("__lt__", "__le__", "__gt__", "__ge__", "__neg__"), _COUNTED)
