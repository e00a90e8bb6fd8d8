"""The judges that compare the figures of several recourse methods."""

from collections.abc import Mapping

import numpy as np

from empirical.studies.badges import Badge, of_two
from empirical.studies.curves import Curve, beyond, known


def is_smoothest(curves: Mapping[str, Curve], first: str = "scfe") -> Badge:
    """Judge whether one method's figure rises more smoothly than those of the others.

    Args:
        curves: The figures by recourse method.
        first: The beginning of the names of the method's figures: those of SCFE.

    Returns:
        The badge.

    Examples:
        >>> smooth = Curve((0.0, 0.1, 0.3), np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), (50, 50, 50))
        >>> rough = smooth._replace(values=smooth.values[[0, 2, 1]])
        >>> is_smoothest({"scfe valid": smooth, "gs": rough}).value
        'reproduced'
    """
    rough = {name: one for name, curve in curves.items() if (one := roughness(curve)) is not None}
    own, others = _of_method(rough, first)
    if not own or not others:
        return Badge.UNKNOWN
    return of_two(max(own) <= min(others), max(own) < max(others))


def roughness(curve: Curve) -> float | None:
    """Measure how much of the way that a figure goes is back and forth.

    Args:
        curve: The figure.

    Returns:
        0 for a figure that only rises or only falls, 1 for one that ends where it began; ``None`` if fewer than three
        of its values are known, or it does not move.

    Examples:
        >>> roughness(Curve((0.0, 0.1, 0.3), np.array([[1.0, 1.0], [3.0, 3.0], [2.0, 2.0]]), (50, 50, 50)))
        0.6666666666666667
    """
    there = known(curve)
    way = float(np.abs(np.diff(there.means)).sum()) if len(there.at) >= 3 else 0.0
    return 1.0 - abs(float(there.means[-1] - there.means[0])) / way if way > 0.0 else None


def is_highest(curves: Mapping[str, Curve], first: str = "scfe") -> Badge:
    """Judge whether one method's figure is higher than those of the others at the largest ε that all know.

    Args:
        curves: The figures by recourse method.
        first: The beginning of the names of the method's figures: those of SCFE.

    Returns:
        The badge.

    Examples:
        >>> low = Curve((0.0, 0.3), np.array([[0.0, 0.0], [1.0, 1.0]]), (50, 50))
        >>> is_highest({"scfe valid": low._replace(values=2.0 * low.values), "gs": low}).value
        'reproduced'
    """
    there = {name: beyond(known(curve), 0.0) for name, curve in curves.items()}
    common = set.intersection(*(set(curve.at) for curve in there.values())) if there else set()
    if not common:
        return Badge.UNKNOWN
    last = max(common)
    means = {name: float(curve.means[curve.at.index(last)]) for name, curve in there.items()}
    own, others = _of_method(means, first)
    if not own or not others:
        return Badge.UNKNOWN
    return of_two(min(own) > max(others), min(own) > min(others))


def _of_method(figures: Mapping[str, float], first: str) -> tuple[list[float], list[float]]:
    """Give the figures of one method and those of the others."""
    own = [value for name, value in figures.items() if name.startswith(first)]
    return own, [value for name, value in figures.items() if not name.startswith(first)]
