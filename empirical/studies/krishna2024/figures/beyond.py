"""Figures beyond the paper: frontiers, the two parts of the cost gap, and sweeps; and those of networks' shapes."""

from collections.abc import Mapping

import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from empirical.studies.curves import Curve
from empirical.studies.drawing import MODELS, Line, draw_line, grid_of, one_legend, put_title
from empirical.studies.krishna2024.decomposition import gap_parts
from empirical.studies.krishna2024.figures.along import (
    ALONG,
    Look,
    along_figure,
    finish,
    finish_all,
    method_line,
    model_row,
)
from empirical.studies.krishna2024.frontier import ATTACK, Frontier, frontiers, turn
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import Key, curves_of
from empirical.studies.krishna2024.sweeps import SWEPT, swept_cost, swept_validity

FRONTIER = {
    "accuracy": "accuracy, mean over labels",
    "robustness": f"the same under attacks of {ATTACK:g}",
    "cost": "cost_R − cost_NR, SCFE's accepted ones",
    "validity": "validity of SCFE's minimisers",
}
"""Names of the figures of a frontier."""


VALIDITY, COSTS = "validity", "cost_R − cost_NR, scaled units"
"""Labels of vertical axes."""


def frontier_figure(results: Results) -> Figure:
    """Draw what adversarial training buys and costs, with the ε at which its robustness turns and that one's interval.

    Args:
        results: The tables of the study.

    Returns:
        The figure, a column for each data set and a row for each family.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(frontier_figure(made_results()).axes)
        6
    """
    found = frontiers(results)
    rows = list(dict.fromkeys(model_row(key) for model in MODELS for key in found if key.model == model))
    columns = list(dict.fromkeys(key.data for key in found))
    figure, axes = grid_of(max(len(rows), 1), max(len(columns), 1))
    look = Look("", "share; cost in scaled units", model_row, model_row)
    for key, one in found.items():
        axis = axes[rows.index(model_row(key)), columns.index(key.data)]
        for number, (name, curve) in enumerate(one._asdict().items()):
            if curve is not None:
                draw_line(axis, Line(FRONTIER[name], curve, number))
        _draw_turn(axis, one)
    finish_all(axes, rows, columns, look)
    put_title(figure, "What more adversarial training buys and costs; in the band robustness turns")
    one_legend(figure)
    return figure


def _draw_turn(axis: Axes, one: Frontier) -> None:
    where = turn(one.robustness)
    axis.axvline(where.epsilon, color="0.4", lw=1.0, ls=(0, (2, 2)), zorder=0)
    if where.low is not None and where.high is not None:
        axis.axvspan(where.low, where.high, color="0.92", zorder=-1)


def parts_figure(results: Results) -> Figure:
    """Draw the part of the slopes and the part of the scores of the cost gap of SCFE's minimisers.

    Args:
        results: The tables of the study.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(parts_figure(made_results()).axes)
        6
    """
    title = "Where the cost gap of SCFE's minimisers comes from (of networks: of the costs on their tangents)"
    return along_figure(gap_parts(results), Look(title, "cost, scaled units", model_row, variant_line))


def variant_line(key: Key) -> str:
    """Name the line of a curve by its variant.

    Args:
        key: What the curve is about.

    Returns:
        The name of the line.

    Examples:
        >>> variant_line(Key("german", "mlp", "gs", "ℓ∞", "λ = 1"))
        'λ = 1'
    """
    return key.variant


def sweep_figure(results: Results, part: str) -> Figure:
    """Draw the validity and the cost difference for every value of a swept option.

    Args:
        results: The tables of the study.
        part: The part of the study, one of ``SWEPT``.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> figure = sweep_figure(made_results(), "lam")
        >>> [axis.get_ylabel() for axis in figure.axes]
        ['validity', 'cost_R − cost_NR, scaled units']
    """
    look = Look(f"Validity and costs with several values of {SWEPT[part]}", "", _method_row, variant_line)
    return _rows({VALIDITY: swept_validity(results, part), COSTS: swept_cost(results, part)}, look)


def shape_figure(tables: Mapping[str, pl.DataFrame], title: str) -> Figure:
    """Draw figures along the depth and the width of networks.

    Args:
        tables: The long tables by the label of the vertical axis.
        title: The title of the figure.

    Returns:
        The figure: a row for each table, a column for depth and one for width.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> from empirical.studies.krishna2024.people import cost_by_shape
        >>> len(shape_figure({"cost": cost_by_shape(made_results())}, "Costs").axes)
        2
    """
    along = {"depth": "hidden layers", "width": "width of the hidden layers, in widths of the input"}
    figure, axes = grid_of(len(tables), 2, width=4.2)
    names: list[str] = []
    for row, (label, table) in enumerate(tables.items()):
        for column, (shape, words) in enumerate(along.items()):
            axis = axes[row, column]
            for key, curve in curves_of(table.filter(pl.col("variant").str.starts_with(shape))).items():
                name = f"{key.data}, {key.training}, {method_line(key)}"
                names += [name] if name not in names else []
                draw_line(axis, Line(name, curve, names.index(name)))
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            finish(axis, shape, Look("", label, model_row, model_row, along=words), first=column == 0, last=True)
    put_title(figure, title)
    one_legend(figure)
    return figure


def _method_row(key: Key) -> str:
    return f"{MODELS[key.model]}, {method_line(key)}, {key.training}"


def _rows(tables: Mapping[str, pl.DataFrame], look: Look) -> Figure:
    """Draw several long tables below one another: a column for each data set, model and method."""
    curves: dict[str, dict[Key, Curve]] = {label: curves_of(table) for label, table in tables.items()}
    columns = list(dict.fromkeys((key.data, look.row(key)) for found in curves.values() for key in found))
    lines = sorted({key.variant for found in curves.values() for key in found}, key=_number)
    figure, axes = grid_of(len(tables), max(len(columns), 1))
    for row, (label, found) in enumerate(curves.items()):
        for key, curve in found.items():
            axis = axes[row, columns.index((key.data, look.row(key)))]
            draw_line(axis, Line(key.variant, curve, lines.index(key.variant)))
        one = look._replace(label=label, share=label == VALIDITY, along=ALONG)
        for place, names in enumerate(columns):
            finish(axes[row, place], "\n".join(names), one, first=place == 0, last=row == len(curves) - 1)
    put_title(figure, look.title)
    one_legend(figure)
    return figure


def _number(variant: str) -> float:
    return float(variant.rpartition(" ")[2])
