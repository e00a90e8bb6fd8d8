"""The judges of the thesis's sentences: each reads the runs of all four models, and gives a badge."""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge, of_two
from empirical.studies.published import LEAST_RUNS

Runs = Mapping[str, Mapping[int, float]]
"""A figure by adversary and seed."""

STRENGTHS = ("weak", "medium", "strong")
"""The adversaries, the weakest first."""


def differences(runs: Runs, first: str, second: str) -> Float[np.ndarray, " s"]:
    """Subtract one model's figure from another's, run by run: both have the same factuals.

    Args:
        runs: The figure.
        first: The adversary of the one.
        second: The adversary of the other, which is subtracted.

    Returns:
        The differences in the runs that have both.

    Examples:
        >>> differences({"none": {0: 2.0, 1: 3.0}, "weak": {0: 0.5}}, "none", "weak").tolist()
        [1.5]
    """
    one, other = runs.get(first, {}), runs.get(second, {})
    return np.array([one[seed] - other[seed] for seed in sorted(one.keys() & other.keys())])


def is_lower(runs: Runs, robust: str) -> Badge:
    """Judge whether a robust model's figure is lower than the standard one's.

    Args:
        runs: The figure.
        robust: The adversary of the robust model.

    Returns:
        The badge.

    Examples:
        >>> is_lower({"none": {0: 2.0, 1: 2.0, 2: 2.1}, "weak": {0: 1.0, 1: 1.1, 2: 1.0}}, "weak").value
        'reproduced'
    """
    return _is_positive(differences(runs, "none", robust))


def is_higher(runs: Runs, robust: str) -> Badge:
    """Judge whether a robust model's figure is higher than the standard one's.

    Args:
        runs: The figure.
        robust: The adversary of the robust model.

    Returns:
        The badge.

    Examples:
        >>> is_higher({"none": {0: 2.0, 1: 2.0, 2: 2.1}, "weak": {0: 1.0, 1: 1.1, 2: 1.0}}, "weak").value
        'not reproduced'
    """
    return _is_positive(differences(runs, robust, "none"))


def _is_positive(gaps: Float[np.ndarray, " s"]) -> Badge:
    if len(gaps) < LEAST_RUNS:
        return Badge.UNKNOWN
    return of_two(_surely_positive(gaps), bool(gaps.mean() > 0.0))


def _surely_positive(gaps: Float[np.ndarray, " s"]) -> bool:
    low = student_interval(gaps)["low"]
    return low is not None and low > 0.0


def falls_with_strength(runs: Runs) -> Badge:
    """Judge whether a figure falls from the weakest adversary to the strongest.

    Args:
        runs: The figure.

    Returns:
        The badge.

    Examples:
        >>> names = {"weak": 3.0, "medium": 2.0, "strong": 1.0}
        >>> falls_with_strength({name: dict.fromkeys(range(3), mean) for name, mean in names.items()}).value
        'reproduced'
    """
    gaps = differences(runs, "weak", "strong")
    if len(gaps) < LEAST_RUNS or not runs.get("medium"):
        return Badge.UNKNOWN
    return of_two(_surely_positive(gaps), _in_order(_means(runs, STRENGTHS[::-1])))


def rises_with_strength(runs: Runs) -> Badge:
    """Judge whether a figure rises from the standard model to the one of the strongest adversary.

    Args:
        runs: The figure.

    Returns:
        The badge.

    Examples:
        >>> names, flat = ("none", *STRENGTHS), range(3)
        >>> rises_with_strength({name: dict.fromkeys(flat, float(place)) for place, name in enumerate(names)}).value
        'reproduced'
    """
    gaps = differences(runs, "strong", "none")
    if len(gaps) < LEAST_RUNS or not all(runs.get(name) for name in STRENGTHS):
        return Badge.UNKNOWN
    return of_two(_surely_positive(gaps), _in_order(_means(runs, ("none", *STRENGTHS))))


def has_no_order(runs: Runs) -> Badge:
    """Judge whether a figure of the robust models has no order of strength, neither falling nor rising.

    Args:
        runs: The figure.

    Returns:
        The badge.

    Examples:
        >>> names = {"weak": 2.0, "medium": 3.0, "strong": 1.0}
        >>> has_no_order({name: dict.fromkeys(range(3), mean) for name, mean in names.items()}).value
        'partly'
    """
    gaps = differences(runs, "weak", "strong")
    if len(gaps) < LEAST_RUNS or not runs.get("medium"):
        return Badge.UNKNOWN
    means = _means(runs, STRENGTHS)
    ordered = _in_order(means) or _in_order(means[::-1])
    return of_two(not ordered, not (_surely_positive(gaps) or _surely_positive(-gaps)))


def weak_suffices(runs: Runs) -> Badge:
    """Judge whether the weakest adversary lowers a figure already, and stronger ones by no more than it did.

    Args:
        runs: The figure.

    Returns:
        The badge.

    Examples:
        >>> names = {"none": 3.0, "weak": 2.0, "strong": 1.5}
        >>> weak_suffices({name: dict.fromkeys(range(3), mean) for name, mean in names.items()}).value
        'reproduced'
    """
    first, further = differences(runs, "none", "weak"), differences(runs, "weak", "strong")
    if len(first) < LEAST_RUNS or len(further) < LEAST_RUNS:
        return Badge.UNKNOWN
    return of_two(_surely_positive(first), bool(first.mean() > 0.0 and further.mean() <= first.mean()))


def costs_more(runs: Runs, other: Runs) -> Badge:
    """Judge whether the strongest adversary takes more of a figure on one data set than on another.

    Args:
        runs: The figure on the one data set.
        other: The figure on the other.

    Returns:
        The badge.

    Examples:
        >>> runs = dict.fromkeys(range(3), 0.9)
        >>> costs_more({"none": runs, "strong": dict.fromkeys(range(3), 0.7)}, {"none": runs, "strong": runs}).value
        'reproduced'
    """
    here, there = differences(runs, "none", "strong"), differences(other, "none", "strong")
    if min(len(here), len(there)) < LEAST_RUNS:
        return Badge.UNKNOWN
    return of_two(_surely_positive(here), bool(here.mean() > there.mean()))


def mean_of(values: Mapping[int, float]) -> float | None:
    """Average a figure over the runs.

    Args:
        values: The figure by seed.

    Returns:
        The mean; ``None`` of no run.

    Examples:
        >>> mean_of({0: 1.0, 1: 2.0}), mean_of({})
        (1.5, None)
    """
    return float(np.mean([*values.values()])) if values else None


def _means(runs: Runs, names: Sequence[str]) -> list[float]:
    return [float(np.mean([*runs[name].values()])) for name in names]


def _in_order(means: list[float]) -> bool:
    return bool((np.diff(means) > 0.0).all())
