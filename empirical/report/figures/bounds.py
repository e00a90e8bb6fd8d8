"""The picture of a report, in the manner of Figure 6 of Krishna et al. 2024: measured gaps between their bounds."""

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from empirical.autoencoder.latent_balls import BALL, GLOBAL, SEGMENT
from empirical.families import Panel
from empirical.report.figures.canvas import as_png, in_plain_style
from empirical.report.frames import RUN
from empirical.report.naming import recourses_of
from empirical.report.report import Report
from empirical.verification.measured import LINEARISED, MEASURED_DELTA, RETURNED

LOWER, MEASURED, UPPER, BROKEN, FOUND = "tab:blue", "tab:orange", "tab:green", "tab:red", "0.55"
"""Colours of the paper's figure, one for violations, and one for gaps between the recourses found on networks."""

LABELS = {"cost": "cost gap  ‖ζ_NR‖ − ‖ζ_R‖", "validity": "validity gap  Pr_NR − Pr_R"}
"""Labels of the vertical axes, by what a panel's claim bounds."""

DECODED_PANELS = (
    Panel("theorem3.printed", "Theorem 3", "cost"),
    Panel("theorem3.sharp", "Theorem 3, sharp", "cost"),
)
"""Panels for recourses of C-CHVAE; then come the validity of the models' family, and Lipschitz constants."""

PLACES = {GLOBAL: "L everywhere", BALL: "L on the ball", SEGMENT: "L on the segment"}
"""Labels of the places where constants of Theorem 3 hold."""

DRAWABLE = 1e100
"""Largest number that is drawn: axes overflow before numbers do."""

_APPLICABLE = pl.col("status").is_in(["holds", "vacuous", "violated"]) & pl.all_horizontal(
    pl.col("lower", "value", "upper").abs() < DRAWABLE
)
"""Condition on rows of verdicts: the claim says something that can be drawn."""

SPREAD = 30.0
"""Ratio of bounds to values above which they are drawn on a symmetric logarithmic scale."""


@in_plain_style
def bounds_figure(report: Report) -> bytes:
    """Draw the measured gaps and their bounds, instance by instance, for the last run.

    Args:
        report: The report.

    Returns:
        A PNG.

    Examples:
        >>> from bounds import CLAIMS
        >>> from empirical.report.frames import columns_of
        >>> from empirical.report.settings import Settings, to_json
        >>> run = {"seed": 0, "steps": 10, "ridge": None, "epsilon": 0.1}
        >>> summary = {"runs": [run], "autoencoders": [], "data": {"name": "empty"}, "settings": to_json(Settings())}
        >>> bounds_figure(Report(pl.DataFrame(), pl.DataFrame(schema=columns_of(CLAIMS)), summary))[1:4]
        b'PNG'
    """
    figure = Figure(figsize=(12, 8), layout="constrained")
    axes: Any = figure.subplots(2, 2)
    run = report.summary["runs"][-1]
    verdicts = _of_run(report.verdicts, run)
    decoded = bool(report.summary["autoencoders"])
    network = report.family.tangents and not decoded
    cost = LINEARISED if network else RETURNED
    panels = _panels(report, decoded=decoded)
    for axis, panel in zip(axes.flat, panels, strict=False):
        rows = verdicts.filter(pl.col("claim").eq(panel.claim))
        if network and panel.gap == "cost":
            _found(axis, rows)
        _panel(axis, rows.filter(pl.col("cost_source").is_null() | pl.col("cost_source").eq(cost)), panel.title)
        axis.set_ylabel(("linearised " if network and panel.gap == "cost" else "") + LABELS[panel.gap])
    if network:
        _linearisation(axes.flat[-1], _of_run(report.instances, run))
    if decoded:
        _constants(axes.flat[-1], _of_run(report.instances, run), report.summary["autoencoders"][-1]["lipschitz"])
    drawn = len(panels) + bool(network or decoded)
    for axis in axes.flat[drawn:]:
        axis.set_axis_off()
    for axis in axes.flat[2 : len(panels)]:
        axis.set_xlabel("rejected people, in the order of their gap")
    data = report.summary["data"]["name"].replace("$", r"\$")  # no formulas
    figure.suptitle(f"{data}: {_described(report, run)}{recourses_of(report)}")
    figure.legend(
        handles=_legend(verdicts, network=network, decoded=decoded),
        loc="outside lower center",
        ncols=6,
        fontsize=9,
        frameon=False,
    )
    return as_png(figure, 120)


