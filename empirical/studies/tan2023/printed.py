"""The numbers of Table 1 of Tan & Tian 2023, and ours beside them.

Theirs are of five networks on CIFAR-10, ours of a small one on Fashion-MNIST: the numbers themselves cannot agree. What
can is by how much robust training lowers each of them, and their order among the six explanations of a model.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge
from empirical.studies.published import LEAST_RUNS
from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.results import IMAGES, MAIN, NETWORK, PAPERS_EPSILON, Results, mean_quotients, runs_of

TABLE: Mapping[str, tuple[tuple[float, float], ...]] = MappingProxyType(
    {
        "Swin-T": ((6.556, 0.084), (3.163, 0.044), (1.140, 0.107), (4.590, 0.087), (1.558, 0.566), (0.240, 0.012)),
        "VGG16": ((17.318, 0.414), (8.171, 0.207), (6.463, 0.459), (9.937, 0.302), (7.883, 1.215), (0.832, 0.304)),
        "ResNet18": ((23.835, 0.724), (11.394, 0.357), (6.723, 0.699), (10.894, 0.535), (8.401, 1.341), (0.571, 0.334)),
        "ResNet50": ((29.859, 0.860), (14.043, 0.423), (7.211, 0.982), (12.525, 0.637), (6.695, 1.536), (0.490, 0.382)),
        "GoogLeNet": (
            (34.415, 1.184), (16.315, 0.575), (7.442, 1.021), (13.134, 0.859), (6.540, 1.381), (0.599, 0.315),
        ),
    }
)  # fmt: skip
"""By network: the Lipschitz constants of the six explanations, in the order of ``METHODS``, of the non-robust model and
of the robust one."""

TRAININGS = ("non-robust", "robust")
"""The columns of the table."""

NEAR = 2.0
"""The factor within which a ratio counts as reproduced."""

RATIO_RULE = (
    f"Of the ratio non-robust / robust: *reproduced* if ours is within a factor of {NEAR:g} of theirs; *partly* if "
    "both robust models are more robust, ours surely (the 95 % interval of log ratio over the runs, Student's, lies "
    "above 0)."
)
PLACE_RULE = (
    "Of a number: its place among the six explanations of its model, the least robust one first. *Reproduced*: ours "
    "has the same place; *partly*: the next one."
)
"""The rules in words."""


class Ours(NamedTuple):
    """Our numbers of one training: by explanation and seed.

    Attributes:
        plain: Of the non-robust model.
        robust: Of the robust model.
    """

    plain: Mapping[str, Mapping[int, float]]
    robust: Mapping[str, Mapping[int, float]]

    def of(self, training: str) -> Mapping[str, Mapping[int, float]]:
        """Give the numbers of one column of the table.

        Args:
            training: One of ``TRAININGS``.

        Returns:
            The numbers.
        """
        return self[TRAININGS.index(training)]


def ours_of(results: Results, part: str = MAIN) -> Ours:
    """Collect what stands beside Table 1: the convolutional network on images, natural and at the paper's ε.

    Args:
        results: The tables.
        part: The part of the study.

    Returns:
        The numbers.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> sorted(ours_of(made_results()).plain["gradient"])
        [0, 1, 2]
    """
    rows = mean_quotients(results, part).filter(dataset=IMAGES, model=NETWORK)
    found = []
    for epsilon in (0.0, PAPERS_EPSILON):
        runs = {method: runs_of(rows, method) for method in METHODS}
        found.append({method: one.get(epsilon, {}) for method, one in runs.items()})
    return Ours(*found)


def places(values: Sequence[float]) -> list[int]:
    """Rank numbers, the largest first.

    Args:
        values: The numbers.

    Returns:
        The place of each, from 1.

    Examples:
        >>> places([2.0, 5.0, 3.0])
        [3, 1, 2]
    """
    order = np.argsort(-np.asarray(values), kind="stable")
    found = np.empty(len(order), int)
    found[order] = np.arange(1, len(order) + 1)
    return found.tolist()


def log_ratios(plain: Mapping[int, float], robust: Mapping[int, float]) -> np.ndarray:
    """Divide numbers of two models run by run.

    Args:
        plain: The numbers of the one model by seed.
        robust: The numbers of the other.

    Returns:
        The logarithms of the ratios of the runs that have both, positive ones.

    Examples:
        >>> log_ratios({0: 2.0, 1: 1.0}, {0: 1.0}).round(3).tolist()
        [0.693]
    """
    both = [seed for seed in sorted(plain.keys() & robust.keys()) if plain[seed] > 0.0 and robust[seed] > 0.0]
    return np.log([plain[seed] / robust[seed] for seed in both])


def ratio_badge(theirs: float, ours: np.ndarray) -> Badge:
    """Judge a ratio.

    Args:
        theirs: The printed ratio.
        ours: The logarithms of ours.

    Returns:
        The badge.

    Examples:
        >>> ratio_badge(20.0, np.log([15.0, 16.0, 14.0])).value, ratio_badge(80.0, np.log([3.0, 3.1, 2.9])).value
        ('reproduced', 'partly')
    """
    if len(ours) < LEAST_RUNS:
        return Badge.UNKNOWN
    low = student_interval(ours)["low"]
    if abs(float(ours.mean()) - np.log(theirs)) <= np.log(NEAR):
        return Badge.REPRODUCED
    return Badge.PARTLY if low is not None and low > 0.0 and theirs > 1.0 else Badge.NOT_REPRODUCED


def ratio_rows(ours: Ours) -> list[dict[str, Any]]:
    """Put every ratio of Table 1 beside ours.

    Args:
        ours: Our numbers.

    Returns:
        A row for each network and explanation.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> {row["badge"] for row in ratio_rows(ours_of(made_results())) if row["network"] == "ResNet18"}
        {'reproduced'}
    """
    rows = []
    for network, numbers in TABLE.items():
        for method, (plain, robust) in zip(METHODS, numbers, strict=True):
            found = log_ratios(ours.plain[method], ours.robust[method])
            ratio = plain / robust
            mean = float(np.exp(found.mean())) if len(found) else None
            badge = ratio_badge(ratio, found)
            rows.append(
                {
                    "network": network,
                    "explanation": METHODS[method],
                    "theirs": ratio,
                    "ours": mean,
                    "badge": badge.value,
                }
            )
    return rows


def number_rows(ours: Ours) -> list[dict[str, Any]]:
    """Put every number of Table 1 beside ours, with its place among the six explanations of its model.

    Args:
        ours: Our numbers.

    Returns:
        All 60 numbers.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> len(number_rows(ours_of(made_results())))
        60
    """
    rows = []
    for network, numbers in TABLE.items():
        for column, training in enumerate(TRAININGS):
            theirs, found = [pair[column] for pair in numbers], ours.of(training)
            known = all(len(found[method]) >= LEAST_RUNS for method in METHODS)
            means = [float(np.mean([*found[method].values()])) if found[method] else float("nan") for method in METHODS]
            mine = places(means) if known else [0] * len(METHODS)
            for method, number, mean, place, own in zip(METHODS, theirs, means, places(theirs), mine, strict=True):
                badge = _BY_DISTANCE.get(abs(place - own), Badge.NOT_REPRODUCED) if known else Badge.UNKNOWN
                rows.append(
                    {
                        "network": network,
                        "explanation": METHODS[method],
                        "training": training,
                        "theirs": number,
                        "place": place,
                        "ours": None if mean != mean else mean,
                        "our place": own or None,
                        "badge": badge.value,
                    }
                )
    return rows


_BY_DISTANCE = {0: Badge.REPRODUCED, 1: Badge.PARTLY}


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Compute Spearman's correlation.

    Args:
        one: Some numbers.
        other: As many other ones.

    Returns:
        The correlation; NaN of constant numbers, or of fewer than two.

    Examples:
        >>> rank_correlation([1.0, 2.0, 3.0], [1.0, 4.0, 9.0])
        1.0
    """
    from scipy.stats import rankdata

    from empirical.explanations.faithfulness import correlation

    return correlation(rankdata(one), rankdata(other))
