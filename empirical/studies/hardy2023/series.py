"""Every figure in the tables of the study, by data, method, variant, training and seed."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.studies.curves import LEAST_PEOPLE, LEAST_SEEDS
from empirical.studies.hardy2023.experiment import RADII
from empirical.studies.hardy2023.networks import USUAL_ATTACK
from empirical.studies.hardy2023.results import MAIN, Results

CHANGE = "change"
"""The training of rows that hold adversarial minus natural, over the people who have both recourses."""

SERIES: Mapping[str, Any] = {
    **dict.fromkeys(("dataset", "method", "variant", "training", "quantity"), pl.String()),
    "seed": pl.Int64(),
    "value": pl.Float64(),
    "people": pl.Int64(),
}
"""Columns of the table of all figures."""


def series(results: Results) -> pl.DataFrame:
    """Compute every figure for every seed.

    Args:
        results: The tables.

    Returns:
        A table with the columns of ``SERIES``: accuracies and susceptibilities of networks; ``success``; means over
        people with a recourse; shares of recourses that no chain connects, by ε; and seconds.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> sorted(set(series(made_results())["quantity"]))[:3]
        ['accuracy', 'distance', 'flipped 16/255']
    """
    about = ["dataset", "method", "variant", "training", "seed"]
    parts = [
        _long(_networks(results, about), about),
        _long(_means(results.people, about), about),
        _long(_changes(results, about), about),
        _chains(results, about),
        _long(results.searches.select(*about, pl.col("searched").alias("people"), "seconds"), about),
    ]
    columns = [pl.col(name).cast(kind) for name, kind in SERIES.items()]
    return pl.concat([part.select(columns) for part in parts])


def values(table: pl.DataFrame, **chosen: Any) -> Float[np.ndarray, " s"]:
    """Give one figure for every seed.

    Args:
        table: The table of :func:`series`.
        **chosen: The values of the columns that choose it; the variant is ``MAIN`` if nobody says.

    Returns:
        The figure by seed, where enough people are behind it.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> table = series(made_results())
        >>> chosen = {"dataset": "adult-carla", "method": "ar", "training": "natural"}
        >>> values(table, quantity="redundancy", **chosen).tolist()
        [0.0, 0.0, 0.0]
    """
    wanted = {"variant": MAIN, **chosen}
    conditions = [pl.col(name) == value for name, value in wanted.items()]
    found = table.filter(*conditions, pl.col("people") >= LEAST_PEOPLE).unique("seed").sort("seed")
    return found["value"].drop_nulls().drop_nans().to_numpy()


def enough(found: Float[np.ndarray, " s"]) -> bool:
    """Say whether a badge may rest on a figure: whether enough seeds have it.

    Args:
        found: The figure by seed.

    Returns:
        Whether there are ``LEAST_SEEDS``.

    Examples:
        >>> enough(np.ones(1)), enough(np.ones(2))
        (False, True)
    """
    return len(found) >= LEAST_SEEDS


def radius_name(radius: float) -> str:
    """Write the radius of an attack as the paper does.

    Args:
        radius: The radius.

    Returns:
        The radius as a multiple of 1/255.

    Examples:
        >>> radius_name(RADII[0])
        '8/255'
    """
    return f"{round(radius * 255.0)}/255"


def _networks(results: Results, about: list[str]) -> pl.DataFrame:
    """Give accuracies, and susceptibilities by radius; networks are the same whatever the method.

    Other attacks than the first one make variants of the study as it is.
    """
    usual = pl.col("attack") == USUAL_ATTACK
    others = (pl.col("variant") == MAIN) & ~usual
    attack = pl.format("attack of {}", "attack")
    by_attack = results.models.filter(usual | others).with_columns(
        pl.when(usual).then("variant").otherwise(attack).alias("variant"),
        pl.col("radius").map_elements(radius_name, return_dtype=pl.String()),
    )
    plain = (
        by_attack.filter(usual)
        .group_by(about)
        .agg(pl.first("accuracy"), pl.first("train_accuracy"), pl.first("seconds").alias("training seconds"))
    )
    for name in map(radius_name, RADII):
        here = by_attack.filter(pl.col("radius") == name)
        columns = [pl.col(one).alias(f"{one} {name}") for one in ("susceptibility", "flipped")]
        plain = plain.join(here.select(*about, *columns), on=about, how="full", coalesce=True)
    return plain.with_columns(pl.lit(LEAST_PEOPLE).alias("people"))


_MEASURED = ("distance", "knn", "sphere", "sparsity", "redundancy")


def _means(people: pl.DataFrame, about: list[str]) -> pl.DataFrame:
    known = people.with_columns(pl.col(_MEASURED).fill_nan(None))
    return known.group_by(about).agg(
        pl.len().alias("people"),
        pl.col("found").mean().alias("success"),
        pl.col("sphere").is_not_null().sum().truediv(pl.col("found").sum()).alias("in ball"),
        *(pl.col(name).mean() for name in _MEASURED),
    )


def _changes(results: Results, about: list[str]) -> pl.DataFrame:
    """Give adversarial minus natural of the people for whom both are known, figure by figure, as rows of ``CHANGE``."""
    keys = [name for name in about if name != "training"]
    known = results.people.with_columns(pl.col(_MEASURED).fill_nan(None))
    sides = [known.filter(pl.col("training") == name) for name in ("natural", "adversarial")]
    both = sides[0].join(sides[1], on=[*keys, "person"], suffix="_r")
    changes = both.with_columns((pl.col(f"{name}_r") - pl.col(name)).alias(name) for name in _MEASURED)
    counts = changes.group_by(keys).agg(
        pl.col("distance").is_not_null().sum().alias("people"), *(pl.col(name).mean() for name in _MEASURED)
    )
    return counts.with_columns(pl.lit(CHANGE).alias("training"))


def _chains(results: Results, about: list[str]) -> pl.DataFrame:
    lost = 1.0 - pl.col("connected") / pl.col("points")
    named = pl.format("unconnected {}", pl.col("share"))
    return results.chains.select(*about, named.alias("quantity"), lost.alias("value"), pl.col("points").alias("people"))


def _long(wide: pl.DataFrame, about: list[str]) -> pl.DataFrame:
    return wide.unpivot(index=[*about, "people"], variable_name="quantity", value_name="value").cast(
        {"value": pl.Float64()}
    )
