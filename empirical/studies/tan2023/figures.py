"""The figures of the page: robustness of explanations and models, ratios beside Table 1, and what σ does."""

from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter
from scipy.special import erf

from bounds import CLAIMS
from empirical.studies.curves import LEAST_PEOPLE, Curve
from empirical.studies.drawing import (
    COLOURS,
    MARKERS,
    Line,
    draw_line,
    grid_of,
    one_legend,
    put_title,
    say_nothing_known,
)
from empirical.studies.tan2023.methods import METHODS
from empirical.studies.tan2023.printed import TABLE, log_ratios, rank_correlation
from empirical.studies.tan2023.results import DATA, MODELS, Results, kinds, mean_quotients, runs_of
from empirical.studies.tan2023.scores import PROBABILITY
from empirical.studies.tan2023.series import LEAST_MODELS, curve_table

NATURAL = "white"
"""The face of the points of natural models; those of robust ones are filled, the darker the larger ε is."""


def robustness_figure(results: Results) -> Figure:
    """Draw the robustness of explanations against that of the score: a point for each model.

    Args:
        results: The tables of the study.

    Returns:
        The figure, a row for each data set and a column for each explanation.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> len(robustness_figure(made_results()).axes)
        18
    """
    table = mean_quotients(results)
    figure, axes = grid_of(len(DATA), len(METHODS), width=2.3, height=2.2)
    for row, (data, name) in enumerate(DATA.items()):
        for axis, (method, title) in zip(axes[row], METHODS.items(), strict=True):
            _points(axis, table.filter(dataset=data).drop_nulls(["score", method]), method)
            if row == 0:
                axis.set_title(title, fontsize=9)
            if row == len(DATA) - 1:
                axis.set_xlabel("quotient of the score", fontsize=8)
        axes[row, 0].set_ylabel(f"{name}\nquotient of the explanation", fontsize=8)
    put_title(
        figure, "Mean largest quotients of explanations and of scores; hollow: natural models, filled: robust ones"
    )
    one_legend(figure)
    return figure


def _points(axis: Axes, own: pl.DataFrame, method: str) -> None:
    own = own.filter((pl.col("score") > 0.0) & (pl.col(method) > 0.0))
    if not own.height:
        _nothing(axis, "0, or not measured")
        return
    for place, (model, name) in enumerate(MODELS.items()):
        some = own.filter(model=model)
        if not some.height:
            continue
        faces = [NATURAL if epsilon == 0.0 else COLOURS[place] for epsilon in some["epsilon"]]
        style: Any = {"marker": MARKERS[place], "edgecolors": COLOURS[place], "s": 26, "linewidths": 1.0}
        axis.scatter(some["score"], some[method], c=faces, **style)
        axis.scatter([], [], c=COLOURS[place], label=name, **style)
    _logarithmic(axis)
    if own.height >= LEAST_MODELS:
        value = rank_correlation(own["score"].to_list(), own[method].to_list())
        axis.text(0.04, 0.96, f"rank correlation {value:.2f}", transform=axis.transAxes, fontsize=7, va="top")


def _logarithmic(axis: Axes) -> None:
    """Make both scales logarithmic, with few numbers beside them, for ranges of less than a decade too."""
    axis.set_xscale("log")
    axis.set_yscale("log")
    for one in (axis.xaxis, axis.yaxis):
        one.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=4))
        one.set_major_formatter(StrMethodFormatter("{x:g}"))
        one.set_minor_formatter(NullFormatter())
    axis.tick_params(labelsize=7)


def _nothing(axis: Axes, why: str) -> None:
    say_nothing_known(axis, why)
    axis.set_xticks([])
    axis.set_yticks([])


