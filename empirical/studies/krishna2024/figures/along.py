"""Figures along ε: a column of panels for each data set, a row for each family, a line for each method."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from empirical.studies.drawing import (
    METHODS,
    MODELS,
    Line,
    draw_line,
    grid_of,
    in_order,
    one_legend,
    put_title,
    say_nothing_known,
)
from empirical.studies.krishna2024.series import Key, curves_of

ALONG = "ε of adversarial training"
"""The label of the horizontal axis."""


class Look(NamedTuple):
    """What a figure along ε shows.

    Attributes:
        title: The title of the figure.
        label: The label of the vertical axis, with the unit.
        row: A function from what a curve is about to the title of its row of panels.
        line: A function from that to the name of its line.
        share: Whether the vertical axis is that of a share, from 0 to 1.
        along: The label of the horizontal axis.
        column: A function from what a curve is about to the title of its column of panels.
    """

    title: str
    label: str
    row: Callable[[Key], str]
    line: Callable[[Key], str]
    share: bool = False
    along: str = ALONG
    column: Callable[[Key], str] = lambda key: key.data


def model_row(key: Key) -> str:
    """Name the row of a curve by the family of models and their training.

    Args:
        key: What the curve is about.

    Returns:
        The title of the row.

    Examples:
        >>> model_row(Key("german", "mlp", "gs", "ℓ∞", ""))
        'ReLU networks, attacks in ℓ∞'
    """
    return f"{MODELS[key.model]}, attacks in {key.training}"


def variant_row(key: Key) -> str:
    """Name the row of a curve by its family, its training, and its variant.

    Args:
        key: What the curve is about.

    Returns:
        The title of the row.

    Examples:
        >>> variant_row(Key("german", "mlp", "gs", "ℓ∞", "test set"))
        'ReLU networks, attacks in ℓ∞, test set'
    """
    return f"{model_row(key)}, {key.variant}"


def method_line(key: Key) -> str:
    """Name the line of a curve by its recourse method.

    Args:
        key: What the curve is about.

    Returns:
        The name of the line.

    Examples:
        >>> method_line(Key("german", "mlp", "gs", "ℓ∞", ""))
        'Growing Spheres'
    """
    return METHODS.get(key.method, key.method)


def along_figure(table: pl.DataFrame, look: Look) -> Figure:
    """Draw a long table.

    Args:
        table: The long table.
        look: What the figure shows.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> from empirical.studies.krishna2024.people import cost_difference
        >>> figure = along_figure(cost_difference(made_results()), Look("Costs", "cost", model_row, method_line))
        >>> len(figure.axes), figure.axes[0].get_title().splitlines()
        (6, ['adult', 'logistic regression', 'attacks in ℓ∞'])
    """
    curves = curves_of(table)
    rows = _by_model(list(curves), look.row)
    columns, lines = _by_method(list(curves), look.column), _by_method(list(curves), look.line)
    figure, axes = grid_of(max(len(rows), 1), max(len(columns), 1))
    for key in sorted(curves, key=lambda key: lines.index(look.line(key))):
        axis = axes[rows.index(look.row(key)), columns.index(look.column(key))]
        draw_line(axis, Line(look.line(key), curves[key], lines.index(look.line(key))))
    finish_all(axes, rows, columns, look)
    put_title(figure, look.title)
    one_legend(figure)
    return figure


def finish(axis: Axes, title: str, look: Look, *, first: bool, last: bool) -> None:
    """Give a panel its title, its labels and its scale.

    Args:
        axis: The panel.
        title: The title.
        look: What the figure shows.
        first: Whether the panel stands in the first column.
        last: Whether it stands in the last row.

    Examples:
        >>> axis = Figure().subplots()
        >>> finish(axis, "german", Look("Costs", "cost", model_row, method_line), first=True, last=True)
        >>> axis.get_ylabel(), axis.texts[0].get_text()
        ('cost', 'nothing is known')
    """
    axis.set_title(title, fontsize=8.5)
    axis.tick_params(labelsize=8)
    axis.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axis.grid(visible=True, lw=0.4, color="0.9")
    axis.set_axisbelow(True)
    if not axis.lines:
        say_nothing_known(axis)
    if look.share:
        axis.set_ylim(-0.03, 1.03)
    if first:
        axis.set_ylabel(look.label, fontsize=8.5)
    if last:
        axis.set_xlabel(look.along, fontsize=8.5)


def finish_all(axes: Any, rows: Sequence[str], columns: Sequence[str], look: Look) -> None:
    """Give all panels of a figure their titles, labels and scales.

    Args:
        axes: The panels by row and column.
        rows: The titles of the rows.
        columns: The titles of the columns.
        look: What the figure shows.

    Examples:
        >>> figure, axes = grid_of(1, 2)
        >>> finish_all(axes, ["networks, test set"], ["german", "adult"], Look("", "cost", model_row, method_line))
        >>> axes[0, 1].get_title().splitlines()
        ['adult', 'networks', 'test set']
    """
    places = [float(place) for axis in axes.flat for line in axis.lines for place in line.get_xdata()]
    for number, row in enumerate(rows):
        for place, column in enumerate(columns):
            if places and max(places) > min(places):  # the same everywhere, however little a panel knows
                slack = 0.05 * (max(places) - min(places))
                axes[number, place].set_xlim(min(places) - slack, max(places) + slack)
            title = "\n".join([column, *row.split(", ")])
            finish(axes[number, place], title, look, first=place == 0, last=number == len(rows) - 1)


def only(table: pl.DataFrame, wanted: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Keep the rows of a long table with some values.

    Args:
        table: The long table.
        wanted: The values by column.

    Returns:
        The rows.

    Examples:
        >>> only(pl.DataFrame({"model": ["mlp", "ntk"]}), {"model": ("mlp",)}).height
        1
    """
    return table.filter(pl.col(name).is_in(list(values)) for name, values in wanted.items())


def _by_model(keys: list[Key], row: Callable[[Key], str]) -> list[str]:
    models = in_order([key.model for key in keys], MODELS)
    return list(dict.fromkeys(row(key) for model in models for key in keys if key.model == model))


def _by_method(keys: list[Key], name: Callable[[Key], str]) -> list[str]:
    methods, rising = in_order([key.method for key in keys], METHODS), sorted(keys, key=_value)
    return list(dict.fromkeys(name(key) for method in methods for key in rising if key.method == method))


def _value(key: Key) -> float:
    """Read the value of the option that a variant is about, 0 of variants in words."""
    try:
        return float(key.variant.rpartition(" ")[2])
    except ValueError:
        return 0.0
