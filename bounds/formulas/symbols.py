"""The symbols on which a formula is run: they compute nothing, note every operation, and refuse what no graph holds.

Each reading by itself accepts some operation that another one misreads: text accepts ``if``, arrays accept ``or``, z3
accepts ``**``. What the symbols accept means the same in all readings.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NoReturn

from bounds.formulas.graph import Graph, Shape, Step, condensed
from bounds.ops import OPERATIONS, VECTOR_OPERATIONS, Powers

LARGEST = 2**53
"""Largest number up to which float64 represents every whole number."""

HIGHEST = 64
"""Largest numerator and denominator of an exponent, and largest degree of a root."""

MOST = 500
"""Largest number of operations that a formula may ask for; those of this package ask for at most a few dozen."""

EACH = 50
"""Number of operations for each field, where that is more: the components of vectors are many fields."""


VECTORS = "use the operations of xp, such as xp.sum, xp.dot and xp.norm of vectors"
"""What a formula does instead of asking fields for parts."""


class Misuse(Exception):  # noqa: N818
    """The error that a formula uses an operation that some reading cannot do; the message says what to use instead."""


def most_operations(fields: int) -> int:
    """Return the largest number of operations of a formula, or of all formulas of a claim together.

    Args:
        fields: The number of fields.

    Returns:
        The number of operations.

    Examples:
        >>> most_operations(3), most_operations(100)
        (500, 5000)
    """
    return max(MOST, EACH * fields)


class Tape:
    """What a formula has asked for so far: every constant and every operation once.

    Attributes:
        misuse: The first mistake. It refuses the formula even if the formula catches the exception.
    """

    def __init__(self, fields: tuple[str, ...]) -> None:
        """Begin without operations.

        Args:
            fields: The names of the fields, which have the first places.
        """
        self.misuse: Misuse | None = None
        self._fields = fields
        self._places: dict[Any, int] = {}
        self._constants: list[int | float] = []
        self._steps: list[Step] = []
        self._asked = 0
        self._is_open = True

    def refuse(self, message: str) -> NoReturn:
        """Raise a mistake, and remember the first one."""
        misuse = Misuse(message)
        self.misuse = self.misuse or misuse
        raise misuse

    def constant(self, number: int | float) -> int:
        """Give the place of a constant: −1, −2, ... in the order in which they are used; 1, 1.0 and −0.0 differ."""
        return self._place((type(number), repr(number)), self._constants, number, lambda: -len(self._constants))

    def step(self, operation: str, *operands: int) -> int:
        """Give the place of an operation, which is a new one unless the formula has asked for the same before."""
        if not self._is_open:
            self.refuse("is computed with after it was read; a formula is run once")
        self._asked += 1
        if self._asked > (most := most_operations(len(self._fields))):
            self.refuse(f"asks for more than {most:,} operations; make a part of it a field, by bounds.definition")
        step = Step(operation, operands)
        return self._place(step, self._steps, step, lambda: len(self._fields) + len(self._steps) - 1)

    def graph(self, shape: Shape, results: tuple[int, ...], names: tuple[str, ...] = ()) -> Graph:
        """Close the tape, and return what it holds as the graph of some results."""
        self._is_open = False
        fields, constants = len(self._fields), len(self._constants)

        def moved(place: int) -> int:
            return place if 0 <= place < fields else fields - 1 - place if place < 0 else place + constants

        steps = tuple(Step(step.operation, tuple(map(moved, step.operands))) for step in self._steps)
        return condensed(Graph(self._fields, tuple(self._constants), steps, shape, tuple(map(moved, results)), names))

    def _place(self, key: Any, kept: list[Any], new: Any, place: Callable[[], int]) -> int:
        if key not in self._places:
            kept.append(new)
            self._places[key] = place()
        return self._places[key]


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


class SymbolOps(Powers):
    """The operations over symbols."""

    __slots__ = ("tape",)
    inf = math.inf

    def __init__(self, tape: Tape) -> None:
        """Note operations on a tape."""
        self.tape = tape

    @property
    def pi(self) -> Number:
        """Note the number π."""
        return Number(self.tape, self.tape.step("pi"))

    def where(self, choice: Any, a: Any, b: Any, /) -> Number:
        """Note a choice between two numbers by a condition."""
        chosen = condition(self.tape, choice, "xp.where")
        operands = (operand(self.tape, number, "xp.where") for number in (a, b))
        return Number(self.tape, self.tape.step("where", chosen, *operands))

    def maximum(self, a: Any, b: Any, /) -> Number:
        """Note the larger of two numbers."""
        return _noted(self.tape, "maximum", a, b)

    def minimum(self, a: Any, b: Any, /) -> Number:
        """Note the smaller of two numbers."""
        return _noted(self.tape, "minimum", a, b)

    def abs(self, a: Any, /) -> Number:
        """Note an absolute value."""
        return _noted(self.tape, "abs", a)

    def sqrt(self, a: Any, /) -> Number:
        """Note a square root."""
        return _noted(self.tape, "sqrt", a)

    def root(self, a: Any, degree: Any, /) -> Number:
        """Note a root of some degree."""
        if type(degree) is not int or not 2 <= degree <= HIGHEST:
            self.tape.refuse(f"takes the root of degree {degree!r:.60}; give a whole number from 2 to {HIGHEST}")
        return self.sqrt(a) if degree == 2 else _noted(self.tape, "root", a, degree)

    def power(self, a: Any, numerator: Any, denominator: Any = 1, /) -> Number:
        """Note a power with a rational exponent, as roots, products and quotients."""
        whole = type(numerator) is int and type(denominator) is int
        if not whole or not 1 <= denominator <= HIGHEST or not 1 <= abs(numerator) <= HIGHEST:
            exponent = f"{numerator!r:.30}, {denominator!r:.30}"
            remedy = f"the numerator from 1 to {HIGHEST} or −1 to −{HIGHEST}, the denominator from 1 to {HIGHEST}"
            self.tape.refuse(f"raises to the power {exponent}; give whole numbers, {remedy}")
        return super().power(Number(self.tape, operand(self.tape, a, "xp.power")), numerator, denominator)

    def sigmoid(self, a: Any, /) -> Number:
        """Note a value of the logistic function."""
        return _noted(self.tape, "sigmoid", a)

    def exp(self, a: Any, /) -> Number:
        """Note an exponential."""
        return _noted(self.tape, "exp", a)

    def log(self, a: Any, /) -> Number:
        """Note a natural logarithm."""
        return _noted(self.tape, "log", a)

    def erf(self, a: Any, /) -> Number:
        """Note a value of the error function."""
        return _noted(self.tape, "erf", a)

    def divide(self, a: Any, b: Any, /) -> Number:
        """Note a quotient."""
        return _noted(self.tape, "divide", a, b)

    def sum(self, a: Any, /) -> Number:
        """Note the sum of a vector's components."""
        return _noted(self.tape, "sum", a)

    def dot(self, a: Any, b: Any, /) -> Number:
        """Note a dot product, as the sum of products."""
        return self.sum(_noted(self.tape, "*", a, b, sign="xp.dot"))

    def norm(self, a: Any, /) -> Number:
        """Note a Euclidean norm."""
        return _noted(self.tape, "norm", a)

    def largest(self, a: Any, /) -> Number:
        """Note the largest component of a vector."""
        return _noted(self.tape, "largest", a)

    def matvec(self, matrix: Any, a: Any, /) -> Number:
        """Note the product of a matrix and a vector."""
        return _noted(self.tape, "matvec", matrix, a)

    def all(self, choice: Any, /) -> Condition:
        """Note that a condition holds for every component."""
        return Condition(self.tape, self.tape.step("all", condition(self.tape, choice, "xp.all")))

    def close(self, a: Any, b: Any, /) -> Condition:
        """Note a comparison of a quantity with its definition."""
        return _compared(self.tape, "close", a, b)

    def le(self, a: Any, b: Any, /) -> Condition:
        """Note a comparison up to rounding."""
        return _compared(self.tape, "le", a, b)

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse every name that is none of the operations.

        Raises:
            AttributeError: For names that Python itself looks for.
        """
        if name.startswith("__"):
            raise AttributeError(name)
        self.tape.refuse(
            f"calls xp.{name}, which there is not; the operations are {', '.join((*OPERATIONS, *VECTOR_OPERATIONS))}"
        )


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
        bounds.formulas.symbols.Misuse: gives & a number where a condition is wanted; compare numbers, as in a <= b
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
        bounds.formulas.symbols.Misuse: gives xp.abs something of type str where a number is wanted; ...
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


def _noted(tape: Tape, operation: str, *operands: object, sign: str = "") -> Number:
    places = [operand(tape, number, sign or f"xp.{operation}") for number in operands]
    return Number(tape, tape.step(operation, *places))


def _compared(tape: Tape, operation: str, *operands: object, sign: str = "") -> Condition:
    places = [operand(tape, number, sign or f"xp.{operation}") for number in operands]
    return Condition(tape, tape.step(operation, *places))


def _kind(a: object) -> str:
    if isinstance(a, Condition):
        return "a condition"
    return "a number" if isinstance(a, Number) else f"something of type {type(a).__name__}"


def _arithmetic(name: str, sign: str) -> None:
    def forward(self: Number, other: object) -> Number:
        return _noted(self.tape, sign, self, other, sign=sign)

    def reflected(self: Number, other: object) -> Number:
        return _noted(self.tape, sign, other, self, sign=sign)

    setattr(Number, f"__{name}__", forward)
    setattr(Number, f"__r{name}__", reflected)


def _comparison(name: str, operation: str, sign: str) -> None:
    setattr(Number, f"__{name}__", lambda self, other: _compared(self.tape, operation, self, other, sign=sign))


def _refuse(kind: Any, names: tuple[str, ...], message: str) -> None:
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
_refuse(Symbol, ("__bool__",), _BRANCHES)  # by if, and, or, not, min, max, and chains of comparisons
_refuse(Symbol, ("__float__", "__int__", "__index__", "__round__", "__floor__", "__ceil__", "__trunc__"), _FOREIGN)
_refuse(Symbol, ("__complex__", "__array__", "__array_ufunc__", "__array_function__", "__jax_array__"), _FOREIGN)
_ARRAY = f"takes a field for an array of Python's: {VECTORS}"
_refuse(Symbol, ("__getitem__", "__iter__", "__len__", "__contains__"), _ARRAY)
_refuse(Symbol, ("__call__",), "calls a field, which is a number: multiply by *")
_refuse(Number, ("__pow__", "__rpow__"), "uses **: write xp.power(a, 2), or xp.power(a, 1, 3) for a cube root")
_refuse(Number, ("__abs__",), "uses abs of Python: write xp.abs")
_refuse(Number, ("__pos__",), "uses + before a number: leave it out")
_refuse(Number, ("__ne__",), "uses !=: write xp.abs(a - b) > 0.0")
_ROUNDS = "uses // or %: no operation rounds"
_refuse(Number, ("__floordiv__", "__rfloordiv__", "__mod__", "__rmod__", "__divmod__", "__rdivmod__"), _ROUNDS)
_JOINED = "joins conditions otherwise than by &: state two premises, or choose with xp.where"
_refuse(
    Symbol, ("__matmul__", "__rmatmul__"), "uses @: write xp.dot of two vectors, or xp.matvec of a matrix and a vector"
)
_SIGNS = tuple(f"__{side}{name}__" for name in ("and", "or", "xor", "lshift", "rshift") for side in ("", "r"))
_refuse(Number, (*_SIGNS, "__invert__"), "joins numbers as if they were conditions: compare them first, as in a <= b")
_refuse(Condition, (*(name for name in _SIGNS if name != "__and__"), "__invert__", "__eq__", "__ne__"), _JOINED)
_COUNTED = "computes with a condition as if it were a number: write xp.where(condition, 1.0, 0.0)"
_refuse(
    Condition, tuple(f"__{side}{name}__" for name in ("add", "sub", "mul", "truediv") for side in ("", "r")), _COUNTED
)
_refuse(Condition, ("__lt__", "__le__", "__gt__", "__ge__", "__neg__", "__pow__", "__rpow__", "__abs__"), _COUNTED)
_FIRST = "computes with the operations: a formula takes them first, (xp, fields by name)"
_refuse(
    SymbolOps,
    ("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__", "__neg__",
     "__lt__", "__le__", "__gt__", "__ge__"),
    _FIRST,
)  # fmt: skip
