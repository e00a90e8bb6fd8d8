"""The tables of a cell: those of its report, with columns that name the cell, and the same columns in every cell."""

from typing import Any

import polars as pl

from bounds.claims import RECOURSE_CLAIMS
from empirical.autoencoder.latent_balls import WHERE
from empirical.recourse.constraints import Breaches
from empirical.report.frames import RECOURSE, RUN, columns_of, delta_sources
from empirical.report.report import Report
from empirical.studies.cell import Cell
from empirical.studies.options import OPTIONS

_NUMBER, _FLAG, _TEXT = pl.Float64(), pl.Boolean(), pl.String()

NAMES: dict[str, Any] = dict.fromkeys(("cell", "dataset", "model", "method", "mode"), _TEXT)
"""Columns that name the cell in all its tables. The mode is null for methods without one."""

_SCORES = "score_nr score_r score_nr_nr score_nr_r score_r_r score_r_nr score_nr_nr_linearised score_r_r_linearised"
_COSTS = (
    "cost_nr cost_r recourse_gap cost_nr_linearised cost_r_linearised recourse_gap_linearised "
    "linearisation_error_nr linearisation_error_r linearisation_error_gap"
)
_LINEAR = (
    "lam target threshold residual_nr residual_r norm_nr norm_r weight_gap learning_rate dim mean_input_norm "
    "attack_factor robust_weight_norm smoothness gradient_gap_sum input_norm recourse_norm_r"
)
_NETWORKS = "slope_nr slope_r radius_layers radius_by_norms radius_by_entries"
_WIDE = (
    "delta_k label_norm residual_radius slope_radius kernel_norm_r kernel_lipschitz residual_by_gap residual_by_solve "
    "slope_by_gap slope_by_solve score_cross"
)
_DECODED = "radius_nr radius_r latent_gap decoding_error"

REPORTED: dict[str, Any] = {
    "instance": pl.Int64(),
    "label": _NUMBER,
    "accepted_r": _FLAG,
    "status_nr": RECOURSE,
    "status_r": RECOURSE,
    **dict.fromkeys(("found_nr", "found_r", "crosses"), _FLAG),
    **dict.fromkeys(("probability_nr", "probability_r"), _NUMBER),
    **dict.fromkeys((f"breaks_{name}_{model}" for model in ("nr", "r") for name in Breaches._fields), _FLAG),
    **dict.fromkeys(" ".join((_SCORES, _COSTS, _LINEAR, _NETWORKS, _WIDE, _DECODED)).split(), _NUMBER),
    **dict.fromkeys((f"delta_{source}" for source in delta_sources()), _NUMBER),
    **dict.fromkeys((f"lipschitz_{where}" for where in WHERE), _NUMBER),
}
"""Columns of what reports measure, of all families and methods: null in cells of others."""

_TYPES = {bool: _FLAG, int: pl.Int64(), float: _NUMBER, str: _TEXT}

CONFIGURED = {
    name: _TYPES[option.kind]
    for name, option in OPTIONS.items()
    if not option.whole and name not in {*RUN, *REPORTED, *NAMES}
}
"""Columns of the options of a cell, where no column of a report has that name already."""

OPTION = "option_"
"""Beginning of the names of the columns of options whose own name is a column of a report's."""

SHADOWED = {
    f"{OPTION}{name}": _TYPES[option.kind]
    for name, option in OPTIONS.items()
    if not option.whole and name in {*RUN, *REPORTED}
}
"""Columns of the options of a cell that a report has columns of the same name as."""

INSTANCE_COLUMNS: dict[str, Any] = {**NAMES, **CONFIGURED, **RUN, **REPORTED, **SHADOWED}
"""The columns of ``instances.parquet`` of every cell, with their types."""

VERDICT_COLUMNS: dict[str, Any] = {**NAMES, **columns_of(RECOURSE_CLAIMS)}
"""The columns of ``verdicts.parquet`` of every cell, with their types."""


def tables_of(report: Report, cell: Cell, keep: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """Give the tables of a cell.

    Args:
        report: The report of the cell.
        cell: The cell.
        keep: The names of further tables that are kept.

    Returns:
        ``instances`` and ``verdicts``, each with the columns of every other cell, and the further tables by name.

    Raises:
        RuntimeError: If a report has a column that no table of a study has.

    Examples:
        >>> from empirical.report import build
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> part = Part("main", options={"steps": (5,), "instances": (4,)})
        >>> (cell,) = plan(Study("mine", (part,))).cells
        >>> tables = tables_of(build(cell.settings), cell, ())
        >>> tables["instances"].columns == list(INSTANCE_COLUMNS), tables["verdicts"]["model"].unique().to_list()
        (True, ['linear'])
    """
    known, options = cell.names, cell.options
    if unknown := set(report.instances.columns) - set(INSTANCE_COLUMNS):
        raise RuntimeError(f"tables of studies lack the columns {', '.join(sorted(unknown))}: name them in REPORTED")
    configured = {**known, **{name: options[name] for name in CONFIGURED}}
    configured |= {name: options[name.removeprefix(OPTION)] for name in SHADOWED}
    empty = {name: None for name in REPORTED if name not in report.instances.columns}
    instances = report.instances.with_columns(_constants({**configured, **empty}, INSTANCE_COLUMNS))
    further = {"recourses": report.recourses, "people": report.people}
    return {
        "instances": instances.select(list(INSTANCE_COLUMNS)),
        "verdicts": report.verdicts.select(*_constants(known, NAMES), pl.all()),
        **{name: name_cell(further[name], cell) for name in keep},
    }


def name_cell(table: pl.DataFrame | None, cell: Cell) -> pl.DataFrame:
    """Put columns that name the cell before a table that has no column of an option.

    Args:
        table: The table.
        cell: The cell.

    Returns:
        The table with the columns ``cell`` and ``dataset``.

    Raises:
        RuntimeError: If there is no table.

    Examples:
        >>> from empirical.studies.cells import plan
        >>> from empirical.studies.description import Part, Study
        >>> (cell,) = plan(Study("mine", (Part("main"),))).cells
        >>> name_cell(pl.DataFrame({"seed": [0]}), cell).columns
        ['cell', 'dataset', 'seed']
    """
    if table is None:
        raise RuntimeError("the report has no such table")
    known = cell.names
    return table.select(*_constants({name: known[name] for name in ("cell", "dataset")}, NAMES), pl.all())


def _constants(values: dict[str, Any], types: dict[str, Any]) -> list[pl.Expr]:
    return [pl.lit(value, dtype=types[name]).alias(name) for name, value in values.items()]
