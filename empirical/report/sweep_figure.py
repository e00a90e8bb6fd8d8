"""The picture of a sweep: costs, validity and violations against ε, or against N where that changes."""

from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from empirical.report.builder import Report

STROKES: Any = ("-", "--", "-.", (0, (1, 1)), (0, (5, 3, 1, 3, 1, 3)))
"""Of the curves of a panel, so that one shows through another."""

PANELS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("cost", "means", {"cost_nr": "non-robust", "cost_r": "robust"}),
    (
        "validity",
        "means",
        {
            "own_validity_nr": "own, non-robust",
            "own_validity_r": "own, robust",
            "cross_validity": "cross",
            "probability_nr": "probability, non-robust",
            "probability_r": "probability, robust",
        },
    ),
)


def sweep_figure(report: Report) -> bytes:
    """Draw the means over the persons, averaged over the seeds, with Student's 95 % intervals where there are several.

    Args:
        report: The report.

    Returns:
        A PNG.
    """
    entries = report.summary["sweep"]
    figure = Figure(figsize=(13, 4.6), layout="constrained")
    axes: Any = figure.subplots(1, 3)
    along = "epsilon" if len({entry["epsilon"] for entry in entries}) > 1 else "steps"
    fixed = max(entry["steps"] for entry in entries) if along == "epsilon" else None
    shown = [entry for entry in entries if fixed is None or entry["steps"] == fixed]
    for axis, (title, part, names) in zip(axes, PANELS, strict=False):
        _curves(axis, shown, along, part, names)
        axis.set_title(title)
    _curves(axes[2], shown, along, "violated", {name: name for name in shown[0]["violated"]})
    axes[2].set_title("share violated, of the claims false as printed")
    for axis in axes[1:]:
        axis.set_ylim(-0.02, 1.02)
    data = report.summary["data"]["name"].replace("$", r"\$")
    seeds = len(report.summary["settings"]["grid"]["seeds"])
    where = f", N = {fixed}" if fixed is not None else ""
    figure.suptitle(f"{data}{where}: {seeds} seed{'s' if seeds > 1 else ''}, persons whom the non-robust model rejects")
    png = BytesIO()
    figure.savefig(png, format="png", dpi=110, metadata={"Software": None})
    return png.getvalue()


def _curves(axis: Axes, entries: list[dict[str, Any]], along: str, part: str, names: dict[str, str]) -> None:
    place = [entry[along] for entry in entries]
    for number, (name, label) in enumerate(names.items()):
        values = [entry[part][name] for entry in entries]
        style = {"color": f"C{number}", "marker": "o", "ms": 3.5, "ls": STROKES[number % len(STROKES)]}
        axis.plot(place, [value["mean"] for value in values], label=label, **style)
        ends = np.array([[value["low"], value["high"]] for value in values], float)
        if not np.isnan(ends).all():
            axis.fill_between(place, ends[:, 0], ends[:, 1], color=f"C{number}", alpha=0.15, lw=0)
    axis.set_xlabel("ε" if along == "epsilon" else "N, steps of training")
    if along == "steps":
        axis.set_xscale("log")
    axis.legend(fontsize=8)
