"""Reproduction of a report: equal tables, or a list of what differs and why."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bounds.plain_file import read_plain
from empirical.data import TableFile
from empirical.disk.replacement import restore
from empirical.errors import InputError
from empirical.report.format5 import FORMAT_5, INSTANCES_5, upgraded
from empirical.report.format6 import FORMAT_6, summary_without_new, without_new
from empirical.report.format7 import FORMAT_7
from empirical.report.given import Given
from empirical.report.provenance import FORMAT
from empirical.report.report import Report
from empirical.report.settings import Settings, from_json
from empirical.report.trust import require_known
from empirical.report.writer import INSTANCES, LARGEST_SUMMARY, PEOPLE, RECOURSES, SUMMARY, VERDICTS, as_text

PROVENANCE = ("data", "user_claims", "versions", "machine")
"""Entries of a summary that say where its numbers come from."""

READ = (FORMAT, FORMAT_7, FORMAT_6, FORMAT_5)
"""The formats that are read, the newest first."""

LARGEST_TABLE = 2**34
"""Largest size in bytes of a table of a report that is read."""


def settings_of(folder: Path, *, data: str | None = None, claims: str | None = None) -> Settings:
    """Read the settings of a report on disk, so that it can be made again.

    Args:
        folder: The folder of the report.
        data: The path of its table, if the file has moved.
        claims: The path of its file of claims, if that has moved, or if it is code that was not run here before.

    Returns:
        The settings.

    Raises:
        InputError: If the folder holds no report; if ``data`` is given for a report on a data set with a name; if
            ``claims`` is given for a report without claims of the user; if their file is gone; or if it is not given
            and :func:`empirical.report.trust.require_known` refuses the file that the report names.

    Examples:
        >>> import tempfile
        >>> from empirical.report.settings import to_json
        >>> with tempfile.TemporaryDirectory() as name:
        ...     text = json.dumps({"format": FORMAT, "settings": to_json(Settings(memory=4.0))})
        ...     _ = (Path(name) / SUMMARY).write_text(text)
        ...     settings_of(Path(name)).memory
        4.0
    """
    summary, _ = _summary(folder)
    settings = from_json(summary.get("settings"))
    if settings.pair is not None or isinstance(settings.data, Given):
        what = "a pair of models" if settings.pair is not None else "data"
        raise InputError(f"{folder} is a report on {what} given from Python: make it again there, with rb.report(...)")
    if claims is not None:
        if settings.claims is None:
            raise InputError(f"{folder} is a report without claims of your own; leave --claims out")
        if not Path(claims).exists():
            raise InputError(f"{claims}: there is no such file; name the file that the claims of {folder} are in now")
        settings = replace(settings, claims=claims)
    elif settings.claims is not None:
        require_known(Path(settings.claims), _checksum(summary), folder)
    if data is None:
        return settings
    if not isinstance(settings.data, TableFile):
        raise InputError(f"{folder} is a report on {settings.data.name}, not on a table; leave --data out")
    return replace(settings, data=replace(settings.data, path=data))


def recorded(folder: Path) -> Report:
    """Read a report from disk, before hours are spent on making it again.

    Args:
        folder: The folder of the report.

    Returns:
        The tables and the summary.

    Raises:
        InputError: If a file of the report cannot be read.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     _ = (Path(name) / SUMMARY).write_text(json.dumps({"format": FORMAT}))
        ...     for table in (INSTANCES, VERDICTS, RECOURSES, PEOPLE):
        ...         pl.DataFrame({"instance": [7]}).write_parquet(Path(name) / table)
        ...     recorded(Path(name)).instances["instance"].to_list()
        [7]
    """  # noqa: DOC502
    summary, instances = _summary(folder)
    recourses = _read(folder / RECOURSES) if summary["format"] in (FORMAT, FORMAT_7) else None
    people = _read(folder / PEOPLE) if summary["format"] == FORMAT else None
    return Report(_read(folder / instances), _read(folder / VERDICTS), summary, recourses, people)


def compare(before: Report, again: Report) -> list[str]:
    """List what differs between a report on disk and one that was made from its settings.

    Args:
        before: The report on disk.
        again: The new report.

    Returns:
        A line for each difference, the possible causes first; empty if the tables and the summary are equal.

    Examples:
        >>> table = pl.DataFrame({"instance": [7], "cost_r": [1.0]})
        >>> before, again = Report(table, table, {}), Report(table.with_columns(cost_r=2.0), table, {})
        >>> compare(before, before), compare(before, again)
        ([], ['instances.parquet: cost_r differs in 1 of 1 rows, at most 0.5 relative'])
    """
    old, new = before.summary, json.loads(as_text(again.summary))
    if old.get("format") in (FORMAT_7, FORMAT_6, FORMAT_5):
        new = summary_without_new(new, old)
    causes = [line for name in PROVENANCE for line in _entries(name, old.get(name), new.get(name))]
    tables = [
        *_tables(INSTANCES, before.instances, without_new(again.instances, before.instances)),
        *_tables(VERDICTS, before.verdicts, again.verdicts),
    ]
    for name, old_table, new_table in (
        (RECOURSES, before.recourses, again.recourses),
        (PEOPLE, before.people, again.people),
    ):
        if old_table is not None and new_table is not None:
            tables += _tables(name, old_table, new_table)
    entries = sorted((set(old) | set(new)) - {*PROVENANCE, "settings", "format", "cores"})
    results = tables + [f"{SUMMARY}: {name} differs" for name in entries if old.get(name) != new.get(name)]
    return causes + (_cores(old, new) if results else []) + results


def _cores(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Name another number of cores as the cause of differences; reports older than this entry lack it."""
    before, now = old.get("cores", new.get("cores")), new.get("cores")
    return [] if before == now else [f"cores: {before}, now {now}; sums in another order round differently"]


