"""Values of columns in words: a number before and after a change with one precision."""

import math

from recourse_bounds.terminal import printable

DIGITS = 5
"""Digits of a number that are shown, and at least two of what changes."""

LARGEST = 1e15
"""Size from which numbers are written with an exponent."""


def cell(value: float | str, unit: str = "") -> str:
    """Write a value of a column.

    Args:
        value: A number, or a level by name.
        unit: The unit of the number.

    Returns:
        Five digits of a number, whole ones as they are, with the unit.

    Examples:
        >>> cell(24.0, "months"), cell(0.123456), cell("own")
        ('24 months', '0.12346', 'own')
    """
    text = printable(value) if isinstance(value, str) else _number(value, _decimals(value))
    return f"{text} {printable(unit)}" if unit else text


def both_cells(before: float | str, after: float | str) -> tuple[str, str]:
    """Write a value before and after a change, numbers with one precision.

    Args:
        before: A number, or a level by name.
        after: Another one.

    Returns:
        The two texts; they differ wherever the values do by more than rounding.

    Examples:
        >>> both_cells(1509.0, 854.28), both_cells(12345.0, 12345.25)
        (('1,509', '854.3'), ('12,345', '12,345.25'))
    """
    if isinstance(before, str) or isinstance(after, str):
        return cell(before), cell(after)
    decimals = max(_decimals(max(abs(before), abs(after))), _decimals(after - before, 2) if after != before else 0)
    return _number(before, decimals), _number(after, decimals)


def _decimals(value: float, digits: int = DIGITS) -> int:
    """Count the decimals that show so many digits of a number."""
    if value == 0.0 or not math.isfinite(value):
        return 0
    return min(15, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def _number(value: float, decimals: int) -> str:
    """Write a number with thousands separators and at most so many decimals."""
    if not abs(value) < LARGEST:
        return f"{value:.{DIGITS}g}"
    text = f"{value:,.{0 if float(value).is_integer() else decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
