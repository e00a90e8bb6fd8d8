"""What everything here accepts: finite arrays, made float64."""

import warnings
from typing import Any

import numpy as np


def as_float64(array: Any, name: str) -> np.ndarray:
    """An array in double precision, in which all of this package computes.

    Args:
        array: Anything that numpy makes an array of numbers of.
        name: What the caller calls it.

    Returns:
        float64; the same array if it is that already. Less precise numbers are promoted with a warning, since their
        own rounding is then part of the data.

    Raises:
        ValueError: If it has numbers that are not finite.
    """
    plain = np.asarray(array)
    if plain.dtype.kind == "f" and plain.dtype.itemsize < 8:
        warnings.warn(f"{name} is {plain.dtype} and is promoted to float64", stacklevel=3)
    promoted = np.asarray(plain, np.float64)
    if not np.isfinite(promoted).all():
        raise ValueError(f"{name} has numbers that are not finite; drop or impute those rows first")
    return promoted
