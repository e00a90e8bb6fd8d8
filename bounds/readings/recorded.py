"""Numbers that record what is done with them, so that whatever runs on them once can run again as plain code.

A checker that runs on recorded numbers decides nothing. It leaves a list of the operations that decide, each once,
whatever the numbers are; :mod:`bounds.readings.straight_line` makes a function of it.
"""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from bounds.readings.expressions import evaluated


class Recording:
    """Operations in their order, each once; what is known beforehand is computed and not recorded.

    Attributes:
        steps: The name and the places of the operands of every operation, or ``input`` or ``constant`` with which one.
        constants: The constants by place.
        inputs: The number of inputs.
    """

    def __init__(self) -> None:
        """Begin without any operation."""
        self.steps: list[tuple[Any, ...]] = []
        self.constants: dict[int, Any] = {}
        self.inputs = 0
        self._places: dict[tuple[Any, ...], int] = {}

    def input(self) -> "Recorded":
        """Give a number that is not known yet.

        Returns:
            The next input.
        """
        self.inputs += 1
        return self._at(("input", self.inputs - 1))

    def lift(self, value: Any) -> "Recorded":
        """Turn a constant into a recorded number.

        Args:
            value: A recorded number, which stays, or one of Python or numpy.

        Returns:
            The recorded number.
        """
        if type(value) is Recorded:
            return value
        plain = value if type(value) in (float, int, bool) else np.asarray(value).item()
        lifted = self._at(("constant", type(plain), repr(plain)))
        self.constants[lifted.place] = plain
        return lifted

    def record(self, operation: str, *operands: Any) -> "Recorded":
        """Record an operation, unless its result is known without it.

        Args:
            operation: The name of the operation.
            *operands: Recorded numbers, or constants.

        Returns:
            The result.
        """
        places = tuple(self.lift(one).place for one in operands)
        known = [self.constants.get(place) for place in places]
        if None not in known:
            return self.lift(evaluated(operation, known))
        if operation == "where" and known[0] is not None:
            return Recorded(self, places[1] if known[0] else places[2])
        if operation in {"&", "|"} and known != [None, None]:
            truth, other = (known[0], places[1]) if known[0] is not None else (known[1], places[0])
            return Recorded(self, other) if truth is (operation == "&") else self.lift(truth)
        return self._at((operation, *places))

    def _at(self, step: tuple[Any, ...]) -> "Recorded":
        place = self._places.setdefault(step, len(self.steps))
        if place == len(self.steps):
            self.steps.append(step)
        return Recorded(self, place)


def _operator(operation: str) -> Callable[..., Any]:
    return lambda self, *others: self.recording.record(operation, self, *others)


def _reflected(operation: str) -> Callable[..., Any]:
    return lambda self, other: self.recording.record(operation, other, self)


class Recorded:
    """A number or a truth value of a recording: the place of the operation whose result it is.

    It has the operators that the checker uses on arrays; numpy leaves operations of its own numbers with it to it.
    """

    __slots__ = ("place", "recording")
    __array_ufunc__ = None
    shape = ()

    def __init__(self, recording: Recording, place: int) -> None:
        """Name the operation."""
        self.recording = recording
        self.place = place

    __neg__, __invert__ = map(_operator, ("neg", "~"))
    __add__, __sub__, __mul__, __truediv__ = map(_operator, "+-*/")
    __radd__, __rsub__, __rmul__, __rtruediv__ = map(_reflected, "+-*/")
    __and__, __or__ = map(_operator, "&|")
    __rand__, __ror__ = map(_reflected, "&|")
    __lt__, __le__, __gt__, __ge__ = map(_operator, ("<", "<=", ">", ">="))
    __eq__, __ne__ = map(_operator, ("==", "!="))  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


def _function(operation: str) -> Callable[..., Any]:
    def recorded(*operands: Any) -> Recorded:
        recording = next(one.recording for one in operands if type(one) is Recorded)
        return recording.record(operation, *operands)

    return recorded


class RecordedFunctions:
    """The functions of numpy that the checker uses, for recorded numbers."""

    abs, exp, sqrt = map(staticmethod, map(_function, ("abs", "exp", "sqrt")))
    log, erf, power = map(staticmethod, map(_function, ("log", "erf", "power")))
    maximum, minimum, where = map(staticmethod, map(_function, ("maximum", "minimum", "where")))
    isfinite, isnan, isinf = map(staticmethod, map(_function, ("isfinite", "isnan", "isinf")))
    subnormal = staticmethod(_function("subnormal"))

    def select(self, conditions: list[Any], choices: list[Any], otherwise: Any) -> Any:
        """Choose by the first condition that holds.

        Args:
            conditions: The conditions.
            choices: A number for each condition.
            otherwise: The number where none holds.

        Returns:
            The chosen number.
        """
        pairs = zip(reversed(conditions), reversed(choices), strict=True)
        return reduce(lambda rest, pair: self.where(*pair, rest), pairs, otherwise)

    def broadcast_to(self, a: Any, shape: tuple[int, ...]) -> Any:  # noqa: ARG002
        """Return a number as it is: recorded numbers are single ones.

        Args:
            a: A number.
            shape: The shape of a single number.

        Returns:
            The number.
        """
        return a


RECORDED = RecordedFunctions()
"""The functions for recorded numbers."""