def _panels(report: Report, *, decoded: bool) -> tuple[Panel, ...]:
    panels = report.family.panels
    if not decoded:
        return panels
    return *DECODED_PANELS, *[panel for panel in panels if panel.gap == "validity"][:1]


def _of_run(table: pl.DataFrame, run: dict[str, Any]) -> pl.DataFrame:
    return table.filter(pl.col(name).eq_missing(pl.lit(run[name], dtype=RUN[name])) for name in RUN)


def _described(report: Report, run: dict[str, Any]) -> str:
    if run["epsilon"] is None:
        return "models trained elsewhere"
    grid = report.summary["settings"]["grid"]
    norm = "∞" if grid["norm"] == "inf" else f"{grid['norm']:g}"
    training = report.family.training_text(grid, run)
    return f"ε = {run['epsilon']:g} (ℓ{norm}), {training}, seed {run['seed']}"


def _panel(axis: Axes, rows: pl.DataFrame, title: str) -> None:
    applicable = rows.filter(_APPLICABLE)
    if applicable.is_empty():
        axis.set_title(title)
        why = "no rejected instance" if rows.is_empty() else "applies to nobody"
        axis.text(0.5, 0.5, why, ha="center", va="center", transform=axis.transAxes)
        return
    source = _tightest(applicable)
    instances = rows.filter(pl.col("delta_source").eq_missing(source)).height
    main = applicable.filter(pl.col("delta_source").eq_missing(source)).sort("value", "instance")
    measured = applicable.filter(pl.col("delta_source").eq(MEASURED_DELTA)).sort("value", "instance")
    for band, style in ((main, "-"), (measured, ":")):
        for end, colour in (("lower", LOWER), ("upper", UPPER)):
            axis.plot(np.arange(band.height), band[end], style, color=colour, lw=1.3)
    value, broken = main["value"].to_numpy(), main["status"].eq("violated").to_numpy()
    place = np.arange(main.height)
    axis.plot(place[~broken], value[~broken], ".", color=MEASURED, ms=6)
    axis.plot(place[broken], value[broken], "x", color=BROKEN, ms=5)
    axis.axhline(0.0, color="0.8", lw=0.8, zorder=0)
    vacuous = main["status"].eq("vacuous").sum()
    count = f"all {instances}" if main.height == instances else f"{main.height} of {instances}"
    noun = "person" if instances == 1 else "people"
    delta = "" if source is None else f" ({PLACES.get(source, f'Δ {source}')})"
    axis.set_title(f"{title}{delta}: {count} {noun}, {broken.sum()} violated, {vacuous} vacuous", fontsize=8.5)
    _scale(axis, main)
    axis.margins(y=0.08)
    _whole_people(axis)


def _found(axis: Axes, rows: pl.DataFrame) -> None:
    """Draw the gaps between the recourses that were found, in the order of the linearised ones."""
    linear = rows.filter(pl.col("cost_source").eq(LINEARISED) & _APPLICABLE)
    found = rows.filter(pl.col("cost_source").eq(RETURNED))
    both = linear.sort("value", "instance").join(found, on="instance", suffix="_found", maintain_order="left")
    axis.plot(both["value_found"].to_numpy(), ".", color=FOUND, ms=3, zorder=1)


