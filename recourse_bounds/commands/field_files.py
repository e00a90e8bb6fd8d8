"""The fields of a claim that a command reads from files: JSON objects, and tables of CSV or Parquet."""

import json
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from empirical.errors import InputError
from recourse_bounds.commands.json_object import read_object

if TYPE_CHECKING:
    import polars as pl

    from bounds import Claim

OBJECT = 'an object of fields, like {"lam": 0.01, "norm_nr": [1, 2]}'
"""What a JSON file with fields must hold."""

TABLES = (".csv", ".parquet")
"""The endings of the names of files that hold a table."""


def read_fields(claim: "Claim", files: Sequence[Path]) -> dict[str, Any]:
    r"""Read the fields of a claim from files.

    A JSON file holds an object of fields, all of which the claim has to have. Of a table, each row is an instance, and
    the columns that are called like a field are its fields; other columns are ignored. The components of a vector ``x``
    are columns ``x_0``, ``x_1``, ..., or one column of lists in Parquet.

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
    for name in claim.shapes:
        parts = [table[columns[part]] for part in _components(name, columns)]
        if name not in fields and parts and len(claim.indices[name]) == 1:
            fields[name] = _stacked([_array(part, part.name, file) for part in parts])
    if not fields:
        wanted, there = ", ".join(claim.read), ", ".join(table.columns[:12])
        raise InputError(f"{file} has none of the columns {wanted}; it has {there}")
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


def _components(name: str, columns: dict[str, str]) -> list[str]:
    """The columns ``name_0``, ``name_1``, ... that there are, without a gap."""
    names = []
    while f"{name}_{len(names)}" in columns:
        names.append(f"{name}_{len(names)}")
    return names


def _array(column: "pl.Series", name: str, file: Path) -> Any:
    """The numbers of a column, NaN where there is none."""  # noqa: DOC501
    import numpy as np
    import polars as pl

    try:
        if isinstance(column.dtype, pl.List | pl.Array):
            return np.array(column.to_list(), np.float64)
        return column.cast(pl.Float64).to_numpy()
    except (pl.exceptions.PolarsError, TypeError, ValueError):
        seen = json.dumps(column.drop_nulls().head(1).to_list(), default=str)
        raise InputError(f"{file}: the column {name!r} does not hold numbers, but {seen}") from None


def _stacked(parts: list[Any]) -> Any:
    import numpy as np

    return np.stack(parts, axis=-1)
