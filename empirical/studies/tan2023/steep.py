"""How steep smoothed scores are across the boundary of a model: where Proposition 4.2 as printed fails.

A smoothed step of height 1 has the slope 1/(√(2π) σ), more than the printed R/(2σ) = 1/(4σ). So σ is chosen so that the
probability changes within it: at a point of the boundary, among some σ, the one at which σ‖φ_σ‖ is largest. Two points
at a distance of σ are laid along φ_σ, and their smoothed probabilities are compared, by draws that nothing was chosen
by.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float
from scipy.special import erf

from empirical.models.model import Model
from empirical.numerics import row_norms
from empirical.studies.tan2023.checking import BOUNDARY, About
from empirical.studies.tan2023.constants import Scored
from empirical.studies.tan2023.drawn_smoothing import DrawnSmoothing
from empirical.studies.tan2023.scores import PROBABILITY
from empirical.studies.tan2023.smooth_checks import Pairs, smoothed_checks
from empirical.studies.tan2023.smoothing import Gaps, Smoothing
from empirical.studies.tan2023.subject import Subject

WIDTHS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0)
"""The values of σ that are tried, in units of 1/‖∇f‖ of the logit at the boundary."""

HALVINGS = 60
"""The number of times that a segment is halved to find the boundary."""

PILOT = 300
"""The number of draws by which σ and the direction are chosen."""

MORE = 4
"""How many times as many pairs are drawn as for other checks: a violation must be told from chance."""

TABLE: Mapping[str, Any] = MappingProxyType(
    {
        "instance": pl.Int64(),
        **dict.fromkeys(("sigma", "steepness", "gap", "error", "printed", "sharp"), pl.Float64()),
    }
)
"""The columns of the table: k = σ‖∇f‖; the gap of the smoothed probabilities with its error; what is printed as a
bound on it, and the sharp one."""


def boundary_points(
    model: Model, inputs: Float[np.ndarray, "n d"], others: Float[np.ndarray, "m d"]
) -> Float[np.ndarray, "n d"]:
    """Find a point with the score 0 between each instance and one with a score of the other sign.

    Args:
        model: The logit.
        inputs: The instances.
        others: Points among which each takes the next one that it can.

    Returns:
        The points; NaN where nobody has a score of the other sign.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> model, others = LinearModel(np.array([1.0])), np.array([[-2.0], [3.0]])
        >>> bool(abs(boundary_points(model, np.array([[-1.0]]), others)[0, 0]) < 1e-9)
        True
    """
    side, of_others = np.asarray(model.scores(inputs)) > 0.0, np.asarray(model.scores(others)) > 0.0
    ends = np.full_like(inputs, np.nan)
    for place, here in enumerate(side):
        found = np.flatnonzero(of_others != here)
        if len(found):
            ends[place] = others[found[place % len(found)]]
    known = np.isfinite(ends)
    low, high = inputs, np.where(known, ends, inputs)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        same = ((np.asarray(model.scores(middle)) > 0.0) == side)[:, None]
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.where(known, low, np.nan)


class Step(NamedTuple):
    """Two points across the boundary.

    Attributes:
        place: The place of the point of the boundary.
        pair: The points with their σ.
        width: σ‖∇f‖ there.
        gap: How far apart the smoothed probabilities are.
    """

    place: int
    pair: Pairs
    width: float
    gap: Gaps


def steep_steps(subject: Subject, points: Float[np.ndarray, "n d"]) -> list[Step]:
    """Choose the steepest σ at each point of the boundary, and measure what smoothing makes of the probability.

    Args:
        subject: The model.
        points: The points; those that are NaN are left out.

    Returns:
        A step across each point.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> from empirical.studies.tan2023.line_smoothing import LineSmoothing
        >>> model, line = LinearModel(np.array([4.0])), LineSmoothing(np.array([4.0]), 0.0)
        >>> (step,) = steep_steps(Subject(model, model, 4.0, 0.0, line, line), np.zeros((1, 1)))
        >>> step.width, bool(abs(step.gap.values[0]) > 0.5 / (2.0 * step.pair.sigma) * step.pair.gaps[0])
        (13.0, True)
    """
    known = np.asarray(np.isfinite(points).all(axis=1))
    lengths = row_norms(np.asarray(subject.model.scores_and_gradients(np.where(known[:, None], points, 0.0))[1]))
    smoothing = subject.smoothing
    pilot = smoothing
    if isinstance(smoothing, DrawnSmoothing):
        pilot, smoothing = replace(smoothing, slopes=PILOT), replace(smoothing, pairs=MORE * smoothing.pairs)
    return [
        _step(place, smoothing, pilot, points[place : place + 1], float(length))
        for place, length in enumerate(lengths)
        if known[place] and length > 0.0
    ]


def _step(place: int, smoothing: Smoothing, pilot: Smoothing, point: Any, length: float) -> Step:
    tried = {width: pilot.gradients(point, width / length)[PROBABILITY].values[0] for width in WIDTHS}
    width = max(tried, key=lambda one: one * float(row_norms(tried[one])))
    sigma, slope = width / length, tried[width]
    way = slope / max(float(row_norms(slope)), np.finfo(float).tiny)
    pair = Pairs(point - 0.5 * sigma * way, point + 0.5 * sigma * way, sigma)
    return Step(place, pair, width, smoothing.gaps(pair.first, pair.second, sigma)[PROBABILITY])


def steep_rows(scored: Scored, steps: list[Step], instances: Any) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Put the steps beside what bounds them.

    Args:
        scored: The probability.
        steps: The steps.
        instances: The numbers of the instances from which they were found.

    Returns:
        A row for each step, and the rows of the claims.

    Examples:
        >>> step = Step(0, Pairs(np.zeros((1, 1)), np.ones((1, 1)), 1.0), 4.0, Gaps(np.array([-0.3]), np.array([0.01])))
        >>> rows, _ = steep_rows(Scored(None, 1.0, np.inf, 0.5), [step], [7])
        >>> rows.select("gap", "printed").rows()
        [(0.3, 0.25)]
    """
    if not steps:
        return pl.DataFrame(schema=dict(TABLE)), []
    sigmas = np.array([step.pair.sigma for step in steps])
    first, second = (np.concatenate(part) for part in zip(*[step.pair[:2] for step in steps], strict=True))
    pairs = Pairs(first, second, sigmas)
    gaps = Gaps(*(np.concatenate(part) for part in zip(*[step.gap for step in steps], strict=True)))
    steep, size = scored.lipschitz, scored.range
    columns = {
        "instance": [instances[step.place] for step in steps],
        "sigma": sigmas,
        "steepness": [step.width for step in steps],
        "gap": np.abs(gaps.values),
        "error": gaps.errors,
        "printed": np.minimum(steep, size / (2.0 * sigmas)) * pairs.gaps,
        "sharp": steep * erf(size / (np.sqrt(2.0) * steep * sigmas)) * pairs.gaps,
    }
    found = pl.DataFrame(columns).select(pl.col(name).cast(kind) for name, kind in TABLE.items())
    about = About(PROBABILITY, BOUNDARY, np.array(columns["instance"]))
    return found, list(smoothed_checks(scored, [pairs], [gaps], about))
