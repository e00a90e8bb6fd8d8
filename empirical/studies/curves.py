"""A measured figure along ε or another setting, a value for each seed, and what is known of it."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from empirical.report.sweep import student_interval

LEAST_PEOPLE = 20
"""Smallest number of people behind a value that a badge may rest on."""

LEAST_SEEDS = 2
"""Smallest number of seeds behind such a value: of a single one nobody knows how far it wavers."""


class Curve(NamedTuple):
    """A figure along ε or another setting.

    Attributes:
        at: The values of the setting, rising.
        values: The figure at each of them by seed, NaN where it is not known, [e, s].
        people: The number of people behind the figure at each of them, over all seeds.
    """

    at: tuple[float, ...]
    values: Float[np.ndarray, "e s"]
    people: tuple[int, ...]

    @property
    def means(self) -> Float[np.ndarray, " e"]:
        """The mean over the seeds of which the figure is known; NaN of none."""
        finite = np.isfinite(self.values)
        total = np.where(finite, self.values, 0.0).sum(axis=1)
        return np.where(finite.any(axis=1), total / np.maximum(finite.sum(axis=1), 1), np.nan)

    def interval(self, place: int) -> dict[str, float | None]:
        """Average the figure at one value of the setting, with Student's interval over the seeds.

        Args:
            place: The index of the value.

        Returns:
            ``mean``, ``low`` and ``high``, null where they are not known.
        """
        return student_interval(_finite(self.values[place]))


def known(curve: Curve) -> Curve:
    """Keep what a badge may rest on: values with enough people and enough seeds behind them.

    Args:
        curve: The figure.

    Returns:
        The figure where it is known; it may be empty.

    Examples:
        >>> known(Curve((0.0, 0.1), np.array([[1.0, 1.0], [2.0, np.nan]]), (50, 50))).at
        (0.0,)
        >>> known(Curve((0.0, 0.1), np.array([[1.0, 1.0], [2.0, 3.0]]), (50, 3))).at
        (0.0,)
    """
    enough = np.isfinite(curve.values).sum(axis=1) >= LEAST_SEEDS
    return _at(curve, enough & (np.asarray(curve.people) >= LEAST_PEOPLE))


def beyond(curve: Curve, least: float) -> Curve:
    """Keep the values of a setting that are larger than a number.

    Args:
        curve: The figure.
        least: The number.

    Returns:
        The figure there; it may be empty.

    Examples:
        >>> beyond(Curve((0.0, 0.1), np.ones((2, 2)), (50, 50)), 0.0).at
        (0.1,)
    """
    return _at(curve, np.asarray(curve.at) > least)


def change(curve: Curve) -> dict[str, float | None]:
    """Average the change from the first value to the last over the seeds of which both are known.

    Args:
        curve: The figure, at one value of the setting at least.

    Returns:
        ``mean``, and ``low`` and ``high`` of Student's interval; null where they are not known.

    Examples:
        >>> change(Curve((0.0, 0.3), np.array([[1.0, 2.0], [3.0, 4.0]]), (50, 50)))["mean"]
        2.0
    """
    return student_interval(_finite(curve.values[-1] - curve.values[0]))


def negated(curve: Curve) -> Curve:
    """Turn a figure upside down, so that it rises where it fell.

    Args:
        curve: The figure.

    Returns:
        The figure with the other sign.

    Examples:
        >>> negated(Curve((0.0,), np.array([[1.0, 2.0]]), (50,))).values.tolist()
        [[-1.0, -2.0]]
    """
    return curve._replace(values=-curve.values)


def described(curve: Curve, *, along: str = "ε") -> str:
    """Say where a figure begins and ends.

    Args:
        curve: The figure.
        along: The name of the setting.

    Returns:
        The first and the last known value, each with its interval; that nothing is known, of an empty figure.

    Examples:
        >>> described(Curve((0.0, 0.3), np.array([[1.0, 1.0], [3.0, 4.0]]), (50, 50)))
        '1 at ε = 0, 3.5 [-2.85, 9.85] at ε = 0.3'
    """
    places = dict.fromkeys((0, len(curve.at) - 1)) if curve.at else {}
    return ", ".join(f"{shown(curve.interval(place))} at {along} = {curve.at[place]:g}" for place in places) or "–"


def shown(interval: dict[str, float | None]) -> str:
    """Write a mean with its interval.

    Args:
        interval: The ``mean``, ``low`` and ``high``.

    Returns:
        The mean with three significant digits, and the interval if it has a length.

    Examples:
        >>> shown({"mean": 0.5, "low": 0.25, "high": 0.75}), shown({"mean": None, "low": None, "high": None})
        ('0.5 [0.25, 0.75]', '–')
    """
    mean, low, high = (interval[name] for name in ("mean", "low", "high"))
    if mean is None:
        return "–"
    return f"{mean:.3g}" if low is None or high is None or low == high else f"{mean:.3g} [{low:.3g}, {high:.3g}]"


def _at(curve: Curve, mask: Any) -> Curve:
    places = np.flatnonzero(mask)
    pick = lambda values: tuple(values[place] for place in places)  # noqa: E731
    return Curve(pick(curve.at), curve.values[places], pick(curve.people))


def _finite(values: np.ndarray) -> np.ndarray:
    return values[np.isfinite(values)]
