"""The picture of a report, in the manner of Figure 6 of Krishna et al. 2024: measured gaps between their bounds."""

from io import BytesIO
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from empirical.report.build import Report

LOWER, MEASURED, UPPER, BROKEN = "tab:blue", "tab:orange", "tab:green", "tab:red"
"""Colours of the paper's figure, and one for violations."""

PANELS = (
    ("theorem1.printed", "Theorem 1 as printed", "cost gap  ‖ζ_NR‖ − ‖ζ_R‖"),
    ("theorem1.sound", "Theorem 1, sound", "cost gap  ‖ζ_NR‖ − ‖ζ_R‖"),
    ("theorem4.sharp", "Theorem 4, sharp", "validity gap  Pr_NR − Pr_R"),
    ("theorem4.closed", "Theorem 4, closed form", "validity gap  Pr_NR − Pr_R"),
)

SPREAD = 30.0
"""Bounds so many times wider than the values are drawn on a symmetric logarithmic scale."""


def bounds_figure(report: Report) -> bytes:
    """Draw the measured gaps and their bounds, person by person.

    Args:
        report: The report.

    Returns:
        A PNG.
    """
    figure = Figure(figsize=(12, 7.5), layout="constrained")
    axes: Any = figure.subplots(2, 2)
    for axis, (claim, title, label) in zip(axes.flat, PANELS, strict=True):
        rows = report.rows.filter(
            pl.col("claim").eq(claim) & pl.col("cost_source").is_in(["returned", None], nulls_equal=True)
        )
        _panel(axis, rows, title)
        axis.set_ylabel(label)
    for axis in axes[1]:
        axis.set_xlabel("rejected persons, by gap")
    training = report.summary["settings"]["training"]
    figure.suptitle(
        f"{report.summary['settings']['dataset']}: ε = {training['epsilon']:g} (ℓ_{training['norm']}), "
        f"{training['steps']} steps, η = {training['learning_rate']:g}, start {training['init']}"
    )
    png = BytesIO()
    figure.savefig(png, format="png", dpi=120, metadata={"Software": None})
    return png.getvalue()


def _panel(axis: Axes, rows: pl.DataFrame, title: str) -> None:
    applicable = rows.filter(pl.col("status").is_in(["holds", "vacuous", "violated"]))
    if applicable.is_empty():
        axis.set_title(title)
        why = "no rejected instance" if rows.is_empty() else "applies to nobody"
        axis.text(0.5, 0.5, why, ha="center", va="center", transform=axis.transAxes)
        return
    sources = _tightest(applicable)
    main = applicable.filter(pl.col("delta_source").eq(sources[0])).sort("value", "instance")
    place = np.arange(len(main))
    value, broken = main["value"].to_numpy(), main["status"].eq("violated").to_numpy()
    for source, style in zip(sources, ("-", ":"), strict=False):
        band = applicable.filter(pl.col("delta_source").eq(source)).sort("value", "instance")
        axis.plot(np.arange(len(band)), band["lower"], style, color=LOWER, lw=1.2, label=f"lower, Δ {source}")
        axis.plot(np.arange(len(band)), band["upper"], style, color=UPPER, lw=1.2, label=f"upper, Δ {source}")
    axis.plot(place[~broken], value[~broken], ".", color=MEASURED, ms=5, label="measured")
    if broken.any():
        axis.plot(place[broken], value[broken], "x", color=BROKEN, ms=5, label="measured, violates the bound")
    axis.set_title(f"{title}: {len(main)} of {len(_of(rows, sources[0]))} applicable, {broken.sum()} violated")
    _scale(axis, main)
    axis.axhline(0.0, color="0.8", lw=0.8, zorder=0)
    axis.legend(fontsize=8, loc="best")


def _tightest(rows: pl.DataFrame) -> list[str]:
    """The Δ known before the robust model that gives the narrowest band, and the measured one after it."""
    width = (
        rows.with_columns(width=pl.col("upper") - pl.col("lower"))
        .group_by("delta_source")
        .agg(pl.col("width").median())
    )
    ranked = width.sort("width", "delta_source")["delta_source"].to_list()
    prior = [source for source in ranked if source != "measured"]
    return [*prior[:1], *(source for source in ranked if source == "measured")]


def _of(rows: pl.DataFrame, source: str) -> pl.DataFrame:
    return rows.filter(pl.col("delta_source").eq(source))


def _scale(axis: Axes, rows: pl.DataFrame) -> None:
    """A logarithmic scale where the bounds are far wider than what they bound."""
    values = np.abs(rows["value"].to_numpy())
    bounds = np.abs(rows.select("lower", "upper").to_numpy())
    bounds = bounds[np.isfinite(bounds)]
    typical = max(float(np.median(values)), 1e-3)
    if bounds.size and float(bounds.max()) > SPREAD * max(float(values.max()), typical):
        axis.set_yscale("symlog", linthresh=typical)
