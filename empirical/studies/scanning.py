"""The tables of a whole study, read lazily from the folders of its cells."""

from pathlib import Path

import polars as pl

from empirical.errors import InputError
from empirical.studies.cell_folder import every_table
from empirical.studies.study_folder import read_plan
from empirical.studies.tables import INSTANCE_COLUMNS, VERDICT_COLUMNS

_COLUMNS = {"instances": INSTANCE_COLUMNS, "verdicts": VERDICT_COLUMNS}
"""Columns of the tables that have the same ones in every cell; other tables have those of their data sets."""


def scan(root: Path, table: str, *, part: str | None = None) -> pl.LazyFrame:
    """Read a table of all finished cells of a study, lazily.

    Args:
        root: The folder of the study.
        table: The name of the table: ``instances``, ``verdicts``, or one that the study keeps or measures beside.
        part: The name of a part of the study, for its cells alone; ``None`` for all.

    Returns:
        The rows of all cells; columns name the cell, and are null in cells that lack them.

    Raises:
        InputError: If the folder is no study's, there is no such table or part, or no cell is finished.

    Examples:
        >>> scan(Path("nowhere"), "instances")
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """
    if table not in (known := every_table()):
        raise InputError(f"a study has the tables {', '.join(known)}, not {table!r}")
    cells = read_plan(root)["cells"]
    parts = {name for cell in cells for name in cell["parts"]}
    if part is not None and part not in parts:
        raise InputError(f"the study has the parts {', '.join(sorted(parts))}, not {part!r}")
    chosen = [cell["name"] for cell in cells if part is None or part in cell["parts"]]
    paths = [path for name in chosen if (path := root / "cells" / name / f"{table}.parquet").exists()]
    if not paths:
        raise InputError(f"no cell of {root} has {table}.parquet yet; let the study run first")
    if table in _COLUMNS:  # cells of an earlier version may lack some
        return pl.scan_parquet(paths, schema=_COLUMNS[table], missing_columns="insert")
    return pl.concat((pl.scan_parquet(path) for path in paths), how="diagonal_relaxed")
