"""The symbols on which a formula is run: they compute nothing, note every operation, and refuse what no graph holds.

Each reading by itself accepts some operation that another one misreads: text accepts ``if``, arrays accept ``or``, z3
accepts ``**``. What the symbols accept means the same in all readings.
"""

import math
from fractions import Fraction
from typing import Any, NoReturn

from bounds.formulas.tape import Tape

LARGEST = 2**53
"""Largest number up to which float64 represents every whole number."""

VECTORS = "use the operations of xp, such as xp.sum, xp.dot and xp.norm of vectors"
"""What a formula does instead of asking fields for parts."""


class Symbol:
    """The common base of numbers and truth values, with the operations that both refuse."""

    __hash__ = None  # type: ignore[assignment]
    __slots__ = ("place", "tape")

    def __init__(self, tape: Tape, place: int) -> None:
        """Name a field, a constant or an operation of a tape by its place."""
        self.tape = tape
        self.place = place

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse methods of arrays.

        Raises:
            AttributeError: For names that Python itself looks for.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        self.tape.refuse(f"asks a field for .{name}: it has no parts of Python's; {VECTORS}")


class Number(Symbol):
    """Any number, without a value."""

    __slots__ = ()

    def __neg__(self) -> "Number":
        """Note the negative number."""
        return Number(self.tape, self.tape.step("neg", self.place))


class Condition(Symbol):
    """Any truth value, without a value."""

    __slots__ = ()

    def __and__(self, other: object) -> "Condition":
        """Note the conjunction with another truth value."""
        return Condition(self.tape, self.tape.step("&", self.place, condition(self.tape, other, "&")))


def condition(tape: Tape, a: object, where: str) -> int:
    """Give the place of a truth value, and refuse any other operand.

    Args:
        tape: The tape of the formula.
        a: The operand.
        where: The name of the operation, for the message.

    Returns:
        The place on the tape.

    Raises:
        Misuse: If the operand is no truth value of this formula.

    Examples:
        >>> tape = Tape(("a",))
        >>> condition(tape, Number(tape, 0) <= 1.0, "&")
        1
        >>> condition(tape, Number(tape, 0), "&")
        Traceback (most recent call last):
        ...
        bounds.formulas.tape.Misuse: gives & a number where a condition is wanted; compare numbers, as in a <= b
    """  # noqa: DOC502
    if type(a) is not Condition:
        tape.refuse(f"gives {where} {_kind(a)} where a condition is wanted; compare numbers, as in a <= b")
    return _own(tape, a)


def operand(tape: Tape, a: object, where: str) -> int:
    """Give the place of a number, and refuse what is not the same number in every reading.

    Args:
        tape: The tape of the formula.
        a: The operand.
        where: The name of the operation, for the message.

    Returns:
        The place on the tape.

    Raises:
        Misuse: If the operand is neither a number of this formula nor a constant that every reading represents.

    Examples:
        >>> tape = Tape(("a",))
        >>> operand(tape, Number(tape, 0), "xp.abs"), operand(tape, 0.5, "xp.abs")
        (0, -1)
        >>> operand(tape, "1/2", "xp.abs")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        bounds.formulas.tape.Misuse: gives xp.abs something of type str where a number is wanted; ...
    """  # noqa: DOC502
    if type(a) is Number:
        return _own(tape, a)
    if type(a) is not int and type(a) is not float:
        tape.refuse(f"gives {where} {_kind(a)} where a number is wanted; use fields and Python's own numbers")
    if wrong := wrong_constant(a):
        tape.refuse(wrong)
    return tape.constant(a)


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


def _own(tape: Tape, a: Symbol) -> int:
    """The place of a symbol, which must be one of this formula."""
    if a.tape is not tape:
        tape.refuse("computes with a number of another formula; name it as a field of this one")
    return a.place


def noted(tape: Tape, operation: str, *operands: object, sign: str = "") -> Number:
    """Note an operation whose result is a number.

    Args:
        tape: The tape of the formula.
        operation: The operation.
        *operands: The operands, numbers of this formula or constants.
        sign: The name of the operation in messages, where it is no operation of ``xp``.

    Returns:
        The result.

    Examples:
        >>> tape = Tape(("a",))
        >>> noted(tape, "abs", Number(tape, 0)).place
        1
    """
    places = [operand(tape, number, sign or f"xp.{operation}") for number in operands]
    return Number(tape, tape.step(operation, *places))


