"""Figure 3 of the thesis with all models and both rules for stopping, and Table 1 as two figures."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from empirical.classifiers import ADVERSARIES
from empirical.studies.curves import Curve
from empirical.studies.drawing import Line, draw_line, grid_of, one_legend, put_title, say_nothing_known
from empirical.studies.senthilkumar2024.printed import printed
from empirical.studies.senthilkumar2024.results import (
    ACCURACIES,
    DATA,
    IMAGES,
    PUBLISHED,
    STOPS,
    TRAININGS,
    WRITTEN,
    Reading,
    Results,
    values_of,
)

READINGS: Mapping[str, Reading] = {"as written": WRITTEN, "as in the published code": PUBLISHED}
"""The readings by their names in legends."""

EPSILONS = tuple(ADVERSARIES[name].epsilon for name in TRAININGS)
"""The ε of the adversaries: 0, .05, .1 and .3."""

WIDE = 5.0
"""How many times as large as the thesis's an axis may be before it is logarithmic."""

FACTUAL = "factual"
"""Where the pixels of the factual stand among those of the recourses."""


class Picture(NamedTuple):
    """A grey image of a panel.

    Attributes:
        title: The title of the panel.
        image: The pixels, [rows, columns]; ``None`` if there is none.
        why: The reason why there is none.
    """

    title: str
    image: Any
    why: str = ""


def figure_3(results: Results, reading: Reading) -> Figure:
    """Draw the factual, a 3, and its recourses towards an 8 by all models: a row for each rule for stopping.

    Args:
        results: The tables of the study.
        reading: Which networks and which search.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> len(figure_3(made_results(), WRITTEN).axes)
        10
    """
    figure, axes = grid_of(len(STOPS), 1 + len(TRAININGS), width=1.5, height=1.6)
    for row, (stop, words) in enumerate(STOPS.items()):
        for axis, picture in zip(axes[row], _pictures(results, reading, stop), strict=True):
            _show(axis, picture)
        axes[row, 0].set_ylabel(words, fontsize=8)
    put_title(figure, f"A 3, and its counterfactual 8s, {reading.words.partition(':')[0]}")
    return figure


def _pictures(results: Results, reading: Reading, stop: str) -> list[Picture]:
    pictures = [Picture("factual", _image(results, reading, "none", FACTUAL))]
    for adversary, title in TRAININGS.items():
        why = "no 8 is found" if results.pixels.height else "not measured"
        pictures.append(Picture(title, _image(results, reading, adversary, stop), why))
    return pictures


def _image(results: Results, reading: Reading, adversary: str, stop: str) -> Any:
    part = WRITTEN.part if adversary == "none" else reading.part
    search = pl.col("search") == (WRITTEN.search if stop == FACTUAL else reading.search)
    about = (pl.col("part") == part) & (pl.col("adversary") == adversary) & (pl.col("stop") == stop)
    grey = results.pixels.filter(about & search).sort("pixel")["grey"].to_numpy()
    side = int(np.sqrt(len(grey)))
    return grey.reshape(side, side) if side and side * side == len(grey) and np.isfinite(grey).all() else None


def _show(axis: Axes, picture: Picture) -> None:
    axis.set_title(picture.title, fontsize=8)
    axis.set_xticks([])
    axis.set_yticks([])
    if picture.image is None:
        say_nothing_known(axis, picture.why)
    else:
        axis.imshow(picture.image, cmap="gray", vmin=0.0, vmax=1.0, interpolation="nearest")


def plausibility_figure(results: Results) -> Figure:
    """Draw the implausibilities of Table 1 along the ε of training, printed and measured.

    Args:
        results: The tables of the study.

    Returns:
        The figure, a row for each data set and a column for each rule for stopping.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> len(plausibility_figure(made_results()).axes)
        4
    """
    figure, axes = grid_of(len(DATA), len(STOPS))
    for row, (data, name) in enumerate(DATA.items()):
        for axis, (stop, words) in zip(axes[row], STOPS.items(), strict=True):
            _lines(axis, results, data, stop)
            axis.set_title(f"{name}, {words}", fontsize=9)
            axis.set_xlabel("ε of training", fontsize=8)
            low, high = axis.get_ylim()
            if low + high > WIDE * abs(printed(data, "none")[stop].value):
                axis.set_yscale("log")
        axes[row, 0].set_ylabel("1 − SSIM, or half of it" if data == IMAGES else "ℓ₂, standard deviations", fontsize=8)
    put_title(figure, "Implausibility: mean distance to the 100 nearest instances of the class, over five runs")
    one_legend(figure)
    return figure


def accuracy_figure(results: Results) -> Figure:
    """Draw the accuracies of Table 1 along the ε of training, printed and measured.

    Args:
        results: The tables of the study.

    Returns:
        The figure, a row for each data set and a column for each accuracy.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> len(accuracy_figure(made_results()).axes)
        6
    """
    figure, axes = grid_of(len(DATA), len(ACCURACIES))
    names = {"clean": "clean", "fgsm": "FGSM, ε = .2", "pgd": "PGD, ε = .2"}
    for row, (data, name) in enumerate(DATA.items()):
        for axis, what in zip(axes[row], ACCURACIES, strict=True):
            _lines(axis, results, data, what)
            axis.set_ylim(-0.03, 1.03)
            axis.set_title(f"{name}, {names[what]}", fontsize=9)
            axis.set_xlabel("ε of training", fontsize=8)
    put_title(figure, "Accuracy on the test set, over five runs")
    one_legend(figure)
    return figure


def _lines(axis: Axes, results: Results, data: str, what: str) -> None:
    theirs = np.array([[printed(data, adversary)[what].value] for adversary in TRAININGS])
    many = (results.accuracy.height * 100,) * len(EPSILONS)
    draw_line(axis, Line("the thesis", Curve(EPSILONS, theirs, many), 0))
    for number, (label, reading) in enumerate(READINGS.items(), start=1):
        runs = [values_of(results, reading, data, adversary, what) for adversary in TRAININGS]
        seeds = sorted({seed for run in runs for seed in run})
        if seeds:
            values = np.array([[run.get(seed, np.nan) for seed in seeds] for run in runs])
            draw_line(axis, Line(label, Curve(EPSILONS, values, many), number))
