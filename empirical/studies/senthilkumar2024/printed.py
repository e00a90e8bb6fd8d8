"""The numbers of Table 1 of Senthilkumar 2024, and ours beside them."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from empirical.studies.published import Beside, Printed, beside
from empirical.studies.senthilkumar2024.results import (
    ACCURACIES,
    DATA,
    STOPS,
    TRAININGS,
    Reading,
    Results,
    values_of,
)

SOURCE = "Table 1"
"""Where they stand."""

TABLE: Mapping[tuple[str, str], tuple[float, ...]] = MappingProxyType(
    {
        ("mnist", "none"): (0.981, 0.032, 0.002, 0.437, 0.002, 0.390, 0.004),
        ("mnist", "strong"): (0.969, 0.714, 0.653, 0.412, 0.002, 0.221, 0.005),
        ("mnist", "medium"): (0.984, 0.379, 0.298, 0.411, 0.002, 0.236, 0.005),
        ("mnist", "weak"): (0.983, 0.248, 0.062, 0.416, 0.003, 0.262, 0.006),
        ("california-balanced", "none"): (0.857, 0.211, 0.217, 1.673, 0.072, 2.358, 0.124),
        ("california-balanced", "strong"): (0.771, 0.644, 0.647, 1.196, 0.072, 2.762, 0.149),
        ("california-balanced", "medium"): (0.810, 0.563, 0.572, 1.224, 0.070, 2.884, 0.188),
        ("california-balanced", "weak"): (0.840, 0.337, 0.350, 1.390, 0.074, 2.632, 0.122),
    }
)
"""By data and adversary: the accuracies clean, under FGSM and PGD; the implausibility at the decision threshold and
under the generator conditions, each with its standard deviation over five runs."""


def printed(data: str, adversary: str) -> dict[str, Printed]:
    """Give what Table 1 prints of a model.

    Args:
        data: The name of the data.
        adversary: The adversary of training.

    Returns:
        The figures, by ``clean``, ``fgsm``, ``pgd``, ``threshold`` and ``gradient``.

    Examples:
        >>> printed("mnist", "strong")["gradient"].value
        0.221
    """
    clean, fgsm, pgd, threshold, spread, gradient, wide = TABLE[data, adversary]
    model = f"{DATA[data]}, {TRAININGS[adversary]}"
    accuracies = dict(zip(ACCURACIES, (clean, fgsm, pgd), strict=True))
    names = {"clean": "accuracy, clean", "fgsm": "accuracy under FGSM", "pgd": "accuracy under PGD"}
    found = {name: Printed(f"{model}: {names[name]}", SOURCE, value) for name, value in accuracies.items()}
    stops = {"threshold": (threshold, spread), "gradient": (gradient, wide)}
    return found | {
        stop: Printed(f"{model}: implausibility, {STOPS[stop]}", SOURCE, *numbers) for stop, numbers in stops.items()
    }


def table_1(results: Results, reading: Reading) -> list[Beside]:
    """Put every number of Table 1 beside ours.

    Args:
        results: The tables of the study.
        reading: Which networks and which search are ours.

    Returns:
        All 40 numbers.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> from empirical.studies.senthilkumar2024.results import WRITTEN
        >>> len(table_1(made_results(), WRITTEN))
        40
    """
    found = []
    for data, adversary in TABLE:
        for what, one in printed(data, adversary).items():
            found.append(beside(one, [*values_of(results, reading, data, adversary, what).values()]))
    return found


def deviation(results: Results, reading: Reading, data: str, whats: tuple[str, ...]) -> float:
    """Measure how far our figures lie from the printed ones.

    Args:
        results: The tables of the study.
        reading: Which networks and which search are ours.
        data: The name of the data.
        whats: Which figures.

    Returns:
        The mean of |ours − theirs| / theirs for implausibilities and of |ours − theirs| for accuracies, over the models
        and figures that are known; NaN of none.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> from empirical.studies.senthilkumar2024.results import WRITTEN
        >>> round(deviation(made_results(), WRITTEN, "mnist", ("clean",)), 3)
        0.0
    """
    gaps = []
    for adversary in TRAININGS:
        for what in whats:
            theirs = printed(data, adversary)[what].value
            ours = [*values_of(results, reading, data, adversary, what).values()]
            if ours:
                gaps.append(abs(float(np.mean(ours)) - theirs) / (1.0 if what in ACCURACIES else theirs))
    return float(np.mean(gaps)) if gaps else float(np.nan)
