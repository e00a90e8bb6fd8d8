"""The judges of the paper's sentences: each reads what was measured in one case, and gives a badge."""

from collections.abc import Mapping, Sequence

import numpy as np

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge, of_two
from empirical.studies.published import LEAST_RUNS

Runs = Mapping[int, float]
"""A figure by seed."""

STRONG, WEAK = 0.8, 0.5
"""Rank correlations from which on one number determines another, or has something to do with it."""


def is_determined(correlation: float | None) -> Badge:
    """Judge whether the robustness of explanations follows from that of models.

    Args:
        correlation: Spearman's correlation over the models; ``None`` where it is not known.

    Returns:
        The badge.

    Examples:
        >>> [is_determined(one).value for one in (0.9, 0.6, 0.1, None)]
        ['reproduced', 'partly', 'not reproduced', 'cannot be told']
    """
    if correlation is None:
        return Badge.UNKNOWN
    if correlation >= STRONG:
        return Badge.REPRODUCED
    return Badge.PARTLY if correlation >= WEAK else Badge.NOT_REPRODUCED


def surely_above(values: Sequence[float] | np.ndarray) -> bool:
    """Tell whether the mean over the runs is surely above 0.

    Args:
        values: The numbers of the runs.

    Returns:
        Whether the 95 % interval lies above 0.

    Examples:
        >>> surely_above([1.0, 1.1, 0.9]), surely_above([1.0, -1.0, 2.0])
        (True, False)
    """
    low = student_interval(np.asarray(values, float))["low"]
    return low is not None and low > 0.0


def is_free(ratios: np.ndarray, losses: np.ndarray) -> Badge:
    """Judge whether robust training makes an explanation more robust, and costs no faithfulness.

    Args:
        ratios: The logarithms of non-robust / robust, one for each run.
        losses: By how much the robust model's explanation is less faithful, one for each run.

    Returns:
        The badge.

    Examples:
        >>> is_free(np.array([1.0, 1.1, 0.9]), np.array([0.0, 0.01, -0.02])).value
        'reproduced'
    """
    if len(ratios) < LEAST_RUNS or len(losses) < LEAST_RUNS:
        return Badge.UNKNOWN
    return of_two(surely_above(ratios), not surely_above(losses))


def is_smoother(changes: Mapping[float, Runs]) -> Badge:
    """Judge whether smoothing makes explanations more robust, the more the larger σ is.

    Args:
        changes: The mean logarithm of quotient over quotient at σ = 0, by σ > 0 and seed.

    Returns:
        The badge: whether it is surely below 0 at every σ, and whether its means fall.

    Examples:
        >>> runs = {0: -1.0, 1: -1.1, 2: -0.9}
        >>> is_smoother({0.1: runs, 0.2: {seed: 2.0 * value for seed, value in runs.items()}}).value
        'reproduced'
    """
    known = [np.array([*runs.values()]) for _, runs in sorted(changes.items())]
    if not known or min(map(len, known)) < LEAST_RUNS:
        return Badge.UNKNOWN
    falls = bool((np.diff([one.mean() for one in known]) < 0.0).all())
    return of_two(all(surely_above(-one) for one in known), falls)


def costs_faithfulness(errors: Mapping[float, Runs], quotients: Mapping[float, Runs]) -> Badge:
    """Judge whether there is a σ at which SmoothGrad is more robust than the gradient, and less faithful.

    Args:
        errors: The mean logarithm of ‖φ_σ − p‖ over that at σ = 0, by σ > 0 and seed.
        quotients: The same of quotients.

    Returns:
        The badge: *reproduced* where both are sure at some σ, *partly* where both are so in the mean.

    Examples:
        >>> up, down = {0: 1.0, 1: 1.1, 2: 0.9}, {0: -1.0, 1: -1.1, 2: -0.9}
        >>> costs_faithfulness({0.1: down, 3.2: up}, {0.1: down, 3.2: down}).value
        'reproduced'
    """
    both = [sigma for sigma in errors if sigma in quotients]
    pairs = [(np.array([*errors[one].values()]), -np.array([*quotients[one].values()])) for one in both]
    known = [pair for pair in pairs if min(map(len, pair)) >= LEAST_RUNS]
    if not known:
        return Badge.UNKNOWN
    if any(surely_above(error) and surely_above(robust) for error, robust in known):
        return Badge.REPRODUCED
    is_so = any(error.mean() > 0.0 and robust.mean() > 0.0 for error, robust in known)
    return Badge.PARTLY if is_so else Badge.NOT_REPRODUCED


def is_between(ratio: float | None, theirs: Sequence[float]) -> Badge:
    """Judge whether a ratio is among those of the paper.

    Args:
        ratio: Our ratio; ``None`` where it is not known.
        theirs: The ratios of the paper.

    Returns:
        The badge: *reproduced* between the smallest and the largest of them, *partly* above 1.

    Examples:
        >>> [is_between(one, [20.0, 80.0]).value for one in (40.0, 3.0, 0.5, None)]
        ['reproduced', 'partly', 'not reproduced', 'cannot be told']
    """
    if ratio is None:
        return Badge.UNKNOWN
    if min(theirs) <= ratio <= max(theirs):
        return Badge.REPRODUCED
    return Badge.PARTLY if ratio > 1.0 else Badge.NOT_REPRODUCED


def holds(checked: int, violated_true: int, violated_printed: int) -> Badge:
    """Judge whether experiments bear theorems out.

    Args:
        checked: The number of pairs on which claims were checked.
        violated_true: The number of pairs at which a proved claim is violated.
        violated_printed: The number of pairs at which a printed claim is violated that is false.

    Returns:
        The badge.

    Examples:
        >>> holds(10, 0, 0).value, holds(10, 0, 3).value, holds(0, 0, 0).value
        ('reproduced', 'partly', 'cannot be told')
    """
    if not checked:
        return Badge.UNKNOWN
    return of_two(violated_true == 0, violated_printed == 0)


def has_peaks(people: int, peaks: int, violated: int) -> Badge:
    """Judge whether the most faithful σ lies strictly between 0 and ∞ where it is said to.

    Args:
        people: The number of people for whom the hypotheses hold.
        peaks: The number of those whose most faithful σ is neither.
        violated: The number of people at whom what is printed is violated.

    Returns:
        The badge: *reproduced* if all have a peak and nothing is violated; *partly* if one of the two is so.

    Examples:
        >>> has_peaks(5, 5, 0).value, has_peaks(5, 4, 0).value, has_peaks(0, 0, 0).value
        ('reproduced', 'partly', 'cannot be told')
    """
    return of_two(peaks == people, violated == 0) if people else Badge.UNKNOWN
