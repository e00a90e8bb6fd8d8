"""The tables of a study, read from the folder where it ran."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from empirical.studies.finished import FinishedCell, read_finished
from empirical.studies.krishna2024.results import (
    ATTACKS,
    INSTANCES,
    LABELS,
    NEIGHBOURS,
    RUNS,
    STEADINESS,
    VERDICTS,
    Results,
    Tables,
    method_label,
    training_label,
)

_RUN = ("seed", "steps", "ridge", "epsilon")


class _Done(NamedTuple):
    """A finished cell: its folder, the parts of the study that have it, its labels, and its summary."""

    place: Path
    parts: tuple[str, ...]
    labels: dict[str, Any]
    summary: dict[str, Any]


def read_results(root: Path) -> Results:
    """Read the tables of a study: of the cells that are finished, whatever is missing.

    Args:
        root: The folder of the study.

    Returns:
        The tables; the large ones are read when they are asked.

    Raises:
        InputError: If the folder is no study's, or none of its cells is finished.

    Examples:
        >>> read_results(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    cells = [_done(cell) for cell in read_finished(root).cells]
    parts = dict.fromkeys(part for cell in cells for part in cell.parts)
    return Results(
        {part: _tables([cell for cell in cells if part in cell.parts]) for part in parts},
        pl.DataFrame([row for cell in cells for row in _runs(cell)], schema=dict(RUNS)),
        *(_small(cells, name, types) for name, types in _SMALL.items()),
    )


_SMALL = {"attacks": ATTACKS, "steadiness": STEADINESS, "neighbours": NEIGHBOURS}
"""Tables of what is measured beside the reports, in the order of the results."""


def _done(cell: FinishedCell) -> _Done:
    """Join parts by the beginning of their names, and say what the cell is about."""
    parts = tuple(dict.fromkeys(name.partition("-")[0] for name in cell.parts))
    return _Done(cell.place, parts, _labels(cell.record, cell.summary), dict(cell.summary))


def _labels(record: Mapping[str, Any], summary: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a cell is about, in the columns of ``LABELS``."""
    names, options = record["names"], record["options"]
    layers = next((run["network"]["layers"] for run in summary["runs"] if "network" in run), None)
    return {
        "cell": names["cell"],
        "data": names["dataset"],
        "model": names["model"],
        "method": method_label(names["method"], names["mode"]),
        "training": training_label(float(options["norm"]), options["scaling"]),
        "depth": options["depth"],
        "widening": None if layers is None else round(layers[1] / layers[0]),
        "samples": options["samples"],
    }


def _tables(cells: list[_Done]) -> Tables:
    labels = pl.LazyFrame([cell.labels for cell in cells], schema=dict(LABELS))
    return Tables(*(_large(cells, name, types, labels) for name, types in _LARGE.items()))


_LARGE = {"instances": INSTANCES, "verdicts": VERDICTS}
"""Tables of reports, in the order of the tables of a part."""


def _large(cells: list[_Done], name: str, types: Mapping[str, Any], labels: pl.LazyFrame) -> pl.LazyFrame:
    paths = [cell.place / f"{name}.parquet" for cell in cells]
    table = pl.scan_parquet(paths, missing_columns="insert", extra_columns="ignore")  # cells of several versions
    measured = [pl.col(column).cast(kind) for column, kind in types.items() if column not in LABELS]
    return table.select("cell", *measured).join(labels, on="cell", how="left").select(list(types))


def _small(cells: list[_Done], name: str, types: Mapping[str, Any]) -> pl.DataFrame:
    labels = pl.DataFrame([cell.labels for cell in cells], schema=dict(LABELS))
    tables = [pl.read_parquet(path) for cell in cells if (path := cell.place / f"{name}.parquet").exists()]
    if not tables:
        return pl.DataFrame(schema=dict(types))
    measured = [pl.col(column).cast(kind) for column, kind in types.items() if column not in LABELS]
    return pl.concat(tables).select("cell", *measured).join(labels, on="cell", how="left").select(list(types))


def _runs(cell: _Done) -> Iterator[dict[str, Any]]:
    """Give a row for each pair of models of a cell, in the columns of ``RUNS``."""  # noqa: DOC402
    summary = cell.summary
    names = _RUN[:3]
    rejected = {tuple(one[name] for name in names): one for one in summary["rejected"]}
    for run in summary["runs"]:
        among = rejected[tuple(run[name] for name in names)]
        models = {"nr": run["models"]["non_robust"], "r": run["models"]["robust"]}
        yield {
            **cell.labels,
            **{name: run[name] for name in _RUN},
            "test": summary["split"]["test"],
            "rejected": among["count"],
            "drawn": among["drawn"],
            **{f"{name}_{which}": one[name] for which, one in models.items() for name in ("accuracy", "accepted")},
        }
