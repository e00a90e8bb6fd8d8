"""A number or a category: what the cells of a column say, unless it is declared."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Bool, Float, Int

from empirical.data.dataset import Feature
from empirical.data.table.cells import as_numbers, as_texts, known, shown
from empirical.data.table.messages import quoted
from empirical.data.table.schema import Declared
from empirical.errors import InputError

MOST_LEVELS = 50
"""Text with more different values is a category only if it is declared."""

LONGEST_LEVEL = 100
"""Characters. Longer text is prose, and its levels would fill figures and memory."""

LARGEST = 1e100
"""Numbers beyond are refused: their squares, and sums of those, must stay finite."""

MISSING_LEVEL = "(missing)"
"""The level of a category where a cell is missing; always the last."""

DECLARE = 'declare it in a schema as type = "category"'


class Inferred(NamedTuple):
    """A column that became a feature.

    Attributes:
        feature: The feature.
        values: float64 [n], of a category the index of the level; NaN where a number is missing.
    """

    feature: Feature
    values: Float[np.ndarray, " n"]


def infer(name: str, column: Any, declared: Declared, rows: Int[np.ndarray, " n"]) -> Inferred:
    """Decide what a column is, as declared or else by its cells, and give its values.

    Args:
        name: Of the column.
        column: What ``cells.cleaned`` returns.
        declared: What is declared about it.
        rows: int [n], the row of the file that each cell stands in, for messages.

    Returns:
        The feature and its values.

    Raises:
        InputError: If numbers and text are mixed, a number is infinite or too large, or text is no category.
    """  # noqa: DOC502
    numbers = as_numbers(column)
    parsed = ~np.isnan(numbers)
    kind = declared.kind or _kind(column, parsed, rows)
    if kind == "number":
        _check_numbers(column, numbers, parsed, rows)
        if not declared.kind and _is_zero_one(numbers[parsed]):
            return _category(name, _zero_one(numbers), declared, rows)
        feature = Feature(
            name, (), declared.immutable, declared.direction, declared.low, declared.high, unit=declared.unit
        )
        return Inferred(feature, numbers)
    if not declared.kind:
        _check_few(column)
    return _category(name, as_texts(column), declared, rows)


def sorted_levels(texts: Sequence[str]) -> list[str]:
    """Levels in an order that depends on nothing but the levels.

    Args:
        texts: The levels, in any order.

    Returns:
        By number if all are numbers, else by text.
    """
    numbers = as_numbers(pl.Series(list(texts), dtype=pl.String))
    if np.isnan(numbers).any():
        return sorted(texts)
    return [text for _, text in sorted(zip(numbers.tolist(), texts, strict=True))]


def _kind(column: Any, parsed: Bool[np.ndarray, " n"], rows: Int[np.ndarray, " n"]) -> str:
    present = known(column)
    if parsed.sum() == present.sum():
        return "number"
    if 2 * parsed.sum() <= present.sum():
        return "category"
    cell = int(np.argmax(present & ~parsed))
    raise InputError(
        f"has numbers, but {shown(column, cell)} in row {rows[cell]:,}: {DECLARE}, or name that text in its `missing`"
    )


def _check_numbers(
    column: Any, numbers: Float[np.ndarray, " n"], parsed: Bool[np.ndarray, " n"], rows: Int[np.ndarray, " n"]
) -> None:
    text = known(column) & ~parsed
    if text.any():
        cell = int(np.argmax(text))
        raise InputError(
            f"is declared a number, but has {shown(column, cell)} in row {rows[cell]:,}: mend the cell, "
            "or name that text in `missing` of the schema"
        )
    large = np.abs(numbers) > LARGEST  # never NaN
    if large.any():
        cell = int(np.argmax(large))
        what = "infinite" if np.isinf(numbers[cell]) else f"beyond ±{LARGEST:g}"
        raise InputError(f"is {what} in row {rows[cell]:,} ({shown(column, cell)}): mend the cell or drop the row")


def _check_few(column: Any) -> None:
    different = column.n_unique() - bool(column.null_count())
    if different > MOST_LEVELS:
        raise InputError(
            f"has {different:,} different texts, such as {quoted(column.min())}, more than {MOST_LEVELS}: "
            f"leave it out with --drop, or {DECLARE}"
        )


def _is_zero_one(numbers: Float[np.ndarray, " n"]) -> bool:
    return bool(((numbers == 0.0) | (numbers == 1.0)).all() and numbers.min() < numbers.max())


def _zero_one(numbers: Float[np.ndarray, " n"]) -> Any:
    return pl.Series(numbers, nan_to_null=True).cast(pl.Int8).cast(pl.String)


def _category(name: str, texts: Any, declared: Declared, rows: Int[np.ndarray, " n"]) -> Inferred:
    found = texts.drop_nulls().unique().to_list()
    levels = list(declared.levels) or sorted_levels([text for text in found if text != MISSING_LEVEL])
    if texts.null_count() or (MISSING_LEVEL in found and not declared.levels):
        levels = [level for level in levels if level != MISSING_LEVEL] + [MISSING_LEVEL]
    _check_levels(texts, levels, found, rows)
    codes = texts.fill_null(MISSING_LEVEL).cast(pl.Enum(levels)).to_physical().cast(pl.Float64).to_numpy()
    return Inferred(Feature(name, tuple(levels), declared.immutable, unit=declared.unit), codes)


def _check_levels(texts: Any, levels: Sequence[str], found: Sequence[str], rows: Int[np.ndarray, " n"]) -> None:
    undeclared = sorted(set(found) - set(levels))
    if undeclared:
        cell = int(np.argmax((texts == undeclared[0]).fill_null(value=False).to_numpy()))
        raise InputError(f"has {quoted(undeclared[0])} in row {rows[cell]:,}, which is none of its declared levels")
    longest = max(levels, key=len)
    if len(longest) > LONGEST_LEVEL:
        raise InputError(
            f"has a text of {len(longest):,} characters, {quoted(longest)}: leave it out with --drop, "
            f"or shorten it to {LONGEST_LEVEL}"
        )
