"""All figures of the study by name, with their captions: those of the paper, then those beyond it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import polars as pl
from matplotlib.figure import Figure

from empirical.studies.krishna2024 import networks, people
from empirical.studies.krishna2024.figures.along import Look, along_figure, method_line, model_row, only, variant_row
from empirical.studies.krishna2024.figures.beyond import (
    COSTS,
    VALIDITY,
    frontier_figure,
    parts_figure,
    shape_figure,
    sweep_figure,
    variant_line,
)
from empirical.studies.krishna2024.figures.people import (
    LINEAR_PANELS,
    NETWORK_PANELS,
    WIDE_PANELS,
    bounds_figure,
    map_figure,
)
from empirical.studies.krishna2024.results import Results

LINEAR, NETWORKS, WIDE = "linear", "mlp", "ntk"
"""Names of the families of models."""


COMPARED = "adult"
"""The data set of Figure 12 of the paper."""


class Drawn(NamedTuple):
    """A figure of the study.

    Attributes:
        caption: What it shows.
        draw: The function from the tables of the study to the figure.
    """

    caption: str
    draw: Callable[[Results], Figure]


def cost_figure(results: Results, *models: str) -> Figure:
    """Draw cost differences along ε.

    Args:
        results: The tables of the study.
        models: The families of models.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(cost_figure(made_results(), "ntk").axes)
        2
    """
    title = "Mean cost for the robust model − mean cost for the non-robust one, of people whom both reject"
    return along_figure(
        only(people.cost_difference(results), {"model": models}), Look(title, COSTS, model_row, method_line)
    )


def validity_figure(results: Results, *models: str) -> Figure:
    """Draw the validity along ε, over the people who need a recourse and over the test set.

    Args:
        results: The tables of the study.
        models: The families of models.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(validity_figure(made_results(), "ntk").axes)
        4
    """
    table = only(people.validity(results), {"model": models})
    title = "Recourses that the model accepts for which they were made"
    return along_figure(table, Look(title, "share accepted", variant_row, method_line, share=True))


def compared_figure(results: Results) -> Figure:
    """Draw the validity for the robust model beside that for the non-robust one, which is its value at ε = 0.

    Args:
        results: The tables of the study.

    Returns:
        The figure of one data set, with a column for each method.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> figure = compared_figure(made_results())
        >>> sorted(text.get_text() for text in figure.legends[0].get_texts()), len(figure.axes)
        (['non-robust model', 'robust model'], 15)
    """
    robust = only(people.validity(results), {"variant": (people.POPULATION,)})
    data = COMPARED if COMPARED in robust["data"] else robust["data"].first()
    robust = robust.filter(pl.col("data") == data)
    names = [name for name in robust.columns if name not in {"at", "value", "people"}]
    start = robust.filter(pl.col("at") == 0.0).select(*names, "value", "people")
    natural = robust.select(*names, "at").join(start, on=names, how="inner").select(robust.columns)
    both = pl.concat(
        table.with_columns(pl.lit(name).alias("variant"))
        for name, table in (("non-robust model", natural), ("robust model", robust))
    )
    title = f"{data}: recourses that the model accepts for which they were made, of the people who need one"
    look = Look(title, "share accepted", model_row, variant_line, share=True, column=method_line)
    return along_figure(both, look)


def attacks_figure(results: Results) -> Figure:
    """Draw the accuracy under attacks of every size along the ε of training.

    Args:
        results: The tables of the study.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(attacks_figure(made_results()).axes)
        6
    """
    accuracy = f"{networks.AVERAGES['accuracy']}, "
    table = networks.attacked_accuracy(results).filter(pl.col("variant").str.starts_with(accuracy))
    table = table.with_columns(pl.col("variant").str.strip_prefix(accuracy).str.replace("attack", "attack of size"))
    return along_figure(table, Look("Accuracy under attack", "accuracy", model_row, variant_line, share=True))


def steadiness_figure(results: Results) -> Figure:
    """Draw the share of recourses that stay valid where they are not followed exactly.

    Args:
        results: The tables of the study.

    Returns:
        The figure.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> len(steadiness_figure(made_results()).axes)
        2
    """
    title = "Accepted recourses of SCFE that stay accepted under a change ‖δ‖∞ of themselves"
    return along_figure(
        networks.steadiness(results), Look(title, "share that stays accepted", model_row, variant_line, share=True)
    )


def _shapes(results: Results) -> Figure:
    shares = people.validity_by_shape(results)
    population = shares.filter(pl.col("variant").str.ends_with(people.POPULATION))
    tables = {COSTS: people.cost_by_shape(results), VALIDITY: population}
    return shape_figure(tables, "Networks of several shapes, adversarially trained at ε = 0.3")


def _swept(part: str) -> Callable[[Results], Figure]:
    return lambda results: sweep_figure(results, part)


FIGURES: Mapping[str, Drawn] = MappingProxyType(
    {
        "figure01": Drawn("Figure 1: validity, wide networks.", lambda results: validity_figure(results, WIDE)),
        "figure02": Drawn("Figure 2: cost differences, wide networks.", lambda results: cost_figure(results, WIDE)),
        "figure03": Drawn("Figure 3: validity, logistic regression.", lambda results: validity_figure(results, LINEAR)),
        "figure04": Drawn(
            "Figure 4: cost differences, logistic regression.", lambda results: cost_figure(results, LINEAR)
        ),
        "figure05_14": Drawn("Figures 5 and 14: costs and validity by depth and width, at ε = .3.", _shapes),
        "figure06": Drawn(
            "Figure 6: gaps and bounds of linear models, and gaps of validity.",
            lambda results: bounds_figure(results, LINEAR_PANELS, "Gaps of costs and validity between their bounds"),
        ),
        "figure07_15": Drawn(
            "Figures 7 and 15: Theorem 2 on ReLU networks, at ε = .1 and .2.",
            lambda results: bounds_figure(
                results, NETWORK_PANELS, "Gaps of the costs on tangents between their bounds"
            ),
        ),
        "figure08": Drawn("Figure 8: accepted neighbours of one rejected person.", map_figure),
        "figure09": Drawn(
            "Figure 9: validity, logistic regression and ReLU networks.",
            lambda results: validity_figure(results, LINEAR, NETWORKS),
        ),
        "figure10": Drawn(
            "Figure 10: cost differences, logistic regression and ReLU networks.",
            lambda results: cost_figure(results, LINEAR, NETWORKS),
        ),
        "figure11": Drawn("Figure 11: accuracy under attack.", attacks_figure),
        "figure12": Drawn("Figure 12: validity for the robust and for the non-robust model.", compared_figure),
        "figure13": Drawn(
            "Figure 13: Theorem 2 on ReLU and on wide networks, and gaps of validity, at ε = .3.",
            lambda results: bounds_figure(results, WIDE_PANELS, "Gaps of costs and validity between their bounds"),
        ),
        "figure16": Drawn("Figure 16: recourses that stay valid.", steadiness_figure),
        "frontier": Drawn("Beyond the paper: what adversarial training buys and costs.", frontier_figure),
        "parts": Drawn("Beyond the paper: the two parts of the cost gap.", parts_figure),
        "sweep_lam": Drawn("Beyond the paper: several λ.", _swept("lam")),
        "sweep_target": Drawn("Beyond the paper: several target scores.", _swept("target")),
        "sweep_steps": Drawn("Beyond the paper: several numbers N of steps of training.", _swept("steps")),
        "sweep_ridge": Drawn("Beyond the paper: several strengths β of the ridge.", _swept("ridge")),
        "sweep_rows": Drawn("Beyond the paper: wide networks on more training rows.", _swept("rows")),
        "sweep_budget": Drawn("Section 5.2: several budgets of searches.", _swept("budget")),
    }
)
"""The figures by name."""
