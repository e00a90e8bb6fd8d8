"""A recording as a function of Python: one line after another, without branches that jump or calls of numpy.

Over a few numbers a call of numpy costs as much as ten operations on floats.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bounds.readings.expressions import EXPRESSIONS, NAMES
from bounds.readings.recorded import Recorded, Recording

NESTED = 12
"""Largest number of operations within one expression: Python's parser has a limit."""

Program = Callable[[Sequence[float]], tuple[Any, ...]]
"""A function from the inputs of a recording to its results: floats, whole numbers and truth values of Python."""


def straight_line(recording: Recording, results: Sequence[Recorded]) -> Program:
    """Make a function of a recording.

    Args:
        recording: The recording.
        results: The recorded numbers that the function returns.

    Returns:
        The function. It gives the bits that numpy gives.

    Examples:
        >>> recording = Recording()
        >>> a, b = recording.input(), recording.input()
        >>> straight_line(recording, [a * b + 1.0, a < b])([3.0, 2.0])
        (7.0, False)
    """
    places = [one.place for one in results]
    texts, lines = _written(recording, places)
    inputs = "".join(f"x{place}, " for place in range(recording.inputs))
    unpacked = [f"{inputs}= inputs"] if inputs else []
    returned = f"return ({''.join(f'{texts[place]}, ' for place in places)})"
    code = "\n    ".join(["def program(inputs):", *unpacked, *lines, returned])
    names = dict(NAMES)
    exec(compile(code, "<claims>", "exec"), names)  # noqa: S102 - it holds operations and numbers alone
    return names["program"]


def _written(recording: Recording, results: Sequence[int]) -> tuple[dict[int, str], list[str]]:
    """Write what the results need: the text of every place, and the lines that compute the variables within them."""
    uses, texts, depths, lines = _uses(recording, results), {}, {}, []
    for place in sorted(uses):
        operation, *operands = recording.steps[place]
        if operation in {"input", "constant"}:
            texts[place] = f"x{operands[0]}" if operation == "input" else _constant(recording.constants[place])
            depths[place] = 0
            continue
        texts[place] = EXPRESSIONS[operation].format(*(texts[operand] for operand in operands))
        depths[place] = 1 + max(depths[operand] for operand in operands)
        if uses[place] > 1 or depths[place] > NESTED:
            lines.append(f"v{place} = {texts[place]}")
            texts[place], depths[place] = f"v{place}", 0
    return texts, lines


def _uses(recording: Recording, results: Sequence[int]) -> Counter[int]:
    """Count how often the text of each place is written; what no result needs is not."""
    uses = Counter(results)
    for place in range(len(recording.steps) - 1, -1, -1):  # operands come before what is made of them
        operation, *operands = recording.steps[place]
        if uses[place] and operation in EXPRESSIONS:
            for index, operand in enumerate(operands):
                uses[operand] += EXPRESSIONS[operation].count(f"{{{index}}}")
    return +uses


def _constant(number: float) -> str:
    if not isinstance(number, float) or math.isfinite(number):
        return f"({number!r})"
    return "nan" if math.isnan(number) else "inf" if number > 0.0 else "(-inf)"
