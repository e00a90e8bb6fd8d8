"""The picture of a range of ε: certified bands of score and cost of three people, for every ε."""

import matplotlib.style
import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from empirical.report.figures.canvas import as_png, as_svg

RANKS = (0.1, 0.5, 0.9)
"""Which people are drawn, by the rank of their scores now: far below the threshold, in the middle, and near it."""

CERTAIN = "certainly in here"
"""The label of a band."""


def bands_figure(people: pl.DataFrame, cut: float, title: str) -> dict[str, bytes]:
    """Draw bands of three people.

    Args:
        people: The table of people of a range.
        cut: The score of the threshold.
        title: What the forecast is about, in one line.

    Returns:
        The picture by the end of its file's name, ``png`` and ``svg``.

    Examples:
        >>> names = ("score_now", "score_low", "cost_now", "cost_low")
        >>> row = {"instance": 7, "epsilon_low": 0.0, "epsilon_high": 0.1, "score_high": 0.5, "cost_high": 0.5}
        >>> pictures = bands_figure(pl.DataFrame([row | dict.fromkeys(names, 0.2)]), 0.0, "one person")
        >>> pictures["png"][1:4], pictures["svg"][:5]
        (b'PNG', b'<?xml')
    """
    with matplotlib.style.context("default"):
        figure = _drawn(people, cut, title)
        return {"png": as_png(figure, 160), "svg": as_svg(figure)}


def _drawn(people: pl.DataFrame, cut: float, title: str) -> Figure:
    """The figure: a column of two panels for each person."""
    chosen = _chosen(people)
    figure = Figure(figsize=(3.0 * len(chosen) + 0.6, 5.2), layout="constrained")
    panels = figure.subplots(2, len(chosen), sharex=True, sharey="row", squeeze=False)
    for column, instance in zip(panels.T, chosen, strict=True):
        rows = people.filter(pl.col("instance") == instance).sort("epsilon_low")
        _band(column[0], rows, "score")
        _band(column[1], rows, "cost")
        column[0].axhline(cut, color="black", linewidth=1.0, linestyle="--", label="accepted above")
        column[0].set_title(f"person {instance}", fontsize="medium")
        column[1].set_xlabel("ε, the radius of the attack")
    for row, label in zip(panels[:, 0], ("score of the robust model", "cost of a recourse"), strict=True):
        row.set_ylabel(label)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    figure.suptitle(title, fontsize="medium")
    return figure


def _chosen(people: pl.DataFrame) -> list[int]:
    """The people to draw, without repetition."""
    order = people.unique("instance").sort("score_now", "instance")["instance"].to_list()
    return list(dict.fromkeys(order[round(rank * (len(order) - 1))] for rank in RANKS))


def _band(panel: Axes, rows: pl.DataFrame, name: str) -> None:
    """Draw between which ends a quantity certainly is, and what it is now."""
    edges = np.append(rows["epsilon_low"].to_numpy(), rows["epsilon_high"][-1])
    low, high = (
        np.append(values, values[-1]) for values in (rows[f"{name}_{end}"].to_numpy() for end in ("low", "high"))
    )
    panel.fill_between(edges, low, high, step="post", color="#3b6ea5", alpha=0.55, linewidth=0.0, label=CERTAIN)
    panel.plot(edges[0], rows[f"{name}_now"][0], "o", color="black", markersize=5.0, label="now", clip_on=False)
    if name == "cost":
        panel.set_ylim(bottom=0.0)
    panel.grid(visible=True, alpha=0.3, linewidth=0.6)
