"""The strict reading: it computes nothing, and refuses whatever some other reading cannot do.

Each of the other readings lets something pass that another one misreads: text has no objection to ``if``, arrays none
to ``or``, z3 none to ``**``. A formula that passes here means the same to all of them.
"""

import math
from fractions import Fraction
from typing import Any, NoReturn

from bounds.ops import OPERATIONS

LARGEST = 2**53
"""float64 holds every whole number up to this one."""


class Misuse(Exception):  # noqa: N818
    """What a formula does that not every reading can do, and what to write instead."""


class Strict:
    """What numbers and truth values refuse alike."""

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
    """A number, whichever."""

    def __neg__(self) -> "Number":
        """Negation."""
        return self


class Condition(Strict):
    """A truth value, whichever."""

    def __and__(self, other: object) -> "Condition":
        """Conjunction."""
        condition(other, "&")
        return self

    __rand__ = __and__


class StrictOps:
    """The ten operations over :class:`Number`."""

    inf = math.inf

    def where(self, choice: Any, a: Any, b: Any, /) -> Number:
        """A choice of two numbers."""
        condition(choice, "xp.where")
        return _number("xp.where", a, b)

    def maximum(self, a: Any, b: Any, /) -> Number:
        """A number of two numbers."""
        return _number("xp.maximum", a, b)

    def minimum(self, a: Any, b: Any, /) -> Number:
        """A number of two numbers."""
        return _number("xp.minimum", a, b)

    def abs(self, a: Any, /) -> Number:
        """A number of one number."""
        return _number("xp.abs", a)

    def sqrt(self, a: Any, /) -> Number:
        """A number of one number."""
        return _number("xp.sqrt", a)

    def sigmoid(self, a: Any, /) -> Number:
        """A number of one number."""
        return _number("xp.sigmoid", a)

    def divide(self, a: Any, b: Any, /) -> Number:
        """A number of two numbers."""
        return _number("xp.divide", a, b)

    def close(self, a: Any, b: Any, /) -> Condition:
        """A comparison."""
        return _compared("xp.close", a, b)

    def le(self, a: Any, b: Any, /) -> Condition:
        """A comparison."""
        return _compared("xp.le", a, b)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse what is none of the ten."""  # noqa: DOC501
        raise Misuse(f"calls xp.{name}, which there is not; the operations are {', '.join(OPERATIONS)}")


def condition(a: object, where: str) -> None:
    """Refuse anything but a truth value.

    Args:
        a: What should be one.
        where: The operation that wants it.

    Raises:
        Misuse: If it is none.
    """
    if not isinstance(a, Condition):
        raise Misuse(f"gives {where} {_kind(a)} where a condition is wanted; compare numbers, as in a <= b")


def operand(a: object, where: str) -> None:
    """Refuse anything but a number, or a constant that is the same number in every reading.

    Args:
        a: What should be one.
        where: The operation that wants it.

    Raises:
        Misuse: If it is none.
    """
    if isinstance(a, Number):
        return
    if type(a) not in {int, float}:
        raise Misuse(f"gives {where} {_kind(a)} where a number is wanted; use fields and Python's own numbers")
    if wrong := wrong_constant(a):  # type: ignore[arg-type]
        raise Misuse(wrong)


def wrong_constant(a: int | float) -> str:
    """Why a constant is not the same number in every reading, if it is not.

    Args:
        a: An integer or a float of Python.

    Returns:
        What is wrong and what to write instead; nothing if it is the same.
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
    for one in operands:
        operand(one, where)
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