def ratio_figure(results: Results) -> Figure:
    """Draw by how much robust training lowers the quotients, beside the ratios of Table 1.

    Args:
        results: The tables of the study.

    Returns:
        The figure, one panel for the paper and one for each data set.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> len(ratio_figure(made_results()).axes)
        4
    """
    figure, axes = grid_of(1, 1 + len(DATA), width=3.2, height=3.0)
    for axis in axes[0, 1:]:
        axis.sharey(axes[0, 0])
    places = np.arange(len(METHODS))
    for number, (network, pairs) in enumerate(TABLE.items()):
        _ratios(axes[0, 0], number, network, places, [plain / robust for plain, robust in pairs])
    axes[0, 0].set_title("Table 1: CIFAR-10, ε = 8/255", fontsize=9)
    table = mean_quotients(results)
    for axis, (data, name) in zip(axes[0, 1:], DATA.items(), strict=True):
        strongest = 0.0
        for _, model in [one for one in kinds(table) if one[0] == data]:
            own = table.filter(dataset=data, model=model)
            strongest = max(strongest, float(own["epsilon"].to_numpy().max()))
            found = [_strongest(own, method) for method in METHODS]
            _ratios(axis, list(MODELS).index(model), MODELS[model], places, found, face=NATURAL)
        axis.set_title(f"{name}, ε = {strongest:.2g}", fontsize=9)
    for axis in axes[0]:
        axis.set_yscale("log")
        axis.axhline(1.0, color="0.6", lw=0.8)
        axis.set_xticks(places, METHODS.values(), rotation=35, ha="right", fontsize=7)
        axis.tick_params(axis="y", labelsize=7)
    axes[0, 0].set_ylabel("quotient of the natural / the robust model", fontsize=8)
    put_title(figure, "By how much robust training makes explanations more robust")
    one_legend(figure)
    return figure


def _strongest(own: pl.DataFrame, method: str) -> float:
    runs = runs_of(own, method)
    ratios = log_ratios(runs[min(runs)], runs[max(runs)]) if len(runs) > 1 else np.zeros(0)
    return float(np.exp(ratios.mean())) if len(ratios) else float("nan")


def _ratios(axis: Axes, number: int, label: str, places: Any, values: list[float], *, face: str = "") -> None:
    colour, shift = COLOURS[number], 0.08 * (number - 2)
    style: Any = {"marker": MARKERS[number], "ms": 6, "color": colour, "markerfacecolor": face or colour}
    axis.plot(places + shift, values, ls="", label=label, **style)


def sigma_figure(results: Results) -> Figure:
    """Draw how faithful and how robust SmoothGrad of the probability is along σ, and the counterexample.

    Args:
        results: The tables of the study.

    Returns:
        The figure, a row for each data set and a column for each kind of model; the counterexample stands in the last
        panel, which no model has.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> figure = sigma_figure(made_results())
        >>> len(figure.axes), figure.axes[-1].get_title()
        (11, 'the counterexample of Theorem 5.2')
    """
    table = curve_table(results)
    figure, axes = grid_of(len(DATA), len(MODELS), width=2.9, height=2.3)
    for row, (data, name) in enumerate(DATA.items()):
        for axis, (model, title) in zip(axes[row], MODELS.items(), strict=True):
            _along(axis, table.filter(dataset=data, model=model, score=PROBABILITY))
            axis.set_title(f"{name}, {title}", fontsize=9)
        axes[row, 0].set_ylabel("‖φ_σ − p‖, by that at 0", fontsize=8)
    axes[1, -1].remove()  # tables have no convolutional network
    axes[2, -1].clear()
    _counterexample(axes[2, -1])
    put_title(
        figure,
        "How far SmoothGrad is from what happens, along σ: geometric means over people; below 1 it is more faithful "
        "than the gradient",
    )
    one_legend(figure)
    return figure


LEGEND = ("natural", "smallest ε", "middle ε", "largest ε")
"""The labels of lines by the rank of their ε."""


