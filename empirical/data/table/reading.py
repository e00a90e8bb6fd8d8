"""Reading a column: its cells as numbers, however they are written, or as text; or what keeps it from being used."""

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from jaxtyping import Float

from empirical.data.table.cells import as_numbers, cleaned, known, shown
from empirical.data.table.dates import are_dates
from empirical.data.table.messages import MOST_LISTED, counted, listed
from empirical.data.table.notation import AS_EVERYWHERE, Notation
from empirical.data.table.placeholders import are_placeholders, counts
from empirical.data.table.problems import Problem, copied
from empirical.data.table.schema import Declared, Schema
from empirical.data.table.written import Written, may_be_thousands, read_written
from empirical.errors import InputError

MOST_LEVELS = 50
"""Largest number of levels that are inferred; text with more different values is a category only if declared."""

LARGEST = 1e100
"""Largest accepted absolute value of a number, so that squares and sums of squares stay finite."""

FEWEST_ROWS = 20
"""Number of rows from which on it tells something that nearly every cell of a column is different."""

DECLARE = 'declare it in a schema as type = "category"'
"""Remedy for text that is not inferred to be a category."""

CODE = r"^\d{2,12}$"
"""Cells of a code: digits alone. A column of them is one if all are of one length and some begin with 0."""


class Reading(NamedTuple):
    """A ``Reading`` holds the cells of one column as they were read.

    Attributes:
        cells: The cells, a polars series of float64 numbers or of text; null where one is missing.
        unit: The unit that stands beside the numbers in the file; empty without one.
        note: How the column was read, to be said after its name; empty if as everybody would.
        problem: What keeps the column from being used; ``None`` if nothing does.
        placeholders: The texts among numbers that count as missing, with the number of their cells.
        code: Whether the cells are codes of digits, such as postcodes.
        mixed: Whether the cells were left as text although many are numbers.
    """

    cells: Any
    unit: str = ""
    note: str = ""
    problem: Problem | None = None
    placeholders: tuple[tuple[str, int], ...] = ()
    code: bool = False
    mixed: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the cells were read as numbers."""
        return bool(self.cells.dtype.is_numeric())


def read_cells(raw: Any, declared: Declared, schema: Schema) -> Reading:
    """Read the cells of a column as its declaration says, or else as they look.

    Args:
        raw: The column as it stands in the file, a polars series of any type.
        declared: The declaration of the column.
        schema: The declarations of the table: what is missing, and how numbers are written.

    Returns:
        The cells; numbers if all that are not missing are numbers, else text.

    Examples:
        >>> found = read_cells(pl.Series(["12 months", "?", "36 months", "60 months"]), Declared(), Schema())
        >>> found.cells.to_list(), found.unit, found.placeholders
        ([12.0, None, 36.0, 60.0], 'months', (('?', 1),))
    """
    try:
        cells = cleaned(raw, schema.missing if declared.missing is None else declared.missing)
    except InputError as error:
        return Reading(raw, problem=Problem(str(error), "leave it out", drop=True))
    if cells.dtype.is_numeric():
        return _numbers(cells.cast(pl.Float64), cells)
    if declared.kind == "category":
        return Reading(cells)
    notation = _merged(schema.notation, declared.notation)
    if declared.kind != "number" and _is_code(cells):
        return _as_text(cells, _different(cells))._replace(code=True)
    return _text(cells, notation, declared)


def identifying(cells: Any) -> bool:
    """Tell whether the cells of a column are so different from one another that one may tell who somebody is.

    Args:
        cells: The cells, a polars series; null where one is missing.

    Returns:
        Whether nearly every cell is different, in a table of at least ``FEWEST_ROWS`` rows.

    Examples:
        >>> identifying(pl.Series([f"X{row}" for row in range(30)])), identifying(pl.Series(["u", "v"] * 15))
        (True, False)
    """
    present = cells.drop_nulls()
    return len(present) >= FEWEST_ROWS and present.n_unique() >= 0.9 * len(present)


def _merged(table: Notation, column: Notation) -> Notation:
    """What is said of one column before what is said of the table."""
    return Notation(column.decimal or table.decimal, column.thousands or table.thousands, (*column.strip, *table.strip))


def _is_code(cells: Any) -> bool:
    present = cells.drop_nulls()
    lengths = present.head(1000).str.len_chars()
    if not len(present) or lengths.min() != lengths.max() or not present.str.contains(CODE).all():
        return False
    if present.str.len_chars().n_unique() > 1 or present.n_unique() < 2:
        return False
    return bool(present.str.starts_with("0").any())


def _text(cells: Any, notation: Notation, declared: Declared) -> Reading:
    """Read cells of text as numbers where they are, plainly or in another notation, and as text where not."""
    present, plain = known(cells), as_numbers(cells)
    is_plain = bool((~np.isnan(plain)).sum() == present.sum())
    told = notation != AS_EVERYWHERE
    if is_plain and not told:
        note = ""
        if may_be_thousands(cells):
            note = "is read with decimal points; if they stand before thousands, --thousands ."
        return _numbers(_series(plain), cells)._replace(note=note)
    written = read_written(cells, notation)
    if is_plain and (np.isnan(written.numbers[present]).any() or written.doubt):
        return _numbers(_series(plain), cells)
    numbers = np.where(np.isnan(written.numbers), plain, written.numbers)
    left = present & np.isnan(numbers)
    if not left.any():
        return _otherwise(_series(numbers), cells, written)
    return _mixed(cells, numbers, declared, written)


def _otherwise(numbers: Any, cells: Any, written: Written) -> Reading:
    if written.doubt:
        remedy = "write all of them in one way in the file, or leave the column out"
        if written.options:
            remedy = f"say which ({' or '.join(written.options)}), or for this column alone in a schema"
        problem = Problem(
            f"has numbers, but {written.doubt}", remedy, drop=not written.options, choices=written.options
        )
        return Reading(numbers, written.unit, problem=problem)
    note = f"is read as a number: {written.how}" if written.how else ""
    return _numbers(numbers, cells)._replace(unit=written.unit, note=note)


def _mixed(cells: Any, numbers: Float[np.ndarray, " n"], declared: Declared, written: Written) -> Reading:
    """Cells of which some are numbers and some are not."""
    present = known(cells)
    is_number = ~np.isnan(numbers)
    left = cells.filter(pl.Series(present & ~is_number))
    texts = counts(left)
    mostly = 2 * is_number.sum() > present.sum()
    enough = len(np.unique(numbers[is_number])) > 2
    if are_placeholders(texts) and (mostly or enough):
        return _otherwise(_series(numbers), cells, written)._replace(placeholders=tuple(texts.items()))
    if declared.direction and not is_number.any():
        says = f"has a direction, but texts such as {shown(cells, int(np.argmax(present)))}"
        return Reading(cells, problem=Problem(says, "name its `levels` in a schema, from the first to the last"))
    if declared.kind == "number":
        return Reading(
            cells, problem=_no_number(cells, present & ~is_number, "is declared a number, but has"), mixed=True
        )
    different = _different(cells)
    plainly = 2 * (~np.isnan(as_numbers(cells))).sum() > present.sum()
    if plainly or (mostly and different > MOST_LEVELS):
        return Reading(cells, problem=_no_number(cells, present & ~is_number, "has numbers, but"), mixed=True)
    return _as_text(cells, different)


def _no_number(cells: Any, left: Any, says: str) -> Problem:
    texts = counts(cells.filter(pl.Series(left)))
    row = int(np.argmax(left))
    if identifying(cells) and not are_placeholders(texts):
        what, missing = f"{says} text in {counted(int(left.sum()), 'row')}, the first of them {row + 1:,}", ()
    else:
        more = f" and {counted(len(texts) - 1, 'other text')}" if len(texts) > 1 else ""
        what = f"{says} {shown(cells, row)} in row {row + 1:,}{more}"
        missing = tuple(texts) if len(texts) <= MOST_LISTED else ()
    if says.startswith("is declared"):
        return Problem(what, "mend the cell, or name that text in `missing` of the schema", missing=missing)
    remedy = f"{DECLARE}, or name that text in its `missing`"
    return Problem(what, remedy, drop=not missing, missing=missing)


def _as_text(cells: Any, different: int) -> Reading:
    dates = are_dates(cells)
    if different <= MOST_LEVELS and dates:
        levels = counted(different, "level")
        return Reading(cells, note=f"has dates or times, taken as a category of {levels}; --drop leaves it out")
    if different <= MOST_LEVELS:
        return Reading(cells, note=_placeholder_level(cells))
    if dates:
        says, remedy = "has dates or times", "leave it out, or turn it into a number, such as days"
    else:
        says = f"has more than {MOST_LEVELS} different texts"
        remedy = f"leave it out with --drop, or {DECLARE}"
    return Reading(cells, problem=Problem(says, remedy, drop=True))


def _placeholder_level(cells: Any) -> str:
    """A note on a level that may mean missing; empty if there is none."""
    levels = counts(cells.drop_nulls())
    marks = [text for text in levels if are_placeholders([text]) and not text.isalpha()]
    if not marks or len(marks) == len(levels):
        return ""
    rows = counted(sum(levels[text] for text in marks), "row")
    return f"has {listed(marks)} in {rows}, taken as a level; if it means missing, --missing-values {copied(marks)}"


def _different(cells: Any) -> int:
    return int(cells.n_unique()) - bool(cells.null_count())


def _series(numbers: Float[np.ndarray, " n"]) -> Any:
    return pl.Series(numbers, nan_to_null=True)


def _numbers(numbers: Any, cells: Any) -> Reading:
    large = (numbers.abs() > LARGEST).fill_null(value=False).to_numpy()
    if not large.any():
        return Reading(numbers)
    cell = int(np.argmax(large))
    what = "infinite" if np.isinf(numbers[cell]) else f"beyond ±{LARGEST:g}"
    says = f"is {what} in row {cell + 1:,} ({shown(cells, cell)})"
    return Reading(numbers, problem=Problem(says, "mend the cell or drop the row"))
