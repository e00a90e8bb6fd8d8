"""The figures of the paper, from the tables alone, and the connectedness over several lengths of steps."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
from matplotlib.figure import Figure

from empirical.studies.curves import Curve
from empirical.studies.drawing import COLOURS, Line, draw_line, grid_of, one_legend, put_title, say_nothing_known
from empirical.studies.hardy2023.networks import TRAININGS
from empirical.studies.hardy2023.printed import ADULT, DATA, FASHION, METHODS
from empirical.studies.hardy2023.results import MAIN, Results
from empirical.studies.hardy2023.sentences import SHARE
from empirical.studies.pages.drawn import Drawn

PANELS = {"distance": "distance travelled", "knn": "distance to 5 nearest", "sphere": "distance within the ball"}
"""What the violins of the paper show, by column."""

SEARCHES = ((FASHION, "shells"), (ADULT, "shells"), (ADULT, "ar"))
"""The data and methods of Figures 1 to 4."""

NOTHING = "nothing is known"
"""What a panel says that has nothing to draw."""


def violin_figure(results: Results, dataset: str, method: str) -> Figure:
    """Draw how three distances of recourses are spread, of the natural network above and the adversarial one below.

    Args:
        results: The tables of the study.
        dataset: The name of the data.
        method: The recourse method.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> len(violin_figure(made_results(), FASHION, "shells").axes)
        3
    """
    figure, axes = grid_of(1, len(PANELS), height=2.2)
    for axis, (name, title) in zip(axes[0], PANELS.items(), strict=True):
        table = _main(results.people, dataset, method).filter(pl.col(name).is_finite())
        for place, training in enumerate(TRAININGS):
            numbers = table.filter(pl.col("training") == training)[name].to_numpy()
            if len(numbers) > 1 and np.ptp(numbers) > 0.0:
                drawn: Any = axis.violinplot(
                    numbers, [1 - place], orientation="horizontal", widths=0.9, showmedians=True
                )
                for body in drawn["bodies"]:
                    body.set_facecolor(COLOURS[2 if place == 0 else 1])
        if not axis.collections:
            say_nothing_known(axis, "nobody has a training instance within the ball" if name == "sphere" else NOTHING)
        axis.set_yticks([1, 0], TRAININGS if axis is axes[0, 0] else ["", ""])
        axis.set_xlabel("ℓ2 distance")
        axis.set_title(title, fontsize=9)
    put_title(figure, f"{METHODS[method]}, {DATA[dataset]}")
    return figure


def connected_figure(results: Results) -> Figure:
    """Draw how many recourses are connected, and how many are not.

    Args:
        results: The tables of the study.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> len(connected_figure(made_results()).axes)
        3
    """
    figure, axes = grid_of(1, len(SEARCHES))
    for axis, (dataset, method) in zip(axes[0], SEARCHES, strict=True):
        table = _main(results.chains, dataset, method).filter((pl.col("share") - SHARE).abs() < 1e-9)
        for place, training in enumerate(TRAININGS):
            one = table.filter(pl.col("training") == training)
            points, joined = (int(one[name].to_numpy().sum()) for name in ("points", "connected"))
            for offset, count in enumerate((joined, points - joined)):
                look = {"color": COLOURS[2 if place == 0 else 1], "hatch": "" if place == 0 else "//"}
                axis.bar(offset + 0.4 * place, count, 0.38, label=training, **look)
        if not table.height:
            say_nothing_known(axis)
        axis.set_xticks([0.2, 1.2], ["connected", "unconnected"])
        axis.set_ylabel("recourses of all seeds")
        axis.set_title(f"{DATA[dataset]}, {METHODS[method]}", fontsize=9)
    one_legend(figure)
    put_title(figure, f"Connectedness, steps shorter than {SHARE:g} of the mean distance between instances")
    return figure


def chains_figure(results: Results) -> Figure:
    """Draw the share of unconnected recourses over the length of steps.

    Args:
        results: The tables of the study.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> len(chains_figure(made_results()).axes[0].lines) > 1
        True
    """
    figure, axes = grid_of(1, len(SEARCHES))
    for axis, (dataset, method) in zip(axes[0], SEARCHES, strict=True):
        table = _main(results.chains, dataset, method).with_columns(
            (1.0 - pl.col("connected") / pl.col("points")).alias("value")
        )
        for number, training in enumerate(TRAININGS):
            curve = _curve(table.filter(pl.col("training") == training), "share", "points")
            draw_line(axis, Line(training, curve, 2 - number))
        if not axis.lines:
            say_nothing_known(axis)
        axis.set_xlabel("ε over the mean distance")
        axis.set_ylabel("share unconnected")
        axis.set_ylim(-0.03, 1.03)
        axis.set_title(f"{DATA[dataset]}, {METHODS[method]}", fontsize=9)
    one_legend(figure)
    put_title(figure, "Unconnected recourses over the length of steps")
    return figure


def sizes_figure(results: Results) -> Figure:
    """Draw the accuracy of networks of several expansion ratios.

    Args:
        results: The tables of the study.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> len(sizes_figure(made_results()).axes)
        2
    """
    figure, axes = grid_of(1, 2)
    sizes = (pl.col("variant") == MAIN) | (pl.col("variant") == pl.format("expansion {}", "expansion"))
    table = results.models.filter(sizes, pl.col("dataset") == FASHION).unique(["training", "expansion", "seed"])
    for axis, (name, title) in zip(axes[0], {"accuracy": "test", "train_accuracy": "training"}.items(), strict=True):
        for number, training in enumerate(TRAININGS):
            chosen = table.filter(pl.col("training") == training).with_columns(pl.col(name).alias("value"))
            draw_line(axis, Line(training, _curve(chosen, "expansion", None), 2 - number))
        if not axis.lines:
            say_nothing_known(axis)
        ratios = table["expansion"].unique().sort().to_list()
        axis.set_xscale("log", base=2)
        axis.set_xticks(ratios, [str(ratio) for ratio in ratios])
        axis.set_xlabel("expansion ratio")
        axis.set_ylabel("accuracy")
        axis.set_title(f"{title} instances", fontsize=9)
    one_legend(figure)
    put_title(figure, "Accuracy by the size of the network, Fashion-MNIST")
    return figure


def pictures_figure(results: Results) -> Figure:
    """Draw images beside an adversarial example and the recourses from both networks.

    Args:
        results: The tables of the study.

    Returns:
        The figure; of the first seed.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> len(pictures_figure(made_results()).axes)
        4
    """
    table = _main(results.pictures, FASHION, "shells")
    table = table.filter(pl.col("seed") == pl.col("seed").min())
    people, names = (table[name].unique(maintain_order=True).to_list() for name in ("person", "picture"))
    figure, axes = grid_of(max(len(people), 1), max(len(names), 1), width=1.7, height=1.6)
    for row, person in enumerate(people):
        for column, name in enumerate(names):
            chosen = table.filter((pl.col("person") == person) & (pl.col("picture") == name)).sort("pixel")
            grey, axis = chosen["grey"].to_numpy(), axes[row, column]
            side = round(len(grey) ** 0.5)
            axis.imshow(grey[: side * side].reshape(side, side), cmap="gray", vmin=0.0, vmax=1.0)
            if row == 0:
                axis.set_title(name, fontsize=8)
    for axis in axes.ravel():
        axis.set_xticks([])
        axis.set_yticks([])
    if not people:
        say_nothing_known(axes[0, 0])
    put_title(figure, "T-shirts, an attack of radius 16/255, and recourses to trousers")
    return figure


FIGURES: Mapping[str, Drawn] = MappingProxyType(
    {
        "figure1": Drawn("Growing Spheres on Fashion-MNIST (Figure 1).", lambda it: violin_figure(it, *SEARCHES[0])),
        "figure2": Drawn("Growing Spheres on Adult (Figure 2).", lambda it: violin_figure(it, *SEARCHES[1])),
        "figure3": Drawn("Actionable Recourse on Adult (Figure 3).", lambda it: violin_figure(it, *SEARCHES[2])),
        "figure4": Drawn("Connected and unconnected recourses (Figure 4).", connected_figure),
        "figure5": Drawn("Accuracy by the expansion ratio of the bottlenecks (Figure 5).", sizes_figure),
        "figure6": Drawn("T-shirts, adversarial examples and recourses (Figure 6).", pictures_figure),
        "chains": Drawn("The share of unconnected recourses, by the length ε of a chain's steps.", chains_figure),
    }
)
"""All figures by name: those of the paper, then ours."""


def _main(table: pl.DataFrame, dataset: str, method: str) -> pl.DataFrame:
    chosen = {"variant": MAIN, "dataset": dataset, "method": method}
    return table.filter(*(pl.col(name) == value for name, value in chosen.items()))


def _curve(table: pl.DataFrame, along: str, people: str | None) -> Curve:
    """Make a curve of the column ``value``; where nobody counts people, there are enough of them."""
    seeds = table["seed"].unique().sort().to_list()
    places, numbers, counts = [], [], []
    for (place,), rows in table.sort(along).group_by(along, maintain_order=True):
        by_seed = dict(zip(rows["seed"], rows["value"], strict=True))
        places.append(float(place))  # type: ignore[arg-type]
        numbers.append([by_seed.get(seed, np.nan) for seed in seeds])
        counts.append(1000 if people is None else int(rows[people].sum()))
    return Curve(tuple(places), np.array(numbers, float).reshape(len(places), len(seeds)), tuple(counts))
