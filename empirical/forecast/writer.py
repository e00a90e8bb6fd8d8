"""A forecast on disk: it is written beside its place, so that the earlier forecast or the new one stands there."""

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bounds.plain_file import read_plain
from empirical.data.dataset import Dataset
from empirical.disk.replacement import holds_only, replacing, restore
from empirical.errors import InputError, writing
from empirical.forecast.forecast import Forecast
from empirical.report.provenance import provenance
from empirical.report.writer import LARGEST_SUMMARY, as_text, table_bytes, write_file

FORMAT = "recourse-bounds forecast 1"
"""First entry of ``forecast.json``, by which a folder is known to be a forecast."""

PEOPLE, WORK, SURVIVING, RANGE = "forecast.parquet", "work.parquet", "surviving.parquet", "range.parquet"
"""Names of the tables: of people and of work; of recourses that survive and of a range of ε, where somebody asks."""

SUMMARY, PICTURE, BANDS = "forecast.json", "width", "bands"
"""Names of the settings with provenance, and of the pictures without their ends."""

PICTURES = frozenset(f"{picture}.{end}" for picture in (PICTURE, BANDS) for end in ("png", "svg"))
"""Names of the pictures."""

FILES = PICTURES | {PEOPLE, WORK, SURVIVING, RANGE, SUMMARY}
"""Names of all files."""


def check_target(folder: Path) -> None:
    """Refuse to write over anything but a forecast.

    Args:
        folder: The folder where the forecast shall go.

    Raises:
        InputError: If the folder exists and is no forecast, or holds something beside one.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as name:
        ...     check_target(Path(name) / "new")
        ...     check_target(Path(name))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        empirical.errors.InputError: ... exists and is no forecast: choose another folder with --out, or remove it
    """
    restore(folder.resolve())
    if (folder.exists() or folder.is_symlink()) and not _is_forecast(folder):
        raise InputError(f"{folder} exists and is no forecast: choose another folder with --out, or remove it")


def summary_of(made: Forecast, dataset: Dataset, settings: dict[str, Any]) -> dict[str, Any]:
    """Say how a forecast came about, and how it came out.

    Args:
        made: The forecast.
        dataset: The data.
        settings: The settings of the data and of the split, as JSON has them.

    Returns:
        The content of ``forecast.json``.

    Examples:
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> data = load("breast-cancer")
        >>> made = forecast(split(data, seed=0), ForecastSettings(budgets=(0,), check=False))
        >>> summary_of(made, data, {})["settings"]["norm"]
        'inf'
    """
    chosen = asdict(made.settings)
    norm = chosen["norm"]
    return {
        "format": FORMAT,
        "settings": {**settings, **chosen, "norm": "inf" if math.isinf(norm) else norm},
        "rejected": made.rejected,
        "asked": made.asked,
        "people": made.people["instance"].n_unique(),
        "natural": made.natural.weights.tolist(),
        "checks": [{**asdict(check), "violated": check.violated} for check in made.checks],
        "work": made.work.to_dicts(),
        "range": _range_summary(made),
        **provenance(dataset),
    }


def _range_summary(made: Forecast) -> dict[str, Any]:
    """Say how the range of ε came out; nothing where there is none."""
    if not made.settings.between:
        return {}
    whole = made.ranged
    return {
        "certain": whole.certain,
        "passes": whole.passes,
        "seconds": whole.seconds,
        "stretches": whole.stretches.to_dicts(),
        "intervals": sum(check.intervals for check in whole.checks),
        "violated": sum(check.violated for check in whole.checks),
    }


def write(made: Forecast, folder: Path, summary: dict[str, Any]) -> None:
    """Write the files of a forecast, in the place of an earlier forecast of that name.

    Args:
        made: The forecast.
        folder: The folder; its parents are made.
        summary: The content of ``forecast.json``, as :func:`summary_of` makes it.

    Raises:
        InputError: If the folder exists and is no forecast, or it cannot be written, as on a full disk.

    Examples:
        >>> import tempfile
        >>> from empirical.data import load, split
        >>> from empirical.forecast.forecast import forecast
        >>> from empirical.forecast.settings import ForecastSettings
        >>> data = load("breast-cancer")
        >>> made = forecast(split(data, seed=0), ForecastSettings(budgets=(0,), check=False))
        >>> with tempfile.TemporaryDirectory() as name:
        ...     write(made, Path(name) / "made", summary_of(made, data, {}))
        ...     sorted(path.name for path in (Path(name) / "made").iterdir())
        ['forecast.json', 'forecast.parquet', 'width.png', 'width.svg', 'work.parquet']
    """  # noqa: DOC502
    from empirical.forecast.bands_figure import bands_figure  # matplotlib takes a second to load
    from empirical.forecast.figure import width_figure

    check_target(folder)
    folder = folder.resolve()
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with replacing(folder, may_go=_is_forecast, files=FILES) as aside:
            write_file(aside / PEOPLE, table_bytes(made.people))
            write_file(aside / WORK, table_bytes(made.work))
            if made.surviving.height:
                write_file(aside / SURVIVING, table_bytes(made.surviving))
            title = _title(made, summary)
            pictures = {PICTURE: width_figure(made.work, title, made.settings.unit)}
            if made.settings.between:
                write_file(aside / RANGE, table_bytes(made.ranged.people))
                pictures[BANDS] = bands_figure(made.ranged.people, made.settings.cut, title)
            for name, drawn in pictures.items():
                for end, picture in drawn.items():
                    write_file(aside / f"{name}.{end}", picture)
            write_file(aside / SUMMARY, as_text(summary).encode())


def _title(made: Forecast, summary: dict[str, Any]) -> str:
    """What the pictures are about."""
    norm = "∞" if math.isinf(made.settings.norm) else f"{made.settings.norm:g}"
    return (
        f"{summary['data']['name']}: {summary['people']:,} people whom the natural model rejects; ℓ{norm} attacks, "
        f"{made.settings.training_words}"
    )


def _is_forecast(folder: Path) -> bool:
    """Tell whether a folder holds a forecast and nothing else that a new one would destroy."""
    try:
        summary = json.loads(read_plain(folder / SUMMARY, largest=LARGEST_SUMMARY))
        return summary["format"] == FORMAT and holds_only(folder, FILES)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
