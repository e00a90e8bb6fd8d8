"""What a page says of people: their own values, and what every recourse makes of them."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import polars as pl

from empirical.report.frames import KEY
from empirical.report.recourses import MODELS
from recourse_bounds.page.columns import Columns
from recourse_bounds.page.rounding import spread_of

COARSER = 5.0
"""How much coarser the decimals of changes are than those of people's own values."""

Entries = list[dict[str, Any]]


def values(people: pl.DataFrame, features: list[dict[str, Any]], columns: Columns) -> Entries:
    """Pack the values of everybody on the page.

    Args:
        people: The table of people, of those who are on the page.
        features: What a summary says of the features.
        columns: The columns of the page.

    Returns:
        An entry for every feature: ``name``, ``unit``, ``immutable``, and the column ``values``.

    Examples:
        >>> people = pl.DataFrame({"values": [{"age": 25, "job": "clerk"}, {"age": None, "job": "smith"}]})
        >>> features = [{"name": name, "unit": "", "immutable": False, "levels": []} for name in ("age", "job")]
        >>> [entry["values"]["kind"] for entry in values(people, features, Columns())]
        ['decimal', 'code']
    """
    table = people["values"].struct.unnest()
    return [
        {
            **{key: feature[key] for key in ("name", "unit", "immutable")},
            "values": _cells(table.to_series(place), feature["levels"], columns),
        }
        for place, feature in enumerate(features)
    ]


def changes(recourses: pl.DataFrame, rows: pl.DataFrame, told: Collection[str], columns: Columns) -> Entries:
    """Pack what recourses change, for the rows of the page.

    Args:
        recourses: The table of recourses.
        rows: The rows of the page: the columns ``KEY``, in their order.
        told: The columns of which every value stands among those of people.
        columns: The columns of the page.

    Returns:
        An entry for every column that changes for anybody, in the order of the table: its ``name``, and for each
        model the column ``natural`` or ``robust`` of the level that it becomes, or of what is added to its number,
        unknown where it does not change; and ``from`` unless its values are told, as of a column that encodes a
        category between its levels.

    Examples:
        >>> run = {"seed": 0, "steps": None, "ridge": None, "epsilon": 0.1, "instance": 7}
        >>> schema = {"seed": pl.UInt32, "steps": pl.Int32, "ridge": pl.Float64, "epsilon": pl.Float64}
        >>> change = {**run, "model": "robust", "column": "age", "from": 20.0, "to": 21.5}
        >>> change |= {"from_level": None, "to_level": None}
        >>> rows = pl.DataFrame([run], schema={**schema, "instance": pl.Int64})
        >>> (entry,) = changes(pl.DataFrame([change], schema_overrides=schema), rows, ["age"], Columns())
        >>> entry["name"], entry["natural"]["kind"], entry["robust"]["decimals"]
        ('age', 'decimal', 1)
    """
    places = rows.select(*KEY).with_row_index("place")
    of_them = recourses.filter(pl.col("instance").is_in(places["instance"].unique().implode()))
    placed = of_them.join(places, on=KEY, how="inner", nulls_equal=True)
    kind = recourses["column"].dtype
    order = kind.categories.to_list() if isinstance(kind, pl.Enum) else sorted(set(recourses["column"]))
    parts = {str(name): part for (name,), part in placed.group_by("column")}
    found = []
    for name in (one for one in order if one in parts):
        entry = {"name": name, **_of_models(parts[name], rows.height, columns)}
        found.append(entry if name in told else {**entry, "from": _column(parts[name], "from", rows.height, columns)})
    return found


def _of_models(part: pl.DataFrame, height: int, columns: Columns) -> dict[str, Any]:
    """Pack what one column becomes by the recourses for each model."""
    models = {model: part.filter(pl.col("model").cast(pl.String) == model) for model in MODELS.categories}
    return {model: _column(changed, "to", height, columns) for model, changed in models.items()}


def _column(part: pl.DataFrame, end: str, height: int, columns: Columns) -> dict[str, Any]:
    """Pack one end of a change for every row: a level, or a number; of the end of a change, how much it adds."""
    at, levels = part["place"].to_numpy(), part[f"{end}_level"].cast(pl.String)
    if levels.null_count() < part.height:
        words = levels.drop_nulls().unique().sort().to_list()
        codes = np.full(height, -1)
        codes[at] = levels.fill_null(words[0]).cast(pl.Enum(words)).to_physical().to_numpy()
        return columns.codes(codes, words)
    before, after = (part[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("from", "to"))
    ends = np.full(height, np.nan)
    ends[at] = before if end == "from" else after - before
    return columns.quantities(ends, spread_of(before) if end == "from" else COARSER * spread_of(before))


def _cells(cells: pl.Series, levels: Sequence[str], columns: Columns) -> dict[str, Any]:
    """Pack a column of the table of people: numbers, or levels of a category."""
    if cells.dtype.is_numeric() and not levels:
        return columns.quantities(cells.cast(pl.Float64).fill_null(np.nan).to_numpy())
    texts = cells.cast(pl.String)
    words = [*levels] or sorted(set(texts.drop_nulls()))
    known = texts.replace_strict(words, list(range(len(words))), default=None, return_dtype=pl.Int64)
    return columns.codes(known.fill_null(-1).to_numpy(), words)
