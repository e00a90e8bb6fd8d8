"""Made tables of a study, small and alike on every machine, with which the functions that read them are tried."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import polars as pl

from empirical.studies.krishna2024.results import (
    ATTACKS,
    INSTANCES,
    NEIGHBOURS,
    RUNS,
    STEADINESS,
    VERDICTS,
    Results,
    Tables,
)

EPSILONS = (0.0, 0.1, 0.2, 0.3)
"""The ε of the made study."""

SEEDS = (0, 1, 2)
"""The seeds of the made study."""

PEOPLE = 8
"""Number of people of each pair of models."""

_DATA, _MODELS = ("german", "adult"), ("linear", "mlp", "ntk")
_METHODS = ("scfe valid", "scfe fixed", "cchvae", "gs", "roar")
_SLOPE = {"linear": "norm", "mlp": "slope", "ntk": "slope"}
_SHAPE = {"linear": {}, "mlp": {"depth": 2, "widening": 2}, "ntk": {}}
_RUN = {"linear": {"steps": 1000}, "mlp": {}, "ntk": {"ridge": 1.0}}


def made_results() -> Results:
    """Make the tables of a study in which costs rise with ε, and the fixed minimisers' validity falls.

    Returns:
        The tables; two data sets, three families, five methods, four ε and three seeds.

    Examples:
        >>> sorted(made_results().parts), made_results().runs.height > 0
        (['budget', 'depth', 'lam', 'main'], True)
    """
    main = [_label(*one) for one in product(_DATA, _MODELS, _METHODS)]
    shapes = [{**_label("adult", "mlp", "scfe valid"), "depth": depth, "cell": f"depth {depth}"} for depth in (1, 2, 3)]
    budget = [{**_label("adult", "linear", "gs"), "samples": 100, "cell": "100 points"}]
    weights = [
        {**_label("adult", "linear", "scfe fixed"), "lam": lam, "cell": f"lam {lam}"} for lam in (1e-4, 0.01, 1.0)
    ]
    parts = {"main": main, "depth": shapes, "budget": budget, "lam": weights}
    return Results(
        {name: _tables(labels) for name, labels in parts.items()},
        _table(RUNS, (row for labels in parts.values() for label in labels for row in _runs(label))),
        _table(ATTACKS, _attacks(main)),
        _table(STEADINESS, _steadiness(main)),
        _table(NEIGHBOURS, _neighbours(_label("adult", "mlp", "scfe valid"))),
    )


def _label(data: str, model: str, method: str) -> dict[str, Any]:
    known = {"data": data, "model": model, "method": method, "training": "ℓ∞", "cell": f"{data} {model} {method}"}
    return {**known, **_SHAPE[model], **({"samples": 1000} if method in {"gs", "cchvae"} else {})}


def _pairs(label: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for seed, epsilon in product(SEEDS, EPSILONS):
        yield {**label, **_RUN[label["model"]], "seed": seed, "epsilon": epsilon}


def _tables(labels: list[dict[str, Any]]) -> Tables:
    people = [row for label in labels for pair in _pairs(label) for row in _people(pair)]
    return Tables(
        _table(INSTANCES, people).lazy(), _table(VERDICTS, (row for one in people for row in _verdicts(one))).lazy()
    )


def _people(pair: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    epsilon, fixed = pair["epsilon"], pair["method"] == "scfe fixed"
    lam, slope = pair.get("lam", 0.01), _SLOPE[pair["model"]]
    for number in range(PEOPLE):
        residual, length = 0.5 + 0.1 * number + 0.02 * pair["seed"], 1.0 - epsilon
        residual_r = residual * (1.0 + epsilon)
        gaps = residual / (lam + 1.0), residual_r * length / (lam + length**2)
        lost = fixed and epsilon > 0.15 and lam >= 0.01
        reached = "norm" if slope == "norm" else "linearised"
        costs = {f"cost_nr_{reached}": gaps[0], f"cost_r_{reached}": gaps[1]} if reached != "norm" else {}
        yield {
            **pair,
            "instance": number,
            "accepted_r": epsilon > 0.0 and number == 0,
            "found_nr": True,
            "found_r": not lost,
            "crosses": True,
            "cost_nr": gaps[0],
            "cost_r": gaps[1],
            **costs,
            "lam": lam,
            "target": 0.4,
            "residual_nr": residual,
            "residual_r": residual_r,
            f"{slope}_nr": 1.0,
            f"{slope}_r": length,
            "probability_nr": 0.6,
            "probability_r": 0.6 - 0.2 * lost,
            **_radii(pair),
            "score_nr_nr": 0.4,
            "score_nr_r": 0.4 + epsilon,
            "score_r_r": 0.4 - lost,
            "recourse_norm_r": 2.0,
            "delta_printed": 3.0,
            "delta_measured": epsilon,
        }


def _radii(pair: Mapping[str, Any]) -> dict[str, float]:
    return {"radius_nr": 1.0, "radius_r": 1.0 + pair["epsilon"]} if pair["method"] == "cchvae" else {}


def _verdicts(person: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = {name: person.get(name) for name in VERDICTS if name in INSTANCES}
    value = person["cost_nr"] - person["cost_r"]
    bounded: dict[str, Any] = {"status": "holds", "lower": -1.0, "value": value, "upper": 1.0, "tightness": abs(value)}
    claims = {"linear": "theorem1.printed", "mlp": "theorem2.printed", "ntk": "theorem2.printed"}
    where = {"linear": ("printed", "returned"), "mlp": (None, "linearised"), "ntk": (None, "linearised")}
    delta, cost = where[person["model"]]
    yield {**names, "claim": claims[person["model"]], "delta_source": delta, "cost_source": cost, **bounded}
    gap = person["probability_nr"] - person["probability_r"]
    sharp = {"claim": "theorem4.sharp", "delta_source": "measured", "cost_source": None}
    yield {**names, **bounded, **sharp, "value": gap}
    if person["method"] == "cchvae":
        yield {**names, **bounded, "claim": "theorem3.printed", "delta_source": "global", "cost_source": "returned"}


def _runs(label: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for pair in _pairs(label):
        falls = pair["epsilon"] + 0.01 * pair["seed"]
        accuracies = {"accuracy_nr": 0.8, "accuracy_r": 0.8 - 0.3 * falls, "accepted_nr": 0.7, "accepted_r": 0.7}
        yield {**pair, "test": 200, "rejected": 60, "drawn": PEOPLE, **accuracies}


def _attacks(labels: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for label in labels:
        if label["method"] == "scfe valid":
            for pair, attack in product(_pairs(label), (0.0, 0.1, 0.3)):
                share = 0.8 - attack + 0.9 * min(attack, pair["epsilon"]) - 0.2 * pair["epsilon"] + 0.01 * pair["seed"]
                yield {**pair, "attack": attack, "people": 200, "accuracy": share, "balanced": 0.9 * share}


def _steadiness(labels: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for label in labels:
        if label["method"] == "scfe valid" and _SHAPE[label["model"]]:  # as the study measures it, of networks alone
            for pair, change, size in product(_pairs(label), ("worst", "random"), (0.01, 0.05, 0.1)):
                stays = 0.9 - size * (2.0 - pair["epsilon"]) + 0.01 * pair["seed"]
                yield {**pair, "change": change, "size": size, "people": 60, "stays": stays}


def _neighbours(label: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for pair, number in product(_pairs(label), range(40)):
        place = {"x": float(number % 8), "y": float(number // 8)}
        accepted = number > 0 and number < 30 - 60 * pair["epsilon"]
        yield {**pair, "instance": number, **place, "person": number == 0, "accepted": accepted}


def _table(types: Mapping[str, Any], rows: Any) -> pl.DataFrame:
    """Make a table with all its columns, null where a row has nothing."""
    return pl.DataFrame([{name: row.get(name) for name in types} for row in rows], schema=dict(types))