def _checksum(summary: dict[str, Any]) -> str | None:
    """The recorded checksum of a report's file of claims."""
    recorded = summary.get("user_claims")
    return recorded.get("sha256") if isinstance(recorded, dict) else None


def _summary(folder: Path) -> tuple[dict[str, Any], str]:
    """Read the summary of a report, under the names of this version, and the name of its file of instances."""  # noqa: DOC501
    restore(folder.resolve())
    try:
        summary = json.loads(read_plain(folder / SUMMARY, largest=LARGEST_SUMMARY))
    except OSError as error:
        raise InputError(f"{folder / SUMMARY} cannot be read ({error.strerror}): name the folder of a report") from None
    except (ValueError, RecursionError):
        raise InputError(f"{folder / SUMMARY} is damaged: it is not JSON") from None
    known = summary.get("format") if isinstance(summary, dict) else None
    if known not in READ:
        raise InputError(f"{folder} holds no report that this version reads ({', '.join(READ)})")
    try:
        return (upgraded(summary), INSTANCES_5) if known == FORMAT_5 else (summary, INSTANCES)
    except (AttributeError, KeyError, TypeError, RecursionError):
        raise InputError(f"{folder / SUMMARY} is damaged: it lacks the settings of a report") from None


def _read(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(read_plain(path, largest=LARGEST_TABLE))
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}): the report is not whole") from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise InputError(f"{path} is damaged: it is not Parquet") from None


def _entries(name: str, old: Any, new: Any) -> list[str]:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return [] if old == new else [f"{name}: {old}, now {new}"]
    return [
        f"{name}: {key} was {_short(old.get(key))}, now {_short(new.get(key))}"
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _tables(name: str, old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    old, new = _as_text(old), _as_text(new)
    if old.equals(new, null_equal=True):
        return []
    lost, added = (sorted(set(a.columns) - set(b.columns)) for a, b in ((old, new), (new, old)))
    if lost or added:
        return [f"{name}: columns gone: {', '.join(lost) or 'none'}; new: {', '.join(added) or 'none'}"]
    if old.height != new.height:
        return [f"{name}: {old.height} rows, now {new.height}"]
    if old.columns != new.columns and old.equals(new.select(old.columns), null_equal=True):
        return [f"{name}: the columns stand in another order"]
    return [_column(name, old[column], new[column]) for column in old.columns if not old[column].equals(new[column])]


def _as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Write enumerations of a table as text: neither the possible words nor their order matter."""
    texts = {name: pl.String() for name, kind in table.schema.items() if isinstance(kind, pl.Enum)}
    lists = {name: pl.List(pl.String) for name, kind in table.schema.items() if isinstance(kind, pl.List)}
    return table.cast({**texts, **lists})


def _column(table: str, old: pl.Series, new: pl.Series) -> str:
    if old.dtype != new.dtype:
        return f"{table}: {old.name} was {_short(old.dtype)}, now {_short(new.dtype)}"
    differ = old.ne_missing(new)
    text = f"{table}: {old.name} differs in {differ.sum()} of {len(old)} rows"
    if not old.dtype.is_float():
        return text
    a, b = (part.filter(differ).to_numpy() for part in (old, new))
    both = np.isfinite(a) & np.isfinite(b)
    if not both.any():
        return text
    size = np.maximum(np.abs(a), np.abs(b))[both]
    return f"{text}, at most {np.max(np.abs(a - b)[both] / size):.2g} relative"
