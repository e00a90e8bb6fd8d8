"""The tape of a formula: what it has asked for so far, how much it may ask for, and its first mistake."""

from collections.abc import Callable
from typing import Any, NoReturn

from bounds.formulas.graph import Graph, Shape, Step, condensed

MOST = 500
"""Largest number of operations that a formula may ask for; those of this package ask for at most a few dozen."""

EACH = 50
"""Number of operations for each field, where that is more: the components of vectors are many fields."""


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