def _linearisation(axis: Axes, instances: pl.DataFrame) -> None:
    """Draw the costs of the recourses found against the linearised ones, for both models."""
    axis.set_title("Costs on the networks and on their linearisation", fontsize=8.5)
    for model, name, mark in (("nr", "non-robust", "."), ("r", "robust", "x")):
        axis.plot(instances[f"cost_{model}_linearised"], instances[f"cost_{model}"], mark, ms=4, label=name)
    axis.axline((0.0, 0.0), slope=1.0, color="0.8", lw=0.8, zorder=0)
    axis.set_xlabel("linearised cost")
    axis.set_ylabel("cost of the recourse found")
    axis.legend(loc="best", fontsize=8)  # the default is the same, and warns on a slow machine


def _constants(axis: Axes, instances: pl.DataFrame, known: dict[str, Any] | None) -> None:
    """Draw Lipschitz constants of the decoder by instance, between a lower bound and the product of norms."""
    axis.set_title("Lipschitz constants of the decoder", fontsize=8.5)
    axis.set_xlabel("people with two recourses, in the order of their constant")
    axis.set_ylabel("L")
    if known is None or instances["latent_gap"].count() == 0:
        why = "whole levels have none" if known is None else "no person has two recourses"
        axis.text(0.5, 0.5, why, ha="center", va="center", transform=axis.transAxes)
        return
    for where in (BALL, SEGMENT):
        axis.plot(instances[f"lipschitz_{where}"].drop_nulls().sort().to_numpy(), label=f"certified on the {where}")
    levels = {"certified": "certified everywhere", "product": "product of norms", "sampled": "sampled: a lower bound"}
    for style, (name, label) in zip(("-", "--", ":"), levels.items(), strict=True):
        axis.axhline(known[name], color="0.4", ls=style, lw=1.0, label=label)
    axis.set_ylim(bottom=0.0)
    _whole_people(axis)
    axis.legend(loc="best", fontsize=8)  # the default is the same, and warns on a slow machine


def _legend(verdicts: pl.DataFrame, *, network: bool, decoded: bool) -> list[Line2D]:
    others = []
    if network:
        others = [Line2D([], [], color=FOUND, marker=".", ls="", label="between the recourses found")]
    elif not decoded and verdicts["delta_source"].eq(MEASURED_DELTA).any():
        others = [
            Line2D([], [], color="0.4", ls="-", label="Δ as in the title"),
            Line2D([], [], color="0.4", ls=":", label="Δ measured"),
        ]
    return [
        Line2D([], [], color=MEASURED, marker=".", ls="", label="measured"),
        Line2D([], [], color=BROKEN, marker="x", ls="", label="measured, violates the bound"),
        Line2D([], [], color=LOWER, label="lower bound"),
        Line2D([], [], color=UPPER, label="upper bound"),
        *others,
    ]


def _tightest(rows: pl.DataFrame) -> str | None:
    """Choose the Δ with the narrowest bounds; the measured one where no other can be drawn."""
    width = (pl.col("upper") - pl.col("lower")).median().alias("width")
    widths = rows.group_by(pl.col("delta_source"), pl.col("delta_source").eq(MEASURED_DELTA).alias("last")).agg(width)
    return widths.sort("last", "width", "delta_source")["delta_source"][0]


def _whole_people(axis: Axes) -> None:
    """Number the people on the horizontal axis by whole numbers, however few they are."""
    axis.xaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 2.5, 5, 10], integer=True, min_n_ticks=1))


def _scale(axis: Axes, rows: pl.DataFrame) -> None:
    """Use a logarithmic scale where the bounds are far wider than what they bound."""
    values = np.abs(rows["value"].to_numpy())
    bounds = np.abs(rows.select("lower", "upper").to_numpy())
    bounds = bounds[np.isfinite(bounds)]
    typical = max(float(np.median(values)), 1e-3)
    if bounds.size and float(bounds.max()) > SPREAD * max(float(values.max()), typical):
        axis.set_yscale("symlog", linthresh=10.0 ** np.ceil(np.log10(typical)))  # ticks between would overlap
