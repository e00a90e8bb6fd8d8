"""The picture of a forecast, width against work: of how many people how much is certain after how many passes."""

from typing import Any

import matplotlib.style
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, PercentFormatter

from empirical.report.figures.canvas import as_png, as_svg

SHARES = {
    "acceptance": "(a) certain: is this person accepted",
    "recourse": "(b) certain: is today's recourse accepted",
    "close": "(c) certain: the new cost, within 1 %",
}
"""The panels of shares: the column of the table of work, and the title."""

WIDTH = "(d) median width of the interval of the cost"
"""The title of the panel of widths."""

MARKERS = "osD^vPX*<>"
"""The markers of the lines, which tell them apart without colours."""

LEAST = 1e-6
"""The smallest width, as a share of the cost now, that is drawn."""


def width_figure(work: pl.DataFrame, title: str, unit: str) -> dict[str, bytes]:
    """Draw how much is certain after how much work.

    Args:
        work: The table of work.
        title: What the forecast is about, in one line.
        unit: What a pass is.

    Returns:
        The picture by the end of its file's name, ``png`` and ``svg``.

    Examples:
        >>> row = {"epsilon": 0.1, "passes": 0, "acceptance": 0.0, "recourse": 0.0, "close": 0.0, "width": 2.0}
        >>> pictures = width_figure(pl.DataFrame([row, row | {"passes": 5, "acceptance": 1.0}]), "title", "passes")
        >>> pictures["png"][1:4], pictures["svg"][:5]
        (b'PNG', b'<?xml')
    """
    with matplotlib.style.context("default"):
        figure = _drawn(work, title, unit)
        return {"png": as_png(figure, 160), "svg": as_svg(figure)}


def _drawn(work: pl.DataFrame, title: str, unit: str) -> Figure:
    """The figure with its four panels."""
    figure = Figure(figsize=(8.0, 6.2), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True).ravel()
    for panel, (column, heading) in zip(panels, SHARES.items(), strict=False):
        _lines(panel, work, column)
        panel.set(title=heading, ylim=(-0.04, 1.04), ylabel="share of rejected people")
        panel.yaxis.set_major_formatter(PercentFormatter(1.0))
    _lines(panels[3], work, "width")
    panels[3].set(title=WIDTH, yscale="log", ylabel="width / cost now")
    for panel in panels:
        _along_work(panel, work["passes"].unique().sort().to_list())
    for panel in panels[2:]:
        panel.set_xlabel(unit)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 8), frameon=False)
    figure.suptitle(title, fontsize="medium")
    return figure


def _lines(panel: Axes, work: pl.DataFrame, column: str) -> None:
    """Draw a line for each ε, darker where it is smaller."""
    epsilons = work["epsilon"].unique().sort().to_list()
    for place, epsilon in enumerate(epsilons):
        rows = work.filter(pl.col("epsilon") == epsilon).sort("passes")
        values = rows[column].to_numpy()
        panel.plot(
            rows["passes"].to_numpy(),
            np.maximum(values, LEAST) if column == "width" else values,
            label=f"ε = {epsilon:g}",
            **_look(place, len(epsilons)),
        )


def _look(place: int, several: int) -> dict[str, Any]:
    """The look of a line: colours of falling darkness, markers and dashes."""
    colours: Any = matplotlib.colormaps["viridis"]
    return {
        "color": colours(0.85 * place / max(several - 1, 1)),
        "marker": MARKERS[place % len(MARKERS)],
        "markersize": 5.0,
        "linewidth": 1.4,
        "linestyle": ("-", "--", "-.", ":")[place % 4],
    }


def _along_work(panel: Axes, passes: list[int]) -> None:
    """Let work run along the panel, with 0 on a scale that is logarithmic from 1 on."""
    panel.set_xscale("symlog", linthresh=1.0, linscale=0.5)
    panel.set_xlim(-0.3, 1.25 * max(*passes, 1))
    panel.set_xticks(passes, [f"{one:g}" for one in passes])
    panel.xaxis.set_minor_formatter(NullFormatter())
    panel.grid(visible=True, alpha=0.3, linewidth=0.6)
    panel.title.set_fontsize("medium")
