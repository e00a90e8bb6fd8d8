"""What the tables of a study say of each sentence of the paper: a figure and a badge for every data set and method."""

from collections.abc import Mapping
from typing import NamedTuple

from empirical.studies.badges import Badge, overall
from empirical.studies.curves import Curve, described, known
from empirical.studies.krishna2024.quantities import QUANTITIES
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.sentences import SENTENCES, Sentence
from empirical.studies.krishna2024.series import Key, curves_of

ALONG = {"depth": "depth", "width": "width / d"}
"""Names of the settings along which figures run that are not ε, by the beginning of the variant."""


class Told(NamedTuple):
    """What is told of a sentence on one data set, with one family and one method.

    Attributes:
        key: What the figure is about.
        figure: The figure, in words.
        badge: The badge.
    """

    key: Key
    figure: str
    badge: Badge


class Finding(NamedTuple):
    """What is told of a sentence.

    Attributes:
        sentence: The sentence.
        told: What is told of it on every data set.
        badge: The badge of the whole sentence.
    """

    sentence: Sentence
    told: tuple[Told, ...]
    badge: Badge


def findings(results: Results) -> list[Finding]:
    """Judge every sentence of the paper; those that do not reproduce come first.

    Args:
        results: The tables of the study.

    Returns:
        The findings: not reproduced, partly, cannot be told, reproduced; among these, in the paper's order.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> found = findings(made_results())
        >>> [one.badge.value for one in found if one.sentence.name == "cost rises"]
        ['reproduced']
    """
    order = list(Badge)
    each = [finding(sentence, results) for sentence in SENTENCES]
    return sorted(each, key=lambda one: order.index(one.badge))


def finding(sentence: Sentence, results: Results) -> Finding:
    """Judge one sentence.

    Args:
        sentence: The sentence.
        results: The tables of the study.

    Returns:
        The finding; it cannot be told where nothing was measured.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> finding(SENTENCES[1], made_results()).told[0].key.data
        'adult'
    """
    table = QUANTITIES[sentence.quantity](results)
    curves = {key: curve for key, curve in curves_of(table).items() if _is_about(sentence, key)}
    told = _together(sentence, curves) if sentence.together else _each(sentence, curves)
    return Finding(sentence, told, overall([one.badge for one in told], most=sentence.most))


def _is_about(sentence: Sentence, key: Key) -> bool:
    of_family = not sentence.families or key.model in sentence.families
    return of_family and (not sentence.methods or key.method in sentence.methods)


def _each(sentence: Sentence, curves: Mapping[Key, Curve]) -> tuple[Told, ...]:
    return tuple(Told(key, _in_words(key, curve), sentence.rule.judge(curve)) for key, curve in curves.items())


def _together(sentence: Sentence, curves: Mapping[Key, Curve]) -> tuple[Told, ...]:
    """Judge the methods of every data set and family together."""
    groups: dict[Key, dict[str, Curve]] = {}
    for key, curve in curves.items():
        groups.setdefault(key._replace(method=""), {})[key.method] = curve
    return tuple(
        Told(
            key._replace(method=", ".join(group)),
            "; ".join(f"{method} {_in_words(key, curve)}" for method, curve in group.items()),
            sentence.rule.judge(group),
        )
        for key, group in groups.items()
    )


def _in_words(key: Key, curve: Curve) -> str:
    along = next((name for begin, name in ALONG.items() if key.variant.startswith(begin)), "ε")
    there = known(curve)
    return described(there, along=along) if there.at else f"too few people or seeds ({sum(curve.people)} people)"
