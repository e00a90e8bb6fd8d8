"""The fields of a claim that a command reads from files: JSON objects, and tables of CSV or Parquet."""

import json
import re
import sys
from collections.abc import Sequence
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empirical.errors import InputError
from recourse_bounds.commands.json_object import read_object

if TYPE_CHECKING:
    import polars as pl

    from bounds import Claim

OBJECT = 'an object of fields, like {"lam": 0.01, "norm_nr": [1, 2]}'
"""What a JSON file with fields must hold."""

MOST = 12
"""Largest number of columns that a message names."""

TABLES = (".csv", ".parquet")
"""The endings of the names of files that hold a table."""


def read_fields(claim: "Claim", files: Sequence[Path]) -> dict[str, Any]:
    r"""Read the fields of a claim from files.

    A JSON file holds an object of fields, all of which the claim has to have, and under ``errors`` their absolute
    errors. Of a table, each row is an instance, and the columns that are called like a field are its fields; a line on
    standard error names the columns that are not. The components of a vector ``x`` are columns ``x_0``, ``x_1``, ...,
    those of a matrix ``A_0_0``, ``A_0_1``, ..., or one column of lists in Parquet.

    Args:
        claim: The claim.
        files: The files. A field that several of them hold is read from the last one.

    Returns:
        The fields by name.

    Raises:
        InputError: If a file cannot be read, or a table has none of the claim's fields.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     table, settings = Path(folder, "norms.csv"), Path(folder, "settings.json")
        ...     _ = table.write_text("norm_nr,norm-r,name\n1,1.25,Ada\n1,2,Max\n")
        ...     _ = settings.write_text('{"delta": 0.5}')
        ...     fields = read_fields(CLAIMS["lemma1.norms"], [table, settings])
        >>> {name: value if isinstance(value, float) else value.tolist() for name, value in fields.items()}
        {'norm_r': [1.25, 2.0], 'norm_nr': [1.0, 1.0], 'delta': 0.5}
    """  # noqa: DOC502
    fields: dict[str, Any] = {}
    for file in files:
        fields |= _table_fields(claim, file) if file.suffix.lower() in TABLES else read_object(file, OBJECT)
    return fields


def _table_fields(claim: "Claim", file: Path) -> dict[str, Any]:
    """The columns of a table that are fields of the claim, or components of one."""  # noqa: DOC501
    table = _table(file)
    columns = {re.sub(r"\W", "_", name): name for name in table.columns}
    found = {name: table[columns[name]] for name in claim.read if name in columns}
    fields = {name: _array(column, name, file) for name, column in found.items()}
    used = {columns[name] for name in found}
    for name in claim.indices:
        parts = _components(claim, name, columns, file)
        if name not in fields and parts:
            arrays = {place: _array(table[columns[part]], part, file) for place, part in parts.items()}
            fields[name] = _assembled(arrays)
            used |= {columns[part] for part in parts.values()}
    if not fields:
        wanted, there = ", ".join(claim.read), ", ".join(table.columns[:MOST])
        raise InputError(f"{file} has none of the columns {wanted}; it has {there}")
    if idle := [name for name in table.columns if name not in used]:
        more = f" and {len(idle) - MOST:,} more" if len(idle) > MOST else ""
        sys.stderr.write(f"notice: {file.name}: no field of {claim.id}: {', '.join(idle[:MOST])}{more}\n")
    return fields


def _table(file: Path) -> "pl.DataFrame":
    """The table of a file."""  # noqa: DOC501
    import polars as pl

    from bounds.plain_file import open_plain

    try:
        with open_plain(file) as content:
            data = BytesIO(content.read())
        if file.suffix.lower() == ".parquet":
            return pl.read_parquet(data)
        return pl.read_csv(data, infer_schema_length=None)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}") from None
    except (pl.exceptions.PolarsError, ValueError) as error:
        first = next(iter(str(error).splitlines()), "")
        raise InputError(f"{file} is no table of CSV or Parquet: {first}") from None


def _components(claim: "Claim", name: str, columns: dict[str, str], file: Path) -> dict[tuple[int, ...], str]:
    """The columns of a field's components by their places, which may have no gap."""  # noqa: DOC501
    indices = claim.indices[name]
    number = re.compile(rf"{name}{r'_(0|[1-9][0-9]*)' * len(indices)}")
    parts = {tuple(map(int, match.groups())): column for column in columns if (match := number.fullmatch(column))}
    sizes = [1 + max(axis) for axis in zip(*parts, strict=True)]
    for place in product(*map(range, sizes)) if parts else ():
        if place not in parts:
            lacks = "_".join((name, *map(str, place)))
            raise InputError(f"{file} lacks the column {lacks}; components count from 0, without a gap")
    return parts


def _array(column: "pl.Series", name: str, file: Path) -> Any:
    """The numbers of a column, NaN where there is none."""  # noqa: DOC501
    import numpy as np
    import polars as pl

    try:
        if isinstance(column.dtype, pl.List | pl.Array):
            if column.list.len().n_unique() > 1 if isinstance(column.dtype, pl.List) else False:
                raise InputError(f"{file}: the lists of the column {name!r} have different lengths; give all the same")
            return np.array(column.to_list(), np.float64)
        return column.cast(pl.Float64).to_numpy()
    except (pl.exceptions.PolarsError, TypeError, ValueError):
        seen = json.dumps(column.drop_nulls().head(1).to_list(), default=str)
        raise InputError(f"{file}: the column {name!r} does not hold numbers, but {seen}") from None


def _assembled(parts: dict[tuple[int, ...], Any]) -> Any:
    """Vectors or matrices, one for each row, of their components by place."""
    import numpy as np

    shape = tuple(1 + max(axis) for axis in zip(*parts, strict=True))
    rows = np.stack([parts[place] for place in np.ndindex(shape)], axis=-1)
    return rows.reshape((-1, *shape))