def compared(tape: Tape, operation: str, *operands: object, sign: str = "") -> Condition:
    """Note an operation whose result is a truth value.

    Args:
        tape: The tape of the formula.
        operation: The operation.
        *operands: The operands, numbers of this formula or constants.
        sign: The name of the operation in messages, where it is no operation of ``xp``.

    Returns:
        The result.

    Examples:
        >>> tape = Tape(("a",))
        >>> compared(tape, "le", Number(tape, 0), 1.0).place
        1
    """
    places = [operand(tape, number, sign or f"xp.{operation}") for number in operands]
    return Condition(tape, tape.step(operation, *places))


def _kind(a: object) -> str:
    if isinstance(a, Condition):
        return "a condition"
    return "a number" if isinstance(a, Number) else f"something of type {type(a).__name__}"


def _arithmetic(name: str, sign: str) -> None:
    def forward(self: Number, other: object) -> Number:
        return noted(self.tape, sign, self, other, sign=sign)

    def reflected(self: Number, other: object) -> Number:
        return noted(self.tape, sign, other, self, sign=sign)

    setattr(Number, f"__{name}__", forward)
    setattr(Number, f"__r{name}__", reflected)


def _comparison(name: str, operation: str, sign: str) -> None:
    setattr(Number, f"__{name}__", lambda self, other: compared(self.tape, operation, self, other, sign=sign))


def refuse(kind: Any, names: tuple[str, ...], message: str) -> None:
    """Make a class refuse some of Python's operations.

    Args:
        kind: The class, whose objects have a tape.
        names: The names of the special methods.
        message: The mistake, and what to write instead.

    Examples:
        >>> class Still(Symbol):
        ...     pass
        >>> refuse(Still, ("__pos__",), "uses +: leave it out")
        >>> +Still(Tape(("a",)), 0)
        Traceback (most recent call last):
        ...
        bounds.formulas.tape.Misuse: uses +: leave it out
    """

    def refused(self: Any, *_: object, **__: object) -> None:
        self.tape.refuse(message)

    for name in names:
        setattr(kind, name, refused)


for _name, _sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}.items():
    _arithmetic(_name, _sign)
for _name, _sign in {"le": "<=", "lt": "<", "ge": ">=", "gt": ">"}.items():
    _comparison(_name, _sign, _sign)
_comparison("eq", "=", "==")

_FOREIGN = "calls a function of math, numpy or another module: use the operations of xp"
_BRANCHES = "asks Python whether a condition is true: join conditions with &, choose with xp.where"
refuse(Symbol, ("__bool__",), _BRANCHES)  # by if, and, or, not, min, max, and chains of comparisons
refuse(Symbol, ("__float__", "__int__", "__index__", "__round__", "__floor__", "__ceil__", "__trunc__"), _FOREIGN)
refuse(Symbol, ("__complex__", "__array__", "__array_ufunc__", "__array_function__", "__jax_array__"), _FOREIGN)
_ARRAY = f"takes a field for an array of Python's: {VECTORS}"
refuse(Symbol, ("__getitem__", "__iter__", "__len__", "__contains__"), _ARRAY)
refuse(Symbol, ("__call__",), "calls a field, which is a number: multiply by *")
refuse(Number, ("__pow__", "__rpow__"), "uses **: write xp.power(a, 2), or xp.power(a, 1, 3) for a cube root")
refuse(Number, ("__abs__",), "uses abs of Python: write xp.abs")
refuse(Number, ("__pos__",), "uses + before a number: leave it out")
refuse(Number, ("__ne__",), "uses !=: write xp.abs(a - b) > 0.0")
_ROUNDS = "uses // or %: no operation rounds"
refuse(Number, ("__floordiv__", "__rfloordiv__", "__mod__", "__rmod__", "__divmod__", "__rdivmod__"), _ROUNDS)
_JOINED = "joins conditions otherwise than by &: state two premises, or choose with xp.where"
refuse(
    Symbol, ("__matmul__", "__rmatmul__"), "uses @: write xp.dot of two vectors, or xp.matvec of a matrix and a vector"
)
_SIGNS = tuple(f"__{side}{name}__" for name in ("and", "or", "xor", "lshift", "rshift") for side in ("", "r"))
refuse(Number, (*_SIGNS, "__invert__"), "joins numbers as if they were conditions: compare them first, as in a <= b")
refuse(Condition, (*(name for name in _SIGNS if name != "__and__"), "__invert__", "__eq__", "__ne__"), _JOINED)
_COUNTED = "computes with a condition as if it were a number: write xp.where(condition, 1.0, 0.0)"
refuse(
    Condition, tuple(f"__{side}{name}__" for name in ("add", "sub", "mul", "truediv") for side in ("", "r")), _COUNTED
)
refuse(Condition, ("__lt__", "__le__", "__gt__", "__ge__", "__neg__", "__pow__", "__rpow__", "__abs__"), _COUNTED)
