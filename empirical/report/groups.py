"""Costs, validity and violations by a protected feature, with bootstrap intervals."""

import warnings
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.dataset import Dataset
from empirical.report.frames import KEY
from empirical.report.quantities import QUANTITIES, violations
from empirical.report.sweep import CONFIDENCE, SETTING

RESAMPLES = 2000
"""Number of bootstrap samples."""

BLOCK = 2**22
"""Largest number of resampled entries that are held at once."""

SIMULTANEOUS = (
    "simultaneous_low and simultaneous_high hold together for all of them (Bonferroni, normal with the bootstrap's "
    "standard error)."
)
"""Note on the intervals that hold together, beside the rows in ``summary.json``."""


def group_rows(
    instances: pl.DataFrame, verdicts: pl.DataFrame, dataset: Dataset, features: tuple[str, ...], *, seed: int
) -> dict[str, Any]:
    """Compute means by the groups of protected features, for every training setting, over all seeds.

    A person who is tested under several seeds counts as one: resampling draws people, with all their rows.

    Args:
        instances: The table of what was measured.
        verdicts: The table of verdicts.
        dataset: The data set.
        features: The protected features.
        seed: The seed of the resampling.

    Returns:
        ``rows``: one dictionary for each feature, group, setting and quantity with the number of ``instances``, the
        ``count`` of those that the mean is over, ``mean`` (null over none), ``low``, ``high``, ``simultaneous_low`` and
        ``simultaneous_high`` (null over fewer than two); and ``note``, which says what many intervals mean.

    Examples:
        >>> from empirical.data import load
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> report = build(Settings(grid=LinearGrid(steps=(5,)), instances=4))
        >>> groups = group_rows(report.instances, report.verdicts, load("breast-cancer"), ("mean radius",), seed=0)
        >>> groups["rows"][0]["feature"], groups["rows"][0]["quantity"]
        ('mean radius', 'cost_nr')
    """
    rng = np.random.default_rng(seed)
    broken = violations(verdicts)
    names = [*QUANTITIES, *(name for name in broken.columns if name not in KEY)]
    measured = instances.select(*KEY, *(expression.alias(name) for name, expression in QUANTITIES.items()))
    table = measured.join(broken, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    found = []
    for feature in features:
        members = dataset.members(feature)
        group = pl.Series(feature, members)[table["instance"]].alias("group")
        for (level,), rows in sorted(table.with_columns(group).group_by("group"), key=lambda part: str(part[0][0])):
            found += [{"feature": feature, "group": level, **row} for row in _means(rows, names, rng)]
    intervals = sum(row["low"] is not None for row in found)
    return {"rows": _simultaneous(found, intervals), "note": _note(intervals)}


def _note(intervals: int) -> str:
    """Say what many intervals mean, and why there may be none."""
    missed = intervals * (1.0 - CONFIDENCE)
    if not intervals:
        return "no intervals: a mean over fewer than two people has none."
    several = "s" if intervals > 1 else ""
    if missed < 1.0:
        chance = f"the chance that any misses its mean is at most {missed:.0%}."
    else:
        chance = f"about {missed:.0f} miss their mean by chance alone."
    return f"{intervals} interval{several}: at 95 % each, {chance} {SIMULTANEOUS}"


def _means(rows: pl.DataFrame, names: list[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Compute mean and interval of every quantity at every setting, for one group."""
    instances = rows.select("instance").unique(maintain_order=True)
    sums = rows.group_by(*SETTING, "instance", maintain_order=True).agg(
        pl.col(names).sum(), pl.col(names).count().cast(pl.Float64).name.suffix(", count")
    )
    settings = [setting for setting, _ in sums.group_by(SETTING, maintain_order=True)]
    parts = [part for _, part in sums.group_by(SETTING, maintain_order=True)]
    aligned = [instances.join(part, on="instance", how="left", maintain_order="left") for part in parts]
    columns = [*names, *(f"{name}, count" for name in names)]
    stacked = np.stack([table.select(columns).fill_null(0.0).to_numpy() for table in aligned])
    drawn = _resampled(stacked, rng)
    means, draws = _ratio(stacked.sum(axis=1)), _ratio(drawn)
    behind = (stacked[..., len(names) :] > 0.0).sum(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where a mean is over no instance in every draw
        ends = np.nanquantile(draws, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
        errors = np.nanstd(draws, axis=0)
    return [
        {
            **dict(zip(SETTING, setting, strict=True)),
            "instances": instances.height,
            "quantity": name,
            "count": int(behind[place, column]),
            "mean": _number(means[place, column], behind[place, column] > 0),
            "low": _number(ends[0, place, column], behind[place, column] > 1),
            "high": _number(ends[1, place, column], behind[place, column] > 1),
            "error": _number(errors[place, column], behind[place, column] > 1),
        }
        for place, setting in enumerate(settings)
        for column, name in enumerate(names)
    ]


def _resampled(sums: Float[np.ndarray, "s p q"], rng: np.random.Generator) -> Float[np.ndarray, "r s q"]:
    """Sum over as many instances drawn with replacement, for each bootstrap sample."""
    settings, instances, quantities = sums.shape
    flat = np.moveaxis(sums, 1, 0).reshape(instances, settings * quantities)
    block = max(1, BLOCK // instances)
    draws = []
    for start in range(0, RESAMPLES, block):
        chosen = rng.integers(instances, size=(min(block, RESAMPLES - start), instances))
        counts = np.stack([np.bincount(sample, minlength=instances) for sample in chosen]).astype(float)
        draws.append(counts @ flat)
    return np.concatenate(draws).reshape(RESAMPLES, settings, quantities)


@np.errstate(invalid="ignore")  # a mean over no instance is NaN
def _ratio(sums: Float[np.ndarray, "*lanes q"]) -> Float[np.ndarray, "*lanes w"]:
    """Divide sums by numbers of rows, which are the second half of the columns."""
    sums, counts = np.split(sums, 2, axis=-1)
    return sums / counts


def _number(value: Any, known: Any) -> float | None:
    return float(value) if known else None


def _simultaneous(rows: list[dict[str, Any]], intervals: int) -> list[dict[str, Any]]:
    from scipy.special import ndtri

    quantile = float(ndtri(1.0 - (1.0 - CONFIDENCE) / (2.0 * max(intervals, 1))))
    for row in rows:
        mean, error = row["mean"], row.pop("error")
        ends = (None, None) if error is None else (mean - quantile * error, mean + quantile * error)
        row |= dict(zip(("simultaneous_low", "simultaneous_high"), ends, strict=True))
    return rows
