"""Rounding to what a page shows, so that numbers need few bytes: a page is for reading, the tables keep every digit."""

from typing import Literal

import numpy as np
from jaxtyping import Float, Int

DIGITS = 10
"""Binary digits that a number keeps at least: it is off by at most 1 part in 1,024, or in 512 if rounded one way."""

SHOWN = 13
"""Binary digits of what is shown with three digits, all of which are then right; as many as three bytes hold."""

STEPS = 500
"""Steps of decimal rounding that the middle half of a column's values spans at least, if it has so many digits."""

MOST_DECIMALS = 9
"""Decimals that a column is rounded to at most."""

LARGEST = 2.0**31
"""Largest whole number of steps, in magnitude, that a column of decimals may hold."""

FINE = 21
"""Binary digits of what people are sorted and compared by, such as costs; as many as four bytes hold."""

Way = Literal["near", "down", "up"]
"""To the nearest number, or to the next one below or above: what an interval encloses, it then still encloses."""


def binary(values: Float[np.ndarray, " n"], way: Way = "near", digits: int = DIGITS) -> Float[np.ndarray, " n"]:
    """Round numbers to a few binary digits.

    Args:
        values: The numbers; NaN and infinity stay as they are.
        way: Which way they are rounded.
        digits: The number of binary digits.

    Returns:
        The rounded numbers; the sign of each is kept.

    Examples:
        >>> binary(np.array([0.1, np.nan, 1000.3])).tolist()
        [0.0999755859375, nan, 1000.0]
        >>> binary(np.array([1.0 + 1e-9, -1e-9 - 1.0]), "up").tolist()
        [1.001953125, -1.0]
    """
    turn = {"near": np.rint, "down": np.floor, "up": np.ceil}[way]
    fraction, exponent = np.frexp(np.asarray(values, np.float64))
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        return np.ldexp(turn(fraction * 2.0**digits) / 2.0**digits, exponent)


def decimals(values: Float[np.ndarray, " n"], spread: float = 0.0) -> int | None:
    """Choose how many decimals a column of numbers in its own units is shown with.

    Args:
        values: The numbers; NaN and infinity are left out.
        spread: The distance that ``STEPS`` steps span at most; 0 for that of the quartiles.

    Returns:
        So many that nothing is lost, or that ``STEPS`` steps lie between the quartiles; ``None`` where the numbers are
        too large, or too far apart, for whole numbers of such steps.

    Examples:
        >>> decimals(np.array([20.0, 35.0])), decimals(np.array([12.5, 0.25])), decimals(np.array([1e300, 1.0]))
        (0, 2, None)
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return 0
    spread = spread or spread_of(known)
    for count in range(MOST_DECIMALS + 1):
        scaled = known * 10.0**count
        if np.abs(scaled).max() >= LARGEST:
            return None
        exact = np.abs(scaled - np.rint(scaled)).max() <= 1e-9 * np.abs(scaled).max()
        if exact or spread * 10.0**count >= STEPS:
            return count
    return None


def spread_of(values: Float[np.ndarray, " n"]) -> float:
    """Measure how far apart the numbers of a column lie.

    Args:
        values: The numbers; NaN and infinity are left out.

    Returns:
        The distance of the quartiles; where that is 0 the range, then the size of a number; never 0.

    Examples:
        >>> spread_of(np.array([1.0, 2.0, 3.0, 4.0, 5.0])), spread_of(np.array([]))
        (2.0, 1.0)
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return 1.0
    low, high = np.quantile(known, [0.25, 0.75])
    return float(high - low) or float(np.ptp(known)) or float(abs(known[0])) or 1.0


def whole_steps(values: Float[np.ndarray, " n"], count: int) -> Int[np.ndarray, " n"]:
    """Write numbers as whole multiples of the last decimal, 0 where they are not finite.

    Args:
        values: The numbers.
        count: The number of decimals.

    Returns:
        The multiples.

    Examples:
        >>> whole_steps(np.array([12.5, np.nan]), 2).tolist()
        [1250, 0]
    """
    return np.rint(np.where(np.isfinite(values), values, 0.0) * 10.0**count).astype(np.int64)