def _along(axis: Axes, own: pl.DataFrame) -> None:
    if not own.height:
        _nothing(axis, "not measured")
        return
    radii = sorted(own["epsilon"].unique())
    for place, epsilon in enumerate(radii):
        number = len(LEGEND) - 1 if place and place == len(radii) - 1 else place
        some = own.filter((pl.col("epsilon") == epsilon) & (pl.col("sigma") > 0.0))
        wide = some.pivot(on="seed", index="sigma", values="error").sort("sigma")
        values = np.exp(wide.drop("sigma").to_numpy().astype(float))
        people = tuple([LEAST_PEOPLE] * wide.height)
        draw_line(axis, Line(LEGEND[min(number, len(LEGEND) - 1)], Curve(tuple(wide["sigma"]), values, people), number))
    axis.axhline(1.0, color="0.6", lw=0.8)
    _logarithmic(axis)
    axis.set_xlabel("σ", fontsize=8)


REFERENCE, SCALE = -1.0, 15.0
"""The reference r and the factor of the counterexample f(t) = (√π/2) erf(t) + 15 exp(−t²) at 0."""


def counterexample(sigmas: np.ndarray) -> np.ndarray:
    """Give the faithfulness 1/|φ_σ − p| of the counterexample of Theorem 5.2.

    Args:
        sigmas: The values of σ.

    Returns:
        The faithfulness at each.

    Examples:
        >>> bool((np.diff(counterexample(np.array([0.0, 0.5, 2.0, 100.0]))) < 0.0).all())
        True
    """
    there = 0.5 * np.sqrt(np.pi) * float(erf(REFERENCE)) + SCALE * np.exp(-(REFERENCE**2))
    effect = (SCALE - there) / (0.0 - REFERENCE)
    return 1.0 / np.abs(1.0 / np.sqrt(1.0 + 2.0 * sigmas**2) - effect)


def _counterexample(axis: Axes) -> None:
    sigmas = np.geomspace(0.01, 10.0, 200)
    plain = counterexample(np.zeros(1))
    axis.plot(sigmas, plain / counterexample(sigmas), color="black")
    axis.axhline(1.0, color="0.6", lw=0.8)
    axis.set_xscale("log")
    axis.set_xlabel("σ", fontsize=8)
    axis.set_ylabel("‖φ_σ − p‖, by that at 0", fontsize=8)
    axis.set_title("the counterexample of Theorem 5.2", fontsize=9)
    axis.tick_params(labelsize=7)


def tightness_figure(results: Results) -> Figure:
    """Draw how tight each bound is on each kind of model.

    Args:
        results: The tables of the study.

    Returns:
        The figure: the largest value / bound of each claim, over all models of a kind.

    Examples:
        >>> from empirical.studies.tan2023.made import made_results
        >>> len(tightness_figure(made_results()).axes)
        1
    """
    rows = results.claims.drop_nulls("tightness").filter(pl.col("tightness") > 0.0)
    best = rows.group_by("claim", "model").agg(pl.col("tightness").max())
    names = [name for name in CLAIMS if name in set(best["claim"])]
    figure, axes = grid_of(1, 1, width=6.6, height=0.25 * len(names) + 0.6)
    axis = axes[0, 0]
    for place, (model, title) in enumerate(MODELS.items()):
        own = dict(best.filter(model=model).select("claim", "tightness").iter_rows())
        values = [own.get(name, np.nan) for name in names]
        shift = 0.14 * (place - 1.5)
        axis.plot(
            values, np.arange(len(names)) + shift, ls="", marker=MARKERS[place], ms=5, color=COLOURS[place], label=title
        )
    axis.set_xscale("log")
    axis.axvline(1.0, color="0.3", lw=0.9)
    axis.set_yticks(np.arange(len(names)), names, fontsize=7)
    axis.invert_yaxis()
    axis.grid(axis="y", color="0.9", lw=0.6)
    axis.set_xlabel("largest value / bound; beyond 1 a claim is violated, or hidden by the error of draws", fontsize=8)
    put_title(figure, "How tight the bounds are")
    one_legend(figure)
    return figure
