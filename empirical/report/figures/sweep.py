"""The picture of a sweep: costs, validity and violations along ε, or along the ridge or N where those change."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from empirical.report.figures.canvas import as_png, in_plain_style
from empirical.report.naming import recourses_of
from empirical.report.report import Report

STROKES: Any = ("-", "--", "-.", (0, (1, 1)), (0, (5, 3, 1, 3, 1, 3)))
"""Line styles of the curves of a panel, so that one shows through another."""

PANELS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("cost", "means", {"cost_nr": "non-robust", "cost_r": "robust"}),
    (
        "validity",
        "means",
        {
            "validity_nr": "under its own model, non-robust",
            "validity_r": "under its own model, robust",
            "cross_validity": "cross",
            "probability_nr": "probability, non-robust",
            "probability_r": "probability, robust",
        },
    ),
)
"""Panels of costs and validity: title, entry of the summary, and the label of each curve."""


ALONG = {"epsilon": "ε", "ridge": "ridge β", "steps": "N, steps of training"}
"""Settings that curves may run along, of which the first one that varies is taken, and the labels of that axis."""


@in_plain_style
def sweep_figure(report: Report) -> bytes:
    """Draw the means over the instances, averaged over the seeds, with Student's 95 % intervals for several seeds.

    Along ε there is a row of panels for every ridge; of several N the largest is shown.

    Args:
        report: The report.

    Returns:
        A PNG.

    Examples:
        >>> import polars as pl
        >>> from empirical.report.settings import Settings, to_json
        >>> value = {"mean": 0.5, "low": None, "high": None}
        >>> means = {name: value for _, _, names in PANELS for name in names}
        >>> entry = {"steps": 10, "ridge": None, "means": means, "violated": {"theorem1.printed": value}}
        >>> entries = [{**entry, "epsilon": epsilon} for epsilon in (0.0, 0.1)]
        >>> summary = {"sweep": entries, "data": {"name": "two settings"}, "settings": to_json(Settings())}
        >>> sweep_figure(Report(pl.DataFrame(), pl.DataFrame(), summary))[1:4]
        b'PNG'
    """
    entries = report.summary["sweep"]
    along = next((name for name in ALONG if len({entry[name] for entry in entries}) > 1), "steps")
    rows = _rows(entries, along)
    figure = Figure(figsize=(13, 4.6 * len(rows)), layout="constrained")
    axes: Any = figure.subplots(len(rows), 3, squeeze=False)
    for row, (where, shown) in zip(axes, rows.items(), strict=True):
        _panels(row, shown, along, f", {where}" if len(rows) > 1 else "")
    data = report.summary["data"]["name"].replace("$", r"\$")
    seeds = len(report.summary["settings"]["grid"]["seeds"])
    where = f", {next(iter(rows))}" if len(rows) == 1 and next(iter(rows)) else ""
    subject = f"{seeds} seed{'s' if seeds > 1 else ''}, people whom the non-robust model rejects"
    figure.suptitle(f"{data}{where}: {subject}{recourses_of(report)}")
    return as_png(figure, 110)


def _rows(entries: list[dict[str, Any]], along: str) -> dict[str, list[dict[str, Any]]]:
    """Give the entries of each row of panels, by the settings that they share."""
    if along != "epsilon":
        return {"": entries}
    most = max((entry["steps"] for entry in entries if entry["steps"] is not None), default=None)
    rows: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        if entry["steps"] == most:
            rows.setdefault(_where(entry), []).append(entry)
    return rows


def _where(entry: dict[str, Any]) -> str:
    if entry["steps"] is not None:
        return f"N = {entry['steps']}"
    return "" if entry["ridge"] is None else f"β = {entry['ridge']:g}"


def _panels(axes: Any, entries: list[dict[str, Any]], along: str, where: str) -> None:
    for axis, (title, part, names) in zip(axes, PANELS, strict=False):
        _curves(axis, entries, along, part, names)
        axis.set_title(f"{title}{where}")
    _curves(axes[2], entries, along, "violated", {name: name for name in entries[0]["violated"]})
    axes[2].set_title(f"share violated, of the claims false as printed{where}", fontsize=10)
    for axis in axes[1:]:
        axis.set_ylim(-0.02, 1.02)


def _curves(axis: Axes, entries: list[dict[str, Any]], along: str, part: str, names: dict[str, str]) -> None:
    place = [entry[along] for entry in entries]
    for number, (name, label) in enumerate(names.items()):
        values = [entry[part][name] for entry in entries]
        style = {"color": f"C{number}", "marker": "o", "ms": 3.5, "ls": STROKES[number % len(STROKES)]}
        axis.plot(place, [value["mean"] for value in values], label=label, **style)
        ends = np.array([[value["low"], value["high"]] for value in values], float)
        if not np.isnan(ends).all():
            axis.fill_between(place, ends[:, 0], ends[:, 1], color=f"C{number}", alpha=0.15, lw=0)
    axis.set_xlabel(ALONG[along])
    if along == "epsilon":
        axis.locator_params(axis="x", nbins=7)
    else:
        axis.set_xscale("log")
    if names:
        axis.legend(loc="best", fontsize=8)  # the default is the same, and warns on a slow machine
    else:
        axis.text(0.5, 0.5, "no such claim in this report", ha="center", va="center", transform=axis.transAxes)
