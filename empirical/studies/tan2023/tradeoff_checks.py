"""Theorem 5.2 person by person, for the probability of linear models, where its hypotheses are known for every σ.

There φ_σ = w c with c = E s'(t + ku), k = σ‖w‖: all φ_σ have one direction, so cos∠(φ_σ, p) is the same for every σ. c
goes from s'(t) to 0 and takes all values in between, up to its largest one over k. So inf ‖φ_σ − p‖ is the distance
from p to a piece of a line. The largest c is found on a grid: c changes by at most E|u|·max|s''| per unit of k, and is
at most 1/(√(2π) k).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.numerics import row_norms
from empirical.studies.tan2023.checking import About, checked, lacking
from empirical.studies.tan2023.constants import ON_A_GRID
from empirical.studies.tan2023.curves import Effects
from empirical.studies.tan2023.line_smoothing import LineSmoothing, gaussian_mean
from empirical.studies.tan2023.scores import BENT, slope_of
from empirical.studies.tan2023.smoothing import Smoothing

TRADEOFF = ("smoothgrad.tradeoff_printed", "smoothgrad.tradeoff", "smoothgrad.tradeoff_sharp")
"""The claims of Theorem 5.2."""

GRID = np.arange(0.0, 20.0, 0.05)
"""The values of k; the last one is so large that c ≤ .02 beyond."""

SPARE = 1e-9
"""How far α lies below the cosine and ν below the ratio, which the hypotheses bound strictly."""


class Largest(NamedTuple):
    """The largest E s'(t + ku) over k ≥ 0.

    Attributes:
        values: The largest values that were found, [n].
        error: What may be missing of each.
    """

    values: Float[np.ndarray, " n"]
    error: float


def largest_share(places: Float[np.ndarray, " n"]) -> Largest:
    """Find the largest E s'(t + ku) over k ≥ 0.

    Args:
        places: The logits t.

    Returns:
        The largest values.

    Examples:
        >>> found = largest_share(np.array([0.0, 4.0]))
        >>> found.values.round(3).tolist(), found.error < 0.003
        ([0.25, 0.06], True)
    """
    on_grid = np.stack([gaussian_mean(slope_of, places, float(width)).values for width in GRID])
    between = BENT * np.sqrt(2.0 / np.pi) * (GRID[1] - GRID[0]) / 2.0
    best = on_grid.max(axis=0)
    beyond = 1.0 / (np.sqrt(2.0 * np.pi) * GRID[-1])
    return Largest(best, float(max(between, np.max(beyond - best, initial=0.0))))


def tradeoff_checks(
    smoothing: Smoothing, inputs: Float[np.ndarray, "n d"], effects: Effects, about: About
) -> Iterator[pl.DataFrame]:
    """Check Theorem 5.2, as printed, repaired and sharpened.

    Args:
        smoothing: How the model's probability is smoothed.
        inputs: The instances.
        effects: What happens to it when columns are taken away.
        about: What the checks are about.

    Yields:
        The rows of each claim; of a model that is not linear, why it cannot be checked.

    Examples:
        >>> line, inputs = LineSmoothing(np.array([2.0, 1.0]), 0.0), np.array([[0.1, 0.2], [1.5, 2.0]])
        >>> effects = Effects(np.array([[0.4, 0.25], [0.3, 0.1]]), np.ones((2, 2), bool))
        >>> rows = pl.concat(tradeoff_checks(line, inputs, effects, About("probability", "", [0, 1])))
        >>> rows.filter(claim="smoothgrad.tradeoff").select("holds", "violated", "inapplicable").rows()
        [(1, 0, 0), (0, 0, 1)]
    """
    if not isinstance(smoothing, LineSmoothing):
        yield lacking(TRADEOFF, about, ON_A_GRID)
        return
    fields, errors = tradeoff_fields(smoothing, inputs, effects)
    for claim in TRADEOFF:
        known = dict(fields)
        if claim == TRADEOFF[2]:
            del known["ratio_low"], known["ratio_high"]
        yield checked(claim, about, known, errors)


def tradeoff_fields(
    line: LineSmoothing, inputs: Float[np.ndarray, "n d"], effects: Effects
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Measure what Theorem 5.2 reads of the probability of a linear model.

    Args:
        line: How it is smoothed.
        inputs: The instances.
        effects: What happens when columns are taken away.

    Returns:
        The fields and their errors, [n] each; α, ν and τ are as near to the cosine and the ratio as may be.

    Examples:
        >>> effects = Effects(np.array([[0.5, 0.0]]), np.ones((1, 2), bool))
        >>> fields, _ = tradeoff_fields(LineSmoothing(np.array([2.0, 0.0]), 0.0), np.zeros((1, 2)), effects)
        >>> float(fields["least_error"][0]), float(fields["least_cosine"][0])
        (0.0, 1.0)
    """
    ways = np.where(effects.moved, line.weights, 0.0)
    squares = (ways * ways).sum(axis=1)
    places = inputs @ line.weights + line.bias
    largest = largest_share(places)
    with np.errstate(all="ignore"):
        best = (ways * effects.slopes).sum(axis=1) / squares
        lengths, norms = row_norms(effects.slopes), np.sqrt(squares) * slope_of(places)
        cosines = np.minimum((ways * effects.slopes).sum(axis=1) / (np.sqrt(squares) * lengths), 1.0)
        ratios = lengths / norms
    taken = np.clip(best, 0.0, largest.values)
    least = row_norms(taken[:, None] * ways - effects.slopes)
    fields = {
        "least_error": least,
        "gradient_error": row_norms(slope_of(places)[:, None] * ways - effects.slopes),
        "effect_norm": lengths,
        "gradient_norm": norms,
        "least_cosine": cosines,
        "alignment": cosines * (1.0 - SPARE),
        "ratio_low": ratios * (1.0 - SPARE),
        "ratio_high": ratios * (1.0 + SPARE),
    }
    missing = np.where(best > largest.values, np.sqrt(squares) * largest.error, 0.0)
    return fields, {"least_error": missing}
