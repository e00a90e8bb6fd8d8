"""SmoothGrad along σ: how faithful and how robust it is, where it is most faithful, and Theorem 5.2 person by person.

Faithfulness falls with ‖φ_σ − p‖ over the columns that differ from the reference: p has no other entries. Where
smoothing is drawn, numbers are means over the draws.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Float
from scipy.stats import rankdata

from empirical.explanations import removals
from empirical.explanations.faithfulness import correlation
from empirical.numerics import row_norms
from empirical.studies.tan2023.constants import Scored
from empirical.studies.tan2023.neighbours import Near
from empirical.studies.tan2023.smoothing import Smoothing
from empirical.studies.tan2023.tasks import Task

SIGMAS = (0.01, 0.03, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""The values of σ along which SmoothGrad is followed; 0 stands for the gradient."""

_NUMBERS = ("sigma", "error", "norm", "cosine", "spearman", "quotient")

TABLE: Mapping[str, Any] = MappingProxyType(
    {"score": pl.String(), "instance": pl.Int64(), **dict.fromkeys(_NUMBERS, pl.Float64())}
)
"""The columns of the table of σ: ‖φ_σ − p‖, ‖φ_σ‖, cos∠(φ_σ, p), Spearman's correlation, and the largest quotient."""

EFFECTS: Mapping[str, Any] = MappingProxyType(
    {"score": pl.String(), "instance": pl.Int64(), **dict.fromkeys(("gradient_norm", "effect_norm"), pl.Float64())}
)
"""The columns of the table of effects: ‖∇f‖ and ‖p‖ over the columns that differ from the reference."""


class Effects(NamedTuple):
    """What really happens when single columns are taken away.

    Attributes:
        slopes: p_i = (f(x) − f(x with x_i := r_i))/(x_i − r_i), 0 where nothing changes, [n, d].
        moved: Whether a column differs from the reference, [n, d].
    """

    slopes: Float[np.ndarray, "n d"]
    moved: Bool[np.ndarray, "n d"]


def effects_of(scored: Scored, inputs: Float[np.ndarray, "n d"], task: Task) -> Effects:
    """Take the columns of every instance away, one at a time.

    Args:
        scored: The score.
        inputs: The instances.
        task: The task, with the reference.

    Returns:
        The effects.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.models.model import LinearModel
        >>> from empirical.studies.tan2023.tasks import table_task
        >>> task = table_task(load("breast-cancer"), 0)
        >>> score = Scored(LinearModel(np.ones(30)), 1.0, 0.0, np.inf)
        >>> effects_of(score, task.split.test[:2, :-1], task).slopes.round(6).max().item()
        1.0
    """
    found = removals(scored.model, inputs, reference=task.reference)
    return Effects(found.slopes, found.moved)


def sigma_rows(
    scores: Mapping[str, Scored], smoothing: Smoothing, near: Near, effects: Mapping[str, Effects], instances: Any
) -> pl.DataFrame:
    """Follow SmoothGrad of both scores along σ.

    Args:
        scores: The scores by name.
        smoothing: How they are smoothed.
        near: The instances, with the neighbours over which quotients are taken.
        effects: What happens when columns are taken away, by score.
        instances: The numbers of the instances.

    Returns:
        A row for each score, σ and instance.

    Examples:
        >>> from empirical.models.model import LinearModel
        >>> from empirical.studies.tan2023.line_smoothing import LineSmoothing
        >>> weights, point = np.array([2.0, 1.0]), np.ones((1, 2))
        >>> scores = {"logit": Scored(LinearModel(weights), 3.0, 0.0, np.inf)}
        >>> near = Near(point, point[None] + 0.1, np.array([[0.1 * 2**0.5]]))
        >>> effects = {"logit": Effects(weights[None], np.ones((1, 2), bool))}
        >>> rows = sigma_rows(scores, LineSmoothing(weights, 0.0), near, effects, [0])
        >>> rows["error"].max(), rows["quotient"].max(), rows.height
        (0.0, 0.0, 9)
    """
    width = near.inputs.shape[1]
    every = np.concatenate([near.inputs[None], near.moved]).reshape(-1, width)
    found = []
    for sigma in (0.0, *SIGMAS):
        smoothed = _gradients(scores, smoothing, every, sigma)
        for name in scores:
            here, *there = smoothed[name].reshape(-1, *near.inputs.shape)
            quotients = row_norms(np.stack(there) - here) / near.gaps
            columns = _measures(here, effects[name]) | {"quotient": quotients.max(axis=0)}
            found.append(pl.DataFrame({"instance": instances, **columns}).with_columns(score=pl.lit(name), sigma=sigma))
    return _table(pl.concat(found), TABLE)


def _gradients(scores: Mapping[str, Scored], smoothing: Smoothing, points: Any, sigma: float) -> dict[str, np.ndarray]:
    if sigma:
        return {name: one.values for name, one in smoothing.gradients(points, sigma).items()}
    return {name: np.asarray(one.model.scores_and_gradients(points)[1]) for name, one in scores.items()}


def _measures(values: Float[np.ndarray, "n d"], effects: Effects) -> dict[str, Any]:
    counted = np.where(effects.moved, values, 0.0)
    norms, lengths = row_norms(counted), row_norms(effects.slopes)
    with np.errstate(all="ignore"):
        cosines = (counted * effects.slopes).sum(axis=1) / (norms * lengths)
    ranks = [
        correlation(rankdata(one[chosen]), rankdata(other[chosen]))
        for one, other, chosen in zip(values, effects.slopes, effects.moved, strict=True)
    ]
    return {"error": row_norms(counted - effects.slopes), "norm": norms, "cosine": cosines, "spearman": ranks}


def effect_rows(rows: pl.DataFrame, effects: Mapping[str, Effects], instances: Any) -> pl.DataFrame:
    """Give the lengths of gradients and effects.

    Args:
        rows: The rows of :func:`sigma_rows`.
        effects: What happens when columns are taken away, by score.
        instances: The numbers of the instances.

    Returns:
        A row for each score and instance.

    Examples:
        >>> rows = pl.DataFrame({"score": ["logit"], "instance": [3], "sigma": [0.0], "norm": [2.0]})
        >>> effects = {"logit": Effects(np.array([[3.0, 4.0]]), np.ones((1, 2), bool))}
        >>> effect_rows(rows, effects, [3]).rows()
        [('logit', 3, 2.0, 5.0)]
    """
    lengths = pl.concat(
        pl.DataFrame({"instance": instances, "effect_norm": row_norms(one.slopes)}).with_columns(score=pl.lit(name))
        for name, one in effects.items()
    ).with_columns(pl.col("instance").cast(pl.Int64))
    plain = rows.filter(sigma=0.0).select("score", "instance", gradient_norm="norm")
    plain = plain.with_columns(pl.col("instance").cast(pl.Int64))
    return _table(plain.join(lengths, on=["score", "instance"], maintain_order="left"), EFFECTS)


def _table(found: pl.DataFrame, columns: Mapping[str, Any]) -> pl.DataFrame:
    return found.select(pl.col(name).cast(kind) for name, kind in columns.items()).fill_nan(None)
