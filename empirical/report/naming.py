"""How tables name runs and their settings."""

from collections.abc import Iterable
from typing import Any

from empirical.report.report import Report

SETTINGS = {"steps": "N", "ridge": "β", "epsilon": "ε"}
"""What tells runs apart beside the seed, and its symbol."""


def runs_of(report: Report) -> str:
    """The data and the runs that a table counts, in a few words.

    Args:
        report: The report.

    Returns:
        The data's name, the only run or their number, and the method if that is not the usual one.
    """
    runs, name = report.summary["runs"], report.summary["data"]["name"]
    which = run_name(runs[0]) if len(runs) == 1 else f"{len(runs)} pairs of models"
    return f"{name}, {which}{recourses_of(report)}"


def recourses_of(report: Report) -> str:
    """The method of the recourses, to be put behind what a title says.

    Args:
        report: The report.

    Returns:
        Like ``, recourses: ROAR``; empty for minimisers of SCFE at a fixed λ, of which the theorems speak.
    """
    method = method_name(report)
    return f", recourses: {method}" if method else ""


def method_name(report: Report) -> str:
    """The method of the recourses.

    Args:
        report: The report.

    Returns:
        In words; empty for minimisers of SCFE at a fixed λ, of which the theorems speak.
    """
    recourse = report.summary["settings"]["recourse"]
    if recourse["method"] == "gs":
        return "Growing Spheres"
    if recourse["method"] == "cchvae":
        norm = "∞" if recourse["code_norm"] == "inf" else f"{recourse['code_norm']:g}"
        return f"C-CHVAE, ℓ{norm} balls" + (", whole levels" if recourse["feasible"] else "")
    if recourse["method"] == "roar":
        return f"ROAR, shift {recourse['shift']:g}"
    if recourse["mode"] == "valid":
        return "SCFE, accepted ones"
    return "SCFE at fixed λ, feasible" if recourse["feasible"] else ""


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
