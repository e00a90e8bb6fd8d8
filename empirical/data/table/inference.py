"""Inference of a column's type: its cells decide whether it is a number or a category, unless that is declared."""

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
"""Largest number of levels that are inferred; text with more different values is a category only if declared."""

LONGEST_LEVEL = 100
"""Largest number of characters of a level; longer text is prose, and would fill figures and memory."""

LARGEST = 1e100
"""Largest accepted absolute value of a number, so that squares and sums of squares stay finite."""

LARGEST_WHOLE = 2.0**53
"""Largest absolute value of whole numbers; every larger float64 is whole, so that being whole says nothing."""

MISSING_LEVEL = "(missing)"
"""Level of a category for missing cells; always the last one."""

DECLARE = 'declare it in a schema as type = "category"'
"""Remedy for text that is not inferred to be a category."""


class Inferred(NamedTuple):
    """``Inferred`` holds the feature that a column became, with its values.

    Attributes:
        feature: The feature.
        values: The values, float64 [n]: a number, NaN where it is missing, or the index of a category's level.
    """

    feature: Feature
    values: Float[np.ndarray, " n"]


def infer(name: str, column: Any, declared: Declared, rows: Int[np.ndarray, " n"]) -> Inferred:
    """Decide whether a column is a number or a category, as declared or else by its cells, and return its values.

    Args:
        name: The column's name.
        column: The cleaned column, from :func:`~empirical.data.table.cells.cleaned`.
        declared: The user's declaration of the column.
        rows: The row of the file that each cell stands in, int [n], for messages.

    Returns:
        The feature and its values.

    Raises:
        InputError: If numbers and text are mixed, a number is infinite, too large or not as whole as declared, or text
            is no category.

    Examples:
        >>> import numpy as np
        >>> import polars as pl
        >>> from empirical.data.table.schema import Declared
        >>> job = infer("job", pl.Series(["smith", "clerk", "smith"]), Declared(), np.array([1, 2, 3]))
        >>> job.feature.levels, job.values.tolist()
        (('clerk', 'smith'), [1.0, 0.0, 1.0])
    """  # noqa: DOC502
    numbers = as_numbers(column)
    parsed = ~np.isnan(numbers)
    kind = declared.kind or _kind(column, parsed, rows)
    if kind == "number":
        _check_numbers(column, numbers, parsed, rows)
        if not declared.kind and _is_zero_one(numbers[parsed]):
            return _category(name, _zero_one(numbers), declared, rows)
        return Inferred(_number(name, declared, numbers[parsed]), numbers)
    if not declared.kind:
        _check_few(column)
    return _category(name, as_texts(column), declared, rows)


def sorted_levels(texts: Sequence[str]) -> list[str]:
    """Sort the levels of a category, so that their order does not depend on the order of the rows.

    Args:
        texts: The levels, in any order.

    Returns:
        The levels in the order of numbers if all are numbers, else in the order of text.

    Examples:
        >>> sorted_levels(["10", "9", "1"]), sorted_levels(["10", "9", "none"])
        (['1', '9', '10'], ['10', '9', 'none'])
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
    large = np.abs(numbers) > LARGEST  # false for NaN
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


def _number(name: str, declared: Declared, numbers: Float[np.ndarray, " m"]) -> Feature:
    """The feature of a number, of which the known ones are given."""  # noqa: DOC501
    fractional = numbers != np.round(numbers)
    if declared.integer and fractional.any():
        raise InputError(
            f"is declared integer, but has {numbers[int(np.argmax(fractional))]:g}: mend it, or take integer out"
        )
    return Feature(
        name,
        (),
        declared.immutable,
        declared.direction,
        declared.low,
        declared.high,
        declared.unit,
        integer=_looks_whole(numbers) if declared.integer is None else declared.integer,
    )


def _looks_whole(numbers: Float[np.ndarray, " m"]) -> bool:
    """Whether all numbers are whole, and are so many that this is no code and so small that it is no rounding."""
    if (numbers != np.round(numbers)).any() or (np.abs(numbers) > LARGEST_WHOLE).any():
        return False
    return len(np.unique(numbers)) > 2


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
