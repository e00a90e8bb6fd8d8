"""Made tables in which robust models have the printed numbers, for tests and examples."""

from itertools import product
from typing import Any

import numpy as np
import polars as pl

from empirical.studies.tan2023.checking import BOUNDARY, NEIGHBOURS
from empirical.studies.tan2023.constants import NO_H
from empirical.studies.tan2023.curves import SIGMAS
from empirical.studies.tan2023.experiment import MODEL, SCORES
from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.printed import TABLE
from empirical.studies.tan2023.results import IMAGES, LIKELY, MAIN, NETWORK, OWN, PAPERS_EPSILON, Results, columns_of
from empirical.studies.tan2023.scores import PROBABILITY
from empirical.studies.tan2023.tradeoff_checks import TRADEOFF

SEEDS, PEOPLE = range(3), range(4)
"""The runs, and the people of each."""

MADE = ((IMAGES, NETWORK), ("german", "linear"))
"""The kinds of models that are made."""

NETWORKS = "ResNet18"
"""The network of the paper whose numbers are taken."""


def made_results(seed: int = 0) -> Results:
    """Make tables as if Table 1 had been measured: a network and a linear model, at two ε, in three runs.

    Args:
        seed: The seed of the noise.

    Returns:
        The tables.

    Examples:
        >>> made_results().models.height
        24
    """
    rng = np.random.default_rng(seed)
    rows: dict[str, list[Any]] = {name: [] for name in Results._fields[:7]}
    for part, (data, model), epsilon, run in product((MAIN, LIKELY, OWN), MADE, (0.0, PAPERS_EPSILON), SEEDS):
        if part != MAIN and model != NETWORK:
            continue
        about = {"part": part, "dataset": data, "model": model, "epsilon": epsilon, "seed": run}
        noise = float(np.exp(0.02 * rng.standard_normal()))
        rows["models"].append({**about, "clean": 0.9, "attacked": 0.5, "radius": PAPERS_EPSILON, "lipschitz": 9.0})
        for one in PEOPLE:
            person = {**about, "instance": one}
            _explained(rows, person, noise)
            _smoothed(rows, person)
            _checked(rows, person)
    tables: Any = {name: pl.DataFrame(found, schema=columns_of(name)) for name, found in rows.items()}
    return Results(**tables)


def _explained(rows: dict[str, list[Any]], person: dict[str, Any], noise: float) -> None:
    column = int(person["epsilon"] > 0.0)
    numbers = {
        MODEL: 10.0 / (1.0 + 20.0 * column),
        **dict(zip(METHODS, (one[column] for one in TABLE[NETWORKS]), strict=True)),
    }
    for method, number in numbers.items():
        rows["quotients"].append({**person, "method": method, "largest": number * noise, "mean": 0.5 * number})
    for method in METHODS:
        faithful = {"inverse_distance": 5.0, "pearson": 0.9, "spearman": 0.9}
        rows["faithfulness"].append({**person, "method": method, **faithful})


def _smoothed(rows: dict[str, list[Any]], person: dict[str, Any]) -> None:
    """Make a φ_σ that keeps its direction and gets shorter: it passes p at σ = 0.4, and is too short beyond."""
    for score in SCORES:
        rows["effects"].append({**person, "score": score, "gradient_norm": 1.0, "effect_norm": 0.8})
        for sigma in (0.0, *SIGMAS):
            norm = 1.0 / (1.0 + 0.6 * sigma)
            numbers = {"error": abs(norm - 0.8) + 0.01, "norm": norm, "cosine": 0.99, "spearman": 0.9}
            quotient = 2.0 / (1.0 + 4.0 * sigma) * (1.0 + 0.01 * person["seed"] * sigma)
            rows["sigmas"].append({**person, "score": score, "sigma": sigma, **numbers, "quotient": quotient})


def _checked(rows: dict[str, list[Any]], person: dict[str, Any]) -> None:
    nothing = dict.fromkeys(("holds", "vacuous", "violated", "inapplicable", "nonfinite"), 0)
    claims = {"smoothgrad.robust": ("holds", NEIGHBOURS), "smoothgrad.lipschitz": ("holds", BOUNDARY)}
    claims |= {"smoothgrad.lipschitz_printed": ("violated", BOUNDARY), TRADEOFF[1]: ("holds", NEIGHBOURS)}
    for claim, (status, place) in claims.items():
        known = {"score": PROBABILITY, "claim": claim, "place": place, "lacking": "", **nothing, status: 6}
        tight = {"tightness": 1.4 if status == "violated" else 0.7, "error": 0.05}
        rows["claims"].append({**person, **known, **tight})
    lost = {"score": PROBABILITY, "claim": "gradient.robust", "place": NEIGHBOURS, "lacking": NO_H}
    rows["claims"].append({**person, **lost, "instance": None})
    step = {"sigma": 2.0, "steepness": 5.0, "gap": 0.35, "error": 0.03, "printed": 0.25, "sharp": 0.39}
    rows["steep"].append({**person, **step})
