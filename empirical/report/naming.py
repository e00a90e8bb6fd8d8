"""How tables name runs and their settings."""

from collections.abc import Iterable
from typing import Any

from empirical.report.builder import Report

SETTINGS = {"steps": "N", "ridge": "β", "epsilon": "ε"}
"""What tells runs apart beside the seed, and its symbol."""


def runs_of(report: Report) -> str:
    """The data and the runs that a table counts, in a few words.

    Args:
        report: The report.

    Returns:
        The data's name, and the only run or their number.
    """
    runs, name = report.summary["runs"], report.summary["data"]["name"]
    if len(runs) == 1:
        return f"{name}, {run_name(runs[0])}"
    return f"{name}, {len(runs)} pairs of models"


def run_name(run: dict[str, Any]) -> str:
    """What tells a run apart beside the seed, in symbols.

    Args:
        run: Values of ``SETTINGS``; those that are missing or null are left out.

    Returns:
        Like ``β = 1, ε = 0.1``.
    """
    parts = [f"{symbol} = {_short(run[name])}" for name, symbol in SETTINGS.items() if run.get(name) is not None]
    return ", ".join(parts) or "models trained elsewhere"


def varied(entries: list[dict[str, Any]]) -> list[str]:
    """The settings that the models of a report have.

    Args:
        entries: Values of ``SETTINGS``, of every run.

    Returns:
        Their names.
    """
    return [name for name in SETTINGS if any(entry[name] is not None for entry in entries)]


def setting(entry: dict[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    """The values of some settings.

    Args:
        entry: Values of ``SETTINGS``.
        names: Which.

    Returns:
        Cells of a table.
    """
    return tuple(_short(entry[name]) for name in names)


def _short(number: int | float) -> str:
    return str(number) if isinstance(number, int) else f"{number:g}"
