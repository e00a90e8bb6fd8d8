"""Checks of input arrays, which are converted to float64 and must be finite."""

import warnings
from typing import Any

import numpy as np


def as_float64(array: Any, name: str) -> np.ndarray:
    """Convert an array to float64, the precision of all computations with kernels, and check that it is finite.

    Args:
        array: The array, or anything that numpy converts to an array of numbers.
        name: The name of the array for warnings and errors.

    Returns:
        The array in float64; the same object if it has that type already. Less precise floating-point numbers are
        promoted with a warning, because their own rounding then counts as data.

    Raises:
        ValueError: If it has numbers that are not finite.

    Examples:
        >>> as_float64([1, 2], "X")
        array([1., 2.])
    """
    plain = np.asarray(array)
    if plain.dtype.kind == "f" and plain.dtype.itemsize < 8:
        warnings.warn(f"{name} is {plain.dtype} and is promoted to float64", stacklevel=3)
    promoted = np.asarray(plain, np.float64)
    if not np.isfinite(promoted).all():
        raise ValueError(f"{name} has numbers that are not finite; drop or impute those rows first")
    return promoted
