"""Short texts of numbers, arrays and intervals, for the ``repr`` of results."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

LONGEST = 16
"""The most characters of a number that is printed in full; a longer one is rounded to six digits."""

NUMERIC = "biuf"
"""The kinds of numpy types that hold real numbers or truth values."""


def concrete(values: Sequence[Any]) -> tuple[np.ndarray, ...] | None:
    """Return arrays as numpy arrays, if all of them hold numbers at this moment.

    An array that JAX traces, or has deleted, holds none; nor does a placeholder such as ``None``.

    Args:
        values: Arrays or numbers.

    Returns:
        The numpy arrays, or ``None`` if one of the values holds no numbers or the shapes differ.

    Examples:
        >>> concrete([1.0, 2.0])
        (array(1.), array(2.))
        >>> concrete([1.0, None]) is None
        True
    """
    try:
        arrays = tuple(map(np.asarray, values))
    except (TypeError, ValueError, RuntimeError):  # traced; ragged; deleted
        return None
    numeric = all(array.dtype.kind in NUMERIC for array in arrays)
    return arrays if numeric and len({array.shape for array in arrays}) == 1 else None


def layout(values: Mapping[str, Any]) -> str:
    """Describe arrays by their types and shapes, for when their numbers are unknown.

    Args:
        values: Arrays by name. Anything else is described by its class.

    Returns:
        One text, in which arrays of the same type and shape stand together.

    Examples:
        >>> layout({"lower": np.zeros(3), "upper": np.ones(3), "status": np.zeros(3, np.int8)})
        'float64[3] lower, upper; int8[3] status'
    """
    names: dict[str, list[str]] = {}
    for name, value in values.items():
        names.setdefault(_layout(value), []).append(name)
    return "; ".join(f"{kind} {', '.join(together)}" for kind, together in names.items())


def _layout(value: Any) -> str:
    if not hasattr(value, "shape") or not hasattr(value, "dtype"):
        return type(value).__name__
    return f"{value.dtype}[{','.join(map(str, value.shape))}]"


def interval(lower: float, value: float, upper: float, *, otherwise: str = "not in") -> str:
    """Say where a value lies relative to an interval, with as many digits as it takes to see it.

    Args:
        lower: The lower end of the interval.
        value: The value.
        upper: The upper end of the interval.
        otherwise: The words for a value that is outside.

    Returns:
        The value, the words and the interval.

    Examples:
        >>> interval(0.5, 1.2, 1.5)
        'value 1.2 in [0.5, 1.5]'
        >>> interval(0.5, 1.5000000001, 1.5)
        'value 1.5000000001 not in [0.5, 1.5]'
    """
    inside = lower <= value <= upper
    short, full = [[write(end) for end in (lower, value, upper)] for write in ("{:.6g}".format, repr)]
    low, middle, high = short if _inside(short) == inside else full
    return f"value {middle} {'in' if inside else otherwise} [{low}, {high}]"


def _inside(texts: list[str]) -> bool:
    lower, value, upper = map(float, texts)
    return lower <= value <= upper


def number(value: Fraction | str) -> str:
    """Write a rational in full if it is short, else rounded.

    Args:
        value: A fraction, or text of one such as ``"3/4"``. Other text is returned as it is.

    Returns:
        The text.

    Examples:
        >>> number(Fraction(3, 4)), number("3602879701896397/36028797018963968"), number("-inf")
        ('3/4', '≈ 0.1', '-inf')
    """
    text = str(value)
    if len(text) <= LONGEST:
        return text
    try:
        rounded = float(Fraction(text) if "/" in text else text)
    except (ValueError, OverflowError, ZeroDivisionError):  # no number; beyond float64
        return text
    return f"≈ {rounded:.6g}" if math.isfinite(rounded) and (rounded or "e+" not in text) else text


def counted(count: int, noun: str) -> str:
    """Write a count with its noun in singular or plural.

    Args:
        count: The count.
        noun: The noun in singular; its plural ends in ``s``.

    Returns:
        The text.

    Examples:
        >>> counted(1, "instance"), counted(16384, "instance")
        ('1 instance', '16,384 instances')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
