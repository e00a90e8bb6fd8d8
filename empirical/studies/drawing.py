"""Lines that are told apart in grey too, panels with one legend, and figures as files."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from empirical.report.figures.canvas import as_png
from empirical.studies.curves import LEAST_PEOPLE, Curve

COLOURS = ("#000000", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Colours that people with any colour vision tell apart [Okabe and Ito 2008]."""

STROKES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3)))
"""Strokes of lines, so that they are told apart without colours."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
"""Markers of points, likewise."""

METHODS = {
    "scfe valid": "SCFE, accepted ones",
    "scfe fixed": "SCFE, λ fixed",
    "cchvae": "C-CHVAE",
    "gs": "Growing Spheres",
    "roar": "ROAR",
    "nice": "NICE",
    "scfe sparse": "SCFE, sparse ones",
    "ecco": "ECCo",
    "ar": "Actionable Recourse",
}
"""How figures and findings call the recourse methods."""

MODELS = {"linear": "logistic regression", "mlp": "ReLU networks", "ntk": "wide networks (NTK)"}
"""How figures and findings call the families of models."""

DPI = 110
"""Dots per inch of pictures."""


class Line(NamedTuple):
    """A line of a panel.

    Attributes:
        label: The name of the line in the legend.
        curve: The figure along the horizontal axis.
        number: Its place among all lines of the figure, which decides its look.
    """

    label: str
    curve: Curve
    number: int


def look(number: int) -> dict[str, Any]:
    """Choose colour, stroke and marker of a line; later ones are thinner, so that earlier ones show behind them.

    Args:
        number: The place of the line among those of the figure.

    Returns:
        Arguments of matplotlib.

    Examples:
        >>> look(0)["marker"], look(1)["ls"]
        ('o', '--')
    """
    place = number % len(COLOURS)
    size = {"lw": 2.6 - 0.3 * place, "ms": 7.0 - 0.6 * place}
    return {"color": COLOURS[place], "ls": STROKES[place], "marker": MARKERS[place], **size}


def draw_line(axis: Axes, line: Line) -> None:
    """Draw a line with Student's intervals over the seeds; points with few people behind them are hollow.

    Args:
        axis: The panel.
        line: The line.

    Examples:
        >>> axis = Figure().subplots()
        >>> draw_line(axis, Line("gs", Curve((0.0, 0.1), np.ones((2, 3)), (50, 3)), 0))
        >>> len(axis.lines)
        2
    """
    curve = line.curve
    means, places = curve.means, np.asarray(curve.at)
    there = np.isfinite(means)
    if not there.any():
        return
    style = look(line.number)
    few = np.asarray(curve.people) < LEAST_PEOPLE
    axis.plot(places[there], means[there], label=line.label, **style)
    axis.plot(places[there & few], means[there & few], **{**style, "ls": ""}, markerfacecolor="white")
    ends = [curve.interval(place) for place in range(len(places))]
    low, high = (np.array([np.nan if one[name] is None else one[name] for one in ends]) for name in ("low", "high"))
    wide = np.isfinite(low) & (high > low)
    if wide.any():
        height = np.stack([means - low, high - means])[:, wide]
        axis.errorbar(places[wide], means[wide], height, fmt="none", ecolor=style["color"], elinewidth=0.8, capsize=2)


def grid_of(rows: int, columns: int, *, width: float = 3.4, height: float = 2.8) -> tuple[Figure, Any]:
    """Make a figure with panels.

    Args:
        rows: The number of rows.
        columns: The number of columns.
        width: The width of a panel in inches.
        height: The height of a panel in inches.

    Returns:
        The figure, and its panels by row and column.

    Examples:
        >>> grid_of(2, 3)[1].shape
        (2, 3)
    """
    figure = Figure(figsize=(width * columns + 0.4, height * rows + 0.9), layout="constrained")
    axes: Any = figure.subplots(rows, columns, squeeze=False)
    return figure, axes


def one_legend(figure: Figure) -> None:
    """Give a figure one legend below all panels, in which every label stands once: in the order of the fullest panel.

    Args:
        figure: The figure.

    Examples:
        >>> figure, axes = grid_of(1, 1)
        >>> draw_line(axes[0, 0], Line("gs", Curve((0.0,), np.ones((1, 3)), (50,)), 0))
        >>> one_legend(figure)
        >>> [text.get_text() for text in figure.legends[0].get_texts()]
        ['gs']
    """
    panels = [list(zip(*reversed(axis.get_legend_handles_labels()), strict=True)) for axis in figure.axes]
    known: dict[str, Any] = {}
    for panel in sorted(panels, key=len, reverse=True):
        for label, handle in panel:
            known.setdefault(label, handle)
    if known:
        inches = 0.7 + 0.07 * max(map(len, known))  # of a label with its line, about
        count = max(1, min(len(known), int(figure.get_figwidth() / inches)))
        figure.legend(
            known.values(), known.keys(), loc="outside lower center", ncols=count, fontsize=8, frameon=False,
            handlelength=3.5,
        )  # fmt: skip


def put_title(figure: Figure, title: str) -> None:
    """Give a figure a title, in as many lines as its width asks for.

    Args:
        figure: The figure.
        title: The title.

    Examples:
        >>> figure = Figure(figsize=(3.0, 3.0))
        >>> put_title(figure, "a title that is longer than the figure is wide, by far")
        >>> len(figure.get_suptitle().splitlines())
        2
    """
    figure.suptitle("\n".join(wrap(title, int(11.0 * figure.get_figwidth()))), fontsize=11)


def say_nothing_known(axis: Axes, why: str = "nothing is known") -> None:
    """Say in a panel that there is nothing to draw.

    Args:
        axis: The panel.
        why: The reason.

    Examples:
        >>> axis = Figure().subplots()
        >>> say_nothing_known(axis)
        >>> axis.texts[0].get_text()
        'nothing is known'
    """
    axis.text(0.5, 0.5, why, ha="center", va="center", transform=axis.transAxes, fontsize=8, color="0.4", wrap=True)


def files_of(draw: Callable[[], Figure]) -> dict[str, bytes]:
    """Draw a figure in matplotlib's default style, with nothing of the machine or the day in its files.

    Args:
        draw: The function that makes the figure.

    Returns:
        The bytes of a picture and of a vector file, by suffix.

    Examples:
        >>> files = files_of(Figure)
        >>> files["png"][1:4], b"<svg" in files["svg"]
        (b'PNG', True)
    """
    with matplotlib.style.context("default"), mpl.rc_context({"svg.hashsalt": "recourse-bounds"}):
        figure = draw()
        picture = as_png(figure, DPI)
        vector = BytesIO()
        FigureCanvasSVG(figure).print_figure(vector, format="svg", metadata={"Date": None, "Creator": None})
    return {"png": picture, "svg": vector.getvalue()}


def in_order(names: Sequence[str], order: Mapping[str, str]) -> list[str]:
    """Sort names as a table of names has them, unknown ones last.

    Args:
        names: The names, with repetitions.
        order: The names in their order.

    Returns:
        Every name once.

    Examples:
        >>> in_order(["roar", "gs", "scfe valid", "gs"], METHODS)
        ['scfe valid', 'gs', 'roar']
    """
    known = list(order)
    return sorted(set(names), key=lambda name: (known.index(name) if name in known else len(known), name))
