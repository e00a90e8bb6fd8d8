"""Means at every training setting, over the seeds and with intervals; how often the condition of Theorem 4 holds."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from empirical.report.frames import KEY
from empirical.report.quantities import QUANTITIES, violations

CONFIDENCE = 0.95
"""Confidence of the intervals."""


SETTING = ("steps", "ridge", "epsilon")
"""Columns that say how a pair of models was trained, beside its seed."""


def sweep(instances: pl.DataFrame, verdicts: pl.DataFrame) -> list[dict[str, Any]]:
    """Average every quantity over the seeds, at every training setting: each seed has the same instances at every ε.

    Args:
        instances: The table of what was measured.
        verdicts: The table of verdicts.

    Returns:
        One dictionary for each setting: ``steps``, ``ridge``, ``epsilon``, the number of ``seeds`` with a rejected
        instance, the number of all their ``instances``; and under ``means`` and ``violated``, by name, ``mean``,
        ``low`` and ``high``, Student's 95 % interval over the seeds, null for a single seed, and ``seeds`` and
        ``count``, the numbers of seeds and instances that the mean is over.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> report = build(Settings(grid=LinearGrid(steps=(5,)), instances=4))
        >>> (entry,) = sweep(report.instances, report.verdicts)
        >>> entry["epsilon"], entry["means"]["cost_nr"]["count"]
        (0.1, 4)
    """
    broken = violations(verdicts)
    flags = [name for name in broken.columns if name not in KEY]
    measured = instances.select(*KEY, *(expression.alias(name) for name, expression in QUANTITIES.items()))
    rows = measured.join(broken, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    names = pl.col(*QUANTITIES, *flags)
    by_seed = rows.group_by("seed", *SETTING, maintain_order=True).agg(
        pl.len().alias("instances"), names.mean(), names.count().name.suffix(", count")
    )
    return [
        {
            **dict(zip(SETTING, setting, strict=True)),
            "seeds": group.height,
            "instances": group["instances"].sum(),
            "means": {name: _over_seeds(group, name) for name in QUANTITIES},
            "violated": {name: _over_seeds(group, name) for name in flags},
        }
        for setting, group in by_seed.group_by(SETTING, maintain_order=True)
    ]


def _over_seeds(group: pl.DataFrame, name: str) -> dict[str, Any]:
    known = group.filter(pl.col(name).is_not_null() & pl.col(name).is_not_nan())
    behind = {"seeds": known.height, "count": known[f"{name}, count"].sum()}
    return {**student_interval(known[name].to_numpy()), **behind}


def student_interval(values: np.ndarray) -> dict[str, float | None]:
    """Average values over the seeds, with Student's interval.

    Args:
        values: One value for each seed.

    Returns:
        The ``mean``, null of no value, and the ends ``low`` and ``high``, null of fewer than two.

    Examples:
        >>> student_interval(np.array([0.5]))
        {'mean': 0.5, 'low': None, 'high': None}
    """
    from scipy.special import stdtrit

    if not values.size:
        return {"mean": None, "low": None, "high": None}
    mean, count = float(values.mean()), len(values)
    if count < 2:
        return {"mean": mean, "low": None, "high": None}
    half = float(stdtrit(count - 1, (1.0 + CONFIDENCE) / 2.0) * values.std(ddof=1) / np.sqrt(count))
    return {"mean": mean, "low": mean - half, "high": mean + half}


def condition(instances: pl.DataFrame, radii: Mapping[str, pl.Expr]) -> list[dict[str, Any]]:
    """Count how often the condition |v − u| ≤ R of Theorem 4 or 5 holds, and how often its conclusion, for every Δ.

    Args:
        instances: The table of what was measured.
        radii: The radius R as an expression over the columns of this table, by the source of Δ.

    Returns:
        One dictionary for each setting and Δ. It has the number of ``instances`` for which all of this is known and
        finite, so that they have both recourses; the share of them for which the ``condition`` holds as printed; the
        share of these for which the conclusion Pr_NR ≥ Pr_R holds, null if the condition holds for none; the share for
        which the sound condition u − v ≥ R holds; and the share for which the ``conclusion`` holds. Shares of no
        instance are null.

    Examples:
        >>> scores = {"score_nr_nr": [1.0, 1.0], "score_nr_r": [0.5, -3.0], "score_r_r": [0.8, 2.0]}
        >>> instances = pl.DataFrame({"steps": [10, 10], "ridge": [None, None], "epsilon": [0.1, 0.1], **scores})
        >>> (entry,) = condition(instances, {"measured": pl.lit(1.0)})
        >>> entry["condition"], entry["conclusion_given_condition"], entry["conclusion"]
        (0.5, 1.0, 0.5)
    """
    ahead = pl.col("score_nr_nr") - pl.col("score_nr_r")
    conclusion = pl.col("score_nr_nr") >= pl.col("score_r_r")
    scores = [pl.col(name).is_finite() for name in ("score_nr_nr", "score_nr_r", "score_r_r")]
    tables = []
    for source, radius in radii.items():
        known = pl.all_horizontal(*scores, radius.is_finite())  # a NaN would be above every other number
        holds = ahead.abs() <= radius
        tables.append(
            instances.group_by(SETTING, maintain_order=True).agg(
                pl.lit(source).alias("delta_source"),
                known.sum().alias("instances"),
                holds.filter(known).mean().alias("condition"),
                conclusion.filter(known & holds).mean().alias("conclusion_given_condition"),
                (ahead >= radius).filter(known).mean().alias("sound_condition"),
                conclusion.filter(known).mean().alias("conclusion"),
            )
        )
    return pl.concat(tables).to_dicts() if tables else []
