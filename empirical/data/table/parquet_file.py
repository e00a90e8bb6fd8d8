"""Reading Parquet: columns with their types, a few at a time so that too large a table is noticed early."""

from pathlib import Path
from typing import Any

import polars as pl

from empirical.data.table.messages import quoted
from empirical.data.table.problems import check_width
from empirical.errors import InputError
from empirical.memory import SMALLER, check_need

MAGIC = b"PAR1"
"""First and last bytes of every Parquet file."""

BYTES_PER_CELL = 40
"""Upper estimate of the memory for a cell beside its text: as it is read, and as a number."""

BATCH_CELLS = 2**24
"""Number of cells that are read before their memory is checked."""


def read_parquet(path: str, *, memory: float) -> tuple[list[str], list[Any]]:
    """Read the names and the columns of a Parquet file.

    Args:
        path: The path of the file.
        memory: The memory limit in GiB.

    Returns:
        The names of the columns, and the columns as polars series.

    Raises:
        InputError: If the file is damaged, has no rows or no columns, or needs too much memory.

    Examples:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import polars as pl
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder) / "loans.parquet"
        ...     pl.DataFrame({"age": [25, 40]}).write_parquet(path)
        ...     names, columns = read_parquet(str(path), memory=1.0)
        >>> names, columns[0].to_list()
        (['age'], [25, 40])
    """
    try:
        return _read(Path(path).absolute(), memory)  # not a name that polars takes for an address
    except InputError:
        raise
    except pl.exceptions.PanicException:  # raised for damage that polars did not expect; no Exception
        raise InputError("is damaged Parquet") from None
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise InputError(f"is damaged Parquet: {quoted(str(error))}") from None


def _read(path: Path, memory: float) -> tuple[list[str], list[Any]]:
    names = list(pl.read_parquet_schema(path))
    check_width(len(names))
    rows = pl.scan_parquet(path, glob=False, hive_partitioning=False).select(pl.len()).collect().item()
    if not names or not rows:
        raise InputError(f"has no {'rows' if names else 'columns'}")
    check_need(BYTES_PER_CELL * rows * len(names), memory, SMALLER)
    columns: list[Any] = []
    step, held = max(1, BATCH_CELLS // rows), 0
    for start in range(0, len(names), step):
        batch = list(range(start, min(start + step, len(names))))
        columns += pl.read_parquet(path, columns=batch, glob=False, hive_partitioning=False).get_columns()
        held += sum(column.estimated_size() for column in columns[start:])
        check_need(2 * held, memory, SMALLER)  # text is held twice while it is cleaned
    return names, columns
