"""Costs, validity and violations by a protected feature, with bootstrap intervals."""

import warnings
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float
from scipy.stats import norm

from empirical.data.dataset import Dataset
from empirical.report.frames import KEY
from empirical.report.quantities import QUANTITIES, violations
from empirical.report.sweep import CONFIDENCE, SETTING

RESAMPLES = 2000
BLOCK = 2**22
"""Numbers of the resampling that are held at once."""

NOTE = (
    "{count} intervals: at 95 % each, about {missed:.0f} miss their mean by chance alone. simultaneous_low and "
    "simultaneous_high hold together for all of them (Bonferroni, normal with the bootstrap's standard error)."
)


def group_rows(
    instances: pl.DataFrame, verdicts: pl.DataFrame, dataset: Dataset, features: tuple[str, ...], *, seed: int
) -> dict[str, Any]:
    """Means by the groups of protected features, at every number of steps and ε, over all seeds.

    A person who is tested under several seeds counts as one: resampling draws people, with all their rows.

    Args:
        instances: What was measured.
        verdicts: The verdicts.
        dataset: Whose people they are.
        features: The protected features.
        seed: Of the resampling.

    Returns:
        ``rows``: one dictionary per feature, group, setting and quantity with the number of ``instances``, the
        ``count`` of those over whom the mean is, ``mean`` (null over nobody), ``low``, ``high``, ``simultaneous_low``,
        ``simultaneous_high`` (null over fewer than two); and ``note``, what many intervals mean.
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
    note = NOTE.format(count=intervals, missed=intervals * (1 - CONFIDENCE))
    return {"rows": _simultaneous(found, intervals), "note": note}


def _means(rows: pl.DataFrame, names: list[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Mean and interval of every quantity at every setting, for one group."""
    instances = rows.select("instance").unique(maintain_order=True)
    sums = rows.group_by(*SETTING, "instance", maintain_order=True).agg(
        pl.col(names).sum(), pl.col(names).count().cast(pl.Float64).name.suffix(", count")
    )
    settings = [setting for setting, _ in sums.group_by(SETTING, maintain_order=True)]
    parts = [part for _, part in sums.group_by(SETTING, maintain_order=True)]
    aligned = [instances.join(part, on="instance", how="left", maintain_order="left") for part in parts]
    columns = [*names, *(f"{name}, count" for name in names)]
    stacked = np.stack([one.select(columns).fill_null(0.0).to_numpy() for one in aligned])
    drawn = _resampled(stacked, rng)
    means, draws = _ratio(stacked.sum(axis=1)), _ratio(drawn)
    behind = (stacked[..., len(names) :] > 0.0).sum(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of means over nobody in every draw
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
    """The sums over so many people drawn with replacement, again and again."""
    settings, instances, quantities = sums.shape
    flat = np.moveaxis(sums, 1, 0).reshape(instances, settings * quantities)
    block = max(1, BLOCK // instances)
    draws = []
    for start in range(0, RESAMPLES, block):
        chosen = rng.integers(instances, size=(min(block, RESAMPLES - start), instances))
        counts = np.stack([np.bincount(one, minlength=instances) for one in chosen]).astype(float)
        draws.append(counts @ flat)
    return np.concatenate(draws).reshape(RESAMPLES, settings, quantities)


@np.errstate(invalid="ignore")  # a mean over nobody is NaN
def _ratio(sums: Float[np.ndarray, "*lanes q"]) -> Float[np.ndarray, "*lanes w"]:
    """Means from sums, the second half of which are numbers of rows."""
    sums, counts = np.split(sums, 2, axis=-1)
    return sums / counts


def _number(value: Any, known: Any) -> float | None:
    return float(value) if known else None


def _simultaneous(rows: list[dict[str, Any]], intervals: int) -> list[dict[str, Any]]:
    quantile = float(norm.ppf(1.0 - (1.0 - CONFIDENCE) / (2.0 * max(intervals, 1))))
    for row in rows:
        mean, error = row["mean"], row.pop("error")
        ends = (None, None) if error is None else (mean - quantile * error, mean + quantile * error)
        row |= dict(zip(("simultaneous_low", "simultaneous_high"), ends, strict=True))
    return rows
