"""What the paper says in words about its experiments, and what became of it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from empirical.report.sweep import student_interval
from empirical.studies.badges import Badge
from empirical.studies.curves import shown
from empirical.studies.hardy2023.printed import ADULT, FASHION
from empirical.studies.hardy2023.rules import (
    ALIKE,
    CLOSER,
    FIFTH_LESS,
    FURTHER,
    HALVED,
    REDUNDANT,
    SPARE,
    THIRD_MORE,
    Rule,
    Seeds,
)
from empirical.studies.hardy2023.series import CHANGE, values

SHARE = 0.2
"""The length ε of chains on which badges rest, as a share of the mean distance between training instances: that which
the paper has for balls. It says none for chains."""


class Sentence(NamedTuple):
    """What the paper says.

    Attributes:
        text: What it says, in our words.
        source: Where.
        dataset: The name of the data.
        method: The recourse method.
        rule: The rule of its badge.
        figure: The function from the table of all figures to the figure by seed.
    """

    text: str
    source: str
    dataset: str
    method: str
    rule: Rule
    figure: Callable[[pl.DataFrame, str, str], Seeds]


class Finding(NamedTuple):
    """What became of a sentence.

    Attributes:
        sentence: The sentence.
        figure: The figure in words.
        badge: Its badge.
    """

    sentence: Sentence
    figure: str
    badge: Badge


def changed(quantity: str) -> Callable[[pl.DataFrame, str, str], Seeds]:
    """Make the function that gives how much a figure changes for the same people.

    Args:
        quantity: The figure.

    Returns:
        The function.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> changed("knn")(series(made_results()), ADULT, "ar").round(2).tolist()
        [-0.1, -0.1, -0.1]
    """

    def figure(table: pl.DataFrame, dataset: str, method: str) -> Seeds:
        return values(table, dataset=dataset, method=method, training=CHANGE, quantity=quantity)

    return figure


def compared(quantity: str, how: Callable[[Seeds, Seeds], Seeds]) -> Callable[[pl.DataFrame, str, str], Seeds]:
    """Make the function that compares a figure of both networks.

    Args:
        quantity: The figure.
        how: A function from the adversarial and the natural figures by seed to the comparison.

    Returns:
        The function; of nothing, where a seed is missing on one side.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> compared("unconnected 0.2", np.divide)(series(made_results()), FASHION, "shells").round(3).tolist()
        [0.5, 0.5, 0.5]
    """

    def figure(table: pl.DataFrame, dataset: str, method: str) -> Seeds:
        both = [
            values(table, dataset=dataset, method=method, training=training, quantity=quantity)
            for training in ("adversarial", "natural")
        ]
        if len(both[0]) != len(both[1]):
            return np.zeros(0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = how(*both)
        return found[np.isfinite(found)]

    return figure


def share_redundant(table: pl.DataFrame, dataset: str, method: str) -> Seeds:
    """Give the share of changed features that the natural network's recourses need not change.

    Args:
        table: The table of all figures.
        dataset: The name of the data.
        method: The recourse method.

    Returns:
        Mean redundancy over mean sparsity, by seed.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> share_redundant(series(made_results()), ADULT, "shells").round(2).tolist()
        [0.71, 0.71, 0.71]
    """
    of = {"dataset": dataset, "method": method, "training": "natural"}
    redundant, all_ = (values(table, quantity=name, **of) for name in ("redundancy", "sparsity"))
    return redundant / all_ if len(redundant) == len(all_) else np.zeros(0)


def redundant_features(table: pl.DataFrame, dataset: str, method: str) -> Seeds:
    """Give the mean number of redundant features of the natural network's recourses.

    Args:
        table: The table of all figures.
        dataset: The name of the data.
        method: The recourse method.

    Returns:
        The number by seed.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> redundant_features(series(made_results()), ADULT, "ar").tolist()
        [0.0, 0.0, 0.0]
    """
    return values(table, dataset=dataset, method=method, training="natural", quantity="redundancy")


_LOST = compared(f"unconnected {SHARE}", np.divide)
_SUCCESS = compared("success", np.subtract)
_KNN, _SPHERE = "distances to the five nearest of the class", "distances within the ball"

ACTIONABLE = ("ar", "ar carla")
"""The forms of Actionable Recourse, of each of which its sentences are judged."""

SENTENCES = (
    *(
        Sentence(f"{what}, adversarial training makes {name} larger", "section 5", data, "shells", FURTHER, figure)
        for data, what in ((FASHION, "Of images"), (ADULT, "Of Adult, by Growing Spheres"))
        for name, figure in (
            ("distances travelled", changed("distance")),
            (_KNN, changed("knn")),
            (_SPHERE, changed("sphere")),
        )
    ),
    *(
        Sentence(f"Of Adult, by Actionable Recourse, {what}", "section 5", ADULT, method, rule, changed(quantity))
        for method in ACTIONABLE
        for what, rule, quantity in (
            ("it makes distances travelled larger", FURTHER, "distance"),
            (f"it makes {_KNN} smaller", CLOSER, "knn"),
            (f"it makes {_SPHERE} smaller", CLOSER, "sphere"),
        )
    ),
    *(
        Sentence("It hardly changes success rates", "section 5, Table 1", data, method, ALIKE, _SUCCESS)
        for data, method in ((FASHION, "shells"), (ADULT, "shells"), *((ADULT, method) for method in ACTIONABLE))
    ),
    Sentence("Most changes of Growing Spheres are redundant", "section 5, Table 2", ADULT, "shells", REDUNDANT,
             share_redundant),
    *(
        Sentence("Actionable Recourse has no redundant change", "section 5, Table 2", ADULT, method, SPARE,
                 redundant_features)
        for method in ACTIONABLE
    ),
    Sentence("It leaves half as many recourses unconnected", "section 5, Figure 4", FASHION, "shells", HALVED, _LOST),
    Sentence("It leaves roughly 30 % more unconnected", "section 5, Figure 4", ADULT, "shells", THIRD_MORE, _LOST),
    *(
        Sentence("It leaves roughly 20 % fewer unconnected", "section 5, Figure 4", ADULT, method, FIFTH_LESS, _LOST)
        for method in ACTIONABLE
    ),
)  # fmt: skip
"""The sentences. They and their rules were written before anything was measured."""


def findings(table: pl.DataFrame) -> list[Finding]:
    """Judge every sentence, those that do not reproduce first.

    Args:
        table: The table of all figures.

    Returns:
        The findings.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> sorted({one.badge.value for one in findings(series(made_results()))})
        ['reproduced']
    """
    found = []
    for sentence in SENTENCES:
        figure = sentence.figure(table, sentence.dataset, sentence.method)
        found.append(Finding(sentence, shown(student_interval(figure)), sentence.rule.judge(figure)))
    order = list(Badge)
    return sorted(found, key=lambda one: order.index(one.badge))
