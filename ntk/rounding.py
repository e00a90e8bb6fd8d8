"""Constants and formulas for rounding errors of kernel values, of gradient coefficients and of sums."""

import numpy as np

ENTRY_ERROR = 4e-12
"""Largest error of an entry K(x, y) of a kernel matrix, relative to √(K(x, x) K(y, y)).

:class:`ntk.HomogeneousKernel` promises an error of at most 1e-12 ‖x‖‖y‖, and K∞(x, x) is half of ‖x‖². Measured errors
are about 1e-15.
"""

COEFFICIENT_ERROR = 2.0**-37
"""Largest relative error of a gradient's coefficients at a nearly parallel pair of points; see :mod:`ntk.tiles`."""


def gamma(count: int) -> float:
    """Bound the relative error that a number of successive roundings to float64 can have.

    Args:
        count: The number k of roundings.

    Returns:
        γ_k = k u / (1 − k u) with the unit roundoff u = 2⁻⁵³ (Higham 2002, Lemma 3.1).

    Examples:
        >>> f"{gamma(1000):.3e}"
        '1.110e-13'
    """
    unit = float(np.finfo(np.float64).eps) / 2.0
    return count * unit / (1.0 - count * unit)
