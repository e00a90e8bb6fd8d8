"""Features from columns as they were read: numbers, whole numbers and categories, unless a schema says otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float, Int

from empirical.data.dataset import Feature
from empirical.data.table.cells import as_numbers, as_texts
from empirical.data.table.messages import quoted
from empirical.data.table.reading import Reading
from empirical.data.table.schema import Declared
from empirical.errors import InputError

LONGEST_LEVEL = 100
"""Largest number of characters of a level; longer text is prose, and would fill figures and memory."""

LARGEST_WHOLE = 2.0**53
"""Largest absolute value of whole numbers; every larger float64 is whole, so that being whole says nothing."""

MISSING_LEVEL = "(missing)"
"""Level of a category for missing cells; always the last one."""


class Inferred(NamedTuple):
    """``Inferred`` holds the feature that a column became, with its values.

    Attributes:
        feature: The feature.
        values: The values, float64 [n]: a number, NaN where it is missing, or the index of a category's level.
    """

    feature: Feature
    values: Float[np.ndarray, " n"]


def infer(name: str, reading: Reading, declared: Declared, rows: Int[np.ndarray, " n"]) -> Inferred:
    """Make a feature of a column: a number or a category, as declared or else by its cells.

    Args:
        name: The column's name.
        reading: The column as it was read, without a problem.
        declared: The user's declaration of the column.
        rows: The row of the file that each cell stands in, int [n], for messages.

    Returns:
        The feature and its values.

    Raises:
        InputError: If a number is not as whole as declared, a text is none of the declared levels, or a level is too
            long.

    Examples:
        >>> import numpy as np
        >>> import polars as pl
        >>> from empirical.data.table.schema import Declared
        >>> job = infer("job", Reading(pl.Series(["smith", "clerk", "smith"])), Declared(), np.array([1, 2, 3]))
        >>> job.feature.levels, job.values.tolist()
        (('clerk', 'smith'), [1.0, 0.0, 1.0])
    """  # noqa: DOC502
    is_number = reading.is_number and declared.kind != "category"
    if not is_number or (not declared.kind and _are_two_codes(reading.cells)):
        return _category(name, as_texts(reading.cells), replace(declared, unit=declared.unit or reading.unit), rows)
    numbers = as_numbers(reading.cells)
    return Inferred(_number(name, declared, numbers[~np.isnan(numbers)], reading.unit), numbers)


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


def _number(name: str, declared: Declared, numbers: Float[np.ndarray, " m"], unit: str) -> Feature:
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
        declared.unit or unit,
        integer=_looks_whole(numbers) if declared.integer is None else declared.integer,
    )


def _looks_whole(numbers: Float[np.ndarray, " m"]) -> bool:
    """Whether all numbers are whole, and are so many that this is no code and so small that it is no rounding."""
    if (numbers != np.round(numbers)).any() or (np.abs(numbers) > LARGEST_WHOLE).any():
        return False
    return len(np.unique(numbers)) > 2


def _are_two_codes(numbers: Any) -> bool:
    """Whether a column has two different whole numbers: 0 and 1, or any two that do not stand in one row each."""
    different = numbers.drop_nulls().unique().sort().to_list()
    if len(different) != 2 or any(number != np.round(number) for number in different):
        return False
    return different == [0.0, 1.0] or len(numbers) - numbers.null_count() > 2


def _category(name: str, texts: Any, declared: Declared, rows: Int[np.ndarray, " n"]) -> Inferred:
    texts = _as_declared(texts, declared.levels)
    found = texts.drop_nulls().unique().to_list()
    levels = list(declared.levels) or sorted_levels([text for text in found if text != MISSING_LEVEL])
    if texts.null_count() or (MISSING_LEVEL in found and not declared.levels):
        levels = [level for level in levels if level != MISSING_LEVEL] + [MISSING_LEVEL]
    if declared.direction and MISSING_LEVEL in levels:
        raise InputError(
            "has a direction and missing cells, which stand nowhere among its levels: "
            "take `direction` out, or leave the rows out with --missing drop"
        )
    _check_levels(texts, levels, found, rows)
    codes = texts.fill_null(MISSING_LEVEL).cast(pl.Enum(levels)).to_physical().cast(pl.Float64).to_numpy()
    feature = Feature(name, tuple(levels), declared.immutable, declared.direction, unit=declared.unit)
    return Inferred(feature, codes)


def _as_declared(texts: Any, levels: Sequence[str]) -> Any:
    """The texts, with a number that equals a declared level written as the declaration writes it."""
    if not levels:
        return texts
    numbers = as_numbers(pl.Series(list(levels), dtype=pl.String))
    spelled = {number: level for number, level in zip(numbers, levels, strict=True) if not np.isnan(number)}
    others = texts.drop_nulls().unique()
    others = others.filter(~others.is_in(list(levels)))
    equal = [spelled.get(number) for number in as_numbers(others)]
    changed = [(text, level) for text, level in zip(others.to_list(), equal, strict=True) if level is not None]
    return texts.replace(*map(list, zip(*changed, strict=True))) if changed else texts


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
