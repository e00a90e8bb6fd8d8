"""Made tables of the study, small and alike on every machine, with which the functions that read them are tried."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import polars as pl

from empirical.studies.hardy2023.experiment import RADII, TABLES, Hardy2023
from empirical.studies.hardy2023.measures import SHARES
from empirical.studies.hardy2023.networks import ATTACKS, TRAININGS
from empirical.studies.hardy2023.results import Results, collected, labelled

SEEDS = (0, 1, 2)
"""The seeds of the made study."""

PEOPLE = 60
"""Number of people of each cell."""

_MADE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    *(("fashion-tshirt-trouser", "shells", {}), ("adult-carla", "shells", {}), ("adult-carla", "gs", {})),
    *(("adult-carla", "ar", {}), ("adult-carla", "ar", {"ranges": "whole"}), ("adult-carla", "ar carla", {})),
    *(("fashion-tshirt-trouser", "shells", {"expansion": ratio, "people": 0}) for ratio in (1, 8)),
)


def made_results() -> Results:
    """Make the tables of a study in which everything is as the paper says.

    Returns:
        The tables; both data sets, three methods and three seeds.

    Examples:
        >>> made_results().people.height
        2160
    """
    tables: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    for (dataset, method, options), seed in product(_MADE, SEEDS):
        experiment = Hardy2023(method=method, seed=seed, **options)
        rows = {
            "models": _models(dataset, seed),
            "people": _people(dataset, experiment),
            "chains": _chains(dataset, experiment),
            "searches": _searches(experiment),
            "pictures": _pictures(dataset, experiment),
        }
        for name, content in rows.items():
            table = pl.DataFrame(list(content), schema=dict(TABLES[name]))
            tables[name].append(labelled(table, dataset, vars(experiment)))
    return collected(tables)


def _models(dataset: str, seed: int) -> Iterator[dict[str, Any]]:
    shares = {"natural": (0.095, 0.438), "adversarial": (0.007, 0.039)}
    if dataset == "adult-carla":
        shares = {"natural": (0.08, 0.165), "adversarial": (0.005, 0.011)}
    right = {"fashion-tshirt-trouser": (0.989, 0.989), "adult-carla": (0.787, 0.775)}[dataset]
    for place, training in enumerate(TRAININGS):
        for radius, share in zip(RADII, shares[training], strict=True):
            for attack in ATTACKS:
                wavering = (0.5 if attack == "1 step" else 1.0) * share + 0.001 * (seed - 1)
                known = {"training": training, "radius": radius, "susceptibility": wavering, "flipped": wavering}
                yield {**known, "attack": attack, "accuracy": right[place], "train_accuracy": 1.0, "seconds": 2.0}


def _people(dataset: str, experiment: Hardy2023) -> Iterator[dict[str, Any]]:
    if not experiment.people:
        return
    redundant = {"shells": (7.0, 5.0), "gs": (2.0, 0.0), "ar": (1.8, 0.0), "ar carla": (1.8, 0.0)}[experiment.method]
    near = 0.1 if experiment.method in {"shells", "gs"} else -0.1
    for training, person in product(TRAININGS, range(PEOPLE)):
        against = float(training == "adversarial")
        found = experiment.method in {"shells", "gs"} or experiment.ranges == "whole" or person % 5 < 2
        base = 1.0 + 0.01 * person + 0.001 * experiment.seed + (10.0 if dataset != "adult-carla" else 0.0)
        numbers = {
            "distance": base + 0.2 * against,
            "knn": base + near * against,
            "sphere": 0.3 * base + near * against,
            "sparsity": redundant[0],
            "redundancy": redundant[1],
        }
        measured = {name: number if found else None for name, number in numbers.items()}
        yield {"training": training, "person": person, "found": found, **measured}


def _chains(dataset: str, experiment: Hardy2023) -> Iterator[dict[str, Any]]:
    if not experiment.people:
        return
    ratio = {"shells": 0.5 if dataset != "adult-carla" else 1.3, "gs": 1.0, "ar": 0.8, "ar carla": 0.8}[
        experiment.method
    ]
    for training, share in product(TRAININGS, SHARES):
        lost = (60.0 if share == 0.2 else 100.0 * (1.0 - share)) * (ratio if training == "adversarial" else 1.0)
        known = {"training": training, "share": share, "length": 2.0 * share}
        yield {**known, "points": 100, "connected": 100 - min(round(lost), 100)}


def _searches(experiment: Hardy2023) -> Iterator[dict[str, Any]]:
    for training in TRAININGS if experiment.people else ():
        yield {"training": training, "searched": PEOPLE, "found": PEOPLE, "seconds": 3.0}


def _pictures(dataset: str, experiment: Hardy2023) -> Iterator[dict[str, Any]]:
    if dataset == "adult-carla" or not experiment.people:
        return
    names = ("factual", "adversarial example", *(f"recourse, {training}" for training in TRAININGS))
    for (place, name), pixel in product(enumerate(names), range(16)):
        yield {"person": 3, "picture": name, "pixel": pixel, "grey": 0.2 * place + 0.01 * pixel}
