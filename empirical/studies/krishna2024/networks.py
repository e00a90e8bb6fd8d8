"""Figures of the models along ε: accuracy under attack, recourses that stay valid, and accepted neighbours."""

import polars as pl

from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import Key, ordered, series

NO_METHOD = "–"
"""The name of the method of figures that have none."""

AVERAGES = {"accuracy": "accuracy", "balanced": "mean over labels"}
"""Ways to average the accuracy, by the column."""


def attacked_accuracy(results: Results) -> pl.DataFrame:
    """Give the accuracy of robust models under attacks of every size; at ε = 0 that of the natural one.

    Args:
        results: The tables of the study.

    Returns:
        A long table (:data:`~.series.SERIES`) with the size of the attack and the way to average as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> attacked_accuracy(made_results())["variant"].unique().sort().to_list()[:2]
        ['accuracy, attack 0', 'accuracy, attack 0.1']
    """
    names = [name for name in (*Key._fields, "epsilon", "seed", "attack") if name not in {"method", "variant"}]
    once = results.attacks.unique(names, keep="first", maintain_order=True)
    tables = []
    for column, label in AVERAGES.items():
        variant = pl.format("{}, attack {}", pl.lit(label), _short("attack"))
        tables.append(once.with_columns(variant.alias("variant"), pl.col(column).alias("value")))
    found = pl.concat(tables).with_columns(pl.lit(NO_METHOD).alias("method"), pl.col("epsilon").alias("at"))
    return ordered(found.filter(pl.col("value").is_finite()))


def accuracy_under_attack(results: Results) -> pl.DataFrame:
    """Give the accuracy of robust models under attacks of every size above 0.

    Args:
        results: The tables of the study.

    Returns:
        A long table, as that of :func:`attacked_accuracy`.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> accuracy_under_attack(made_results())["variant"].unique().sort().to_list()[:2]
        ['accuracy, attack 0.1', 'accuracy, attack 0.3']
    """
    return attacked_accuracy(results).filter(~pl.col("variant").str.ends_with("attack 0"))


def steadiness(results: Results) -> pl.DataFrame:
    """Give the share of accepted recourses that stay accepted where they are not followed exactly.

    Args:
        results: The tables of the study.

    Returns:
        A long table with the change and its size as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> steadiness(made_results())["variant"].unique().sort().to_list()[0]
        'random change of 0.01'
    """
    variant = pl.format("{} change of {}", pl.col("change"), _short("size"))
    rows = results.steadiness.with_columns(
        variant.alias("variant"), pl.col("stays").alias("value"), pl.col("epsilon").alias("at")
    )
    return ordered(rows.filter(pl.col("value").is_finite()))


def accepted_neighbours(results: Results) -> pl.DataFrame:
    """Measure the share of a rejected person's neighbours that the model accepts.

    Args:
        results: The tables of the study.

    Returns:
        A long table.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> accepted_neighbours(made_results())["method"].unique().to_list()
        ['–']
    """
    others = results.neighbours.filter(~pl.col("person")).with_columns(pl.lit(NO_METHOD).alias("method"))
    return series(others, pl.col("accepted"))


def _short(column: str) -> pl.Expr:
    """Write a number with as few digits as it needs."""
    return pl.col(column).map_elements(lambda number: f"{number:g}", return_dtype=pl.String())
