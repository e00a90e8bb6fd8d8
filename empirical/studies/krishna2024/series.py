"""Long tables of measured figures, a row for each value of a setting and seed, and the curves that they hold."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.studies.curves import Curve


class Key(NamedTuple):
    """What a curve is about.

    Attributes:
        data: The name of the data set.
        model: The name of the family of models.
        method: The name of the recourse method, with SCFE's mode; a word for several, or for none.
        training: The norm of the attacks in training and the scaling of the features, as ``ℓ∞``.
        variant: What else tells curves of one figure apart; empty if nothing does.
    """

    data: str
    model: str
    method: str
    training: str
    variant: str


POINT: Mapping[str, Any] = {"at": pl.Float64(), "seed": pl.UInt32(), "value": pl.Float64(), "people": pl.Int64()}
"""Columns of a point of a curve: the value of the setting, the seed, the figure, and the number of people behind it."""

SERIES: Mapping[str, Any] = {**{name: pl.String() for name in Key._fields}, **POINT}
"""Columns of a long table of a figure."""


def series(
    table: pl.DataFrame | pl.LazyFrame, value: pl.Expr, *, at: str = "epsilon", variant: pl.Expr | None = None
) -> pl.DataFrame:
    """Average a figure over people, for every curve, value of the setting, and seed.

    Args:
        table: A row for each person, with the columns of :class:`Key` but the variant, ``seed``, and the setting.
        value: The figure of a person; people of whom it is null or not finite are left out.
        at: The name of the column with the setting.
        variant: What else tells curves apart.

    Returns:
        The long table, sorted, with the columns of :data:`SERIES`.

    Examples:
        >>> people = {"data": "german", "model": "mlp", "method": "gs", "training": "ℓ2", "seed": 0, "epsilon": 0.1}
        >>> table = pl.DataFrame([{**people, "cost": 1.0}, {**people, "cost": 2.0}, {**people, "cost": None}])
        >>> series(table, pl.col("cost")).select("at", "value", "people").rows()
        [(0.1, 1.5, 2)]
    """
    names = [name for name in Key._fields if name != "variant"]
    given = (
        table.lazy()
        .with_columns(
            (pl.lit("") if variant is None else variant).cast(pl.String).alias("variant"),
            value.cast(pl.Float64).alias("value"),
            pl.col(at).cast(pl.Float64).alias("at"),
        )
        .filter(pl.col("value").is_finite() & pl.col("at").is_not_null())
    )
    means = given.group_by(*names, "variant", "at", "seed").agg(pl.col("value").mean(), pl.len().alias("people"))
    return ordered(means.collect())


def ordered(table: pl.DataFrame) -> pl.DataFrame:
    """Give a long table its columns, their types, and its order.

    Args:
        table: The rows, with the columns of :data:`SERIES` at least.

    Returns:
        The long table.

    Examples:
        >>> ordered(pl.DataFrame(schema=SERIES)).columns == list(SERIES)
        True
    """
    return table.select(pl.col(name).cast(kind) for name, kind in SERIES.items()).sort(*Key._fields, "at", "seed")


def curves_of(table: pl.DataFrame) -> dict[Key, Curve]:
    """Give the curves of a long table, in its order.

    Args:
        table: The long table.

    Returns:
        The curves by what they are about.

    Examples:
        >>> row = dict(zip(SERIES, ("german", "mlp", "gs", "ℓ2", "", 0.1, 0, 1.5, 2), strict=True))
        >>> curves_of(pl.DataFrame([row], schema=SERIES))[Key("german", "mlp", "gs", "ℓ2", "")].values.tolist()
        [[1.5]]
    """
    names = list(Key._fields)
    return {Key(*key): _curve(rows) for key, rows in table.group_by(names, maintain_order=True)}


def _curve(rows: pl.DataFrame) -> Curve:
    at, seeds = rows["at"].unique().sort().to_list(), rows["seed"].unique().sort().to_list()
    values, people = np.full((len(at), len(seeds)), np.nan), [0] * len(at)
    for place, seed, value, count in rows.select("at", "seed", "value", "people").iter_rows():
        values[at.index(place), seeds.index(seed)] = np.nan if value is None else value
        people[at.index(place)] += count
    return Curve(tuple(at), values, tuple(people))
