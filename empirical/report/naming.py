"""Names of runs and of their settings in tables."""

from collections.abc import Iterable
from typing import Any

from empirical.report.report import Report

SETTINGS = {"steps": "N", "ridge": "β", "epsilon": "ε"}
"""Settings that tell runs apart beside the seed, and their symbols."""


def runs_of(report: Report) -> str:
    """Name the data and the runs of a report in a few words.

    Args:
        report: The report.

    Returns:
        The name of the data, the only run or the number of runs, and the method if it is not the usual one.

    Examples:
        >>> import polars as pl
        >>> from empirical.report.settings import Settings, to_json
        >>> run = {"seed": 0, "steps": 100, "ridge": None, "epsilon": 0.1}
        >>> summary = {"runs": [run], "data": {"name": "german"}, "settings": to_json(Settings())}
        >>> report = Report(pl.DataFrame(), pl.DataFrame(), summary)
        >>> runs_of(report)
        'german, N = 100, ε = 0.1'
    """
    runs, name = report.summary["runs"], report.summary["data"]["name"]
    which = run_name(runs[0]) if len(runs) == 1 else f"{len(runs)} pairs of models"
    return f"{name}, {which}{recourses_of(report)}"


def recourses_of(report: Report) -> str:
    """Name the method of a report's recourses, as the end of a title.

    Args:
        report: The report.

    Returns:
        Text like ``, recourses: ROAR``; empty for minimisers of SCFE at a fixed λ, of which the theorems speak.

    Examples:
        >>> from empirical.recourse.settings import RecourseSettings
        >>> import polars as pl
        >>> from empirical.report.settings import Settings, to_json
        >>> settings = Settings(recourse=RecourseSettings(method="gs"))
        >>> summary = {"settings": to_json(settings)}
        >>> report = Report(pl.DataFrame(), pl.DataFrame(), summary)
        >>> recourses_of(report)
        ', recourses: Growing Spheres'
    """
    method = method_name(report)
    return f", recourses: {method}" if method else ""


def method_name(report: Report) -> str:
    """Name the method of a report's recourses.

    Args:
        report: The report.

    Returns:
        The name in words; empty for minimisers of SCFE at a fixed λ, of which the theorems speak.

    Examples:
        >>> from empirical.recourse.settings import RecourseSettings
        >>> import polars as pl
        >>> from empirical.report.settings import Settings, to_json
        >>> settings = Settings(recourse=RecourseSettings(method="roar"))
        >>> summary = {"settings": to_json(settings)}
        >>> report = Report(pl.DataFrame(), pl.DataFrame(), summary)
        >>> method_name(report)
        'ROAR, shift 0.01'
    """
    recourse = report.summary["settings"]["recourse"]
    if recourse["method"] == "gs":
        return "Growing Spheres" + (f", γ = {recourse['gamma']:g}" if recourse.get("gamma") else "")
    if recourse["method"] == "cchvae":
        norm = "∞" if recourse["code_norm"] == "inf" else f"{recourse['code_norm']:g}"
        return f"C-CHVAE, ℓ{norm} balls" + (", whole levels" if recourse["feasible"] else "")
    if recourse["method"] == "ecco":
        where = "" if recourse["stop"] == "threshold" else ", until its slope is flat"
        return f"ECCo, energy {recourse['energy']:g}{where}"
    if recourse["method"] == "ar":
        return f"Actionable Recourse, {recourse['bins']} bins"
    if recourse["method"] == "roar":
        return f"ROAR, shift {recourse['shift']:g}"
    if recourse["method"] == "nice":
        return f"NICE, {recourse['reward']}"
    if recourse["mode"] != "fixed":
        return {"valid": "SCFE, accepted ones", "sparse": "SCFE, sparse ones"}[recourse["mode"]]
    return "SCFE at fixed λ, feasible" if recourse["feasible"] else ""


def idealised(report: Report) -> bool:
    """Tell whether a report's recourses are the minimisers of the theorems, which ranges and whole numbers do not bind.

    Args:
        report: The report.

    Returns:
        Whether they may name 2.37 loans, or a category between its levels.

    Examples:
        >>> import polars as pl
        >>> from empirical.report.settings import Settings, to_json
        >>> idealised(Report(pl.DataFrame(), pl.DataFrame(), {"settings": to_json(Settings())}))
        True
    """
    recourse = report.summary["settings"]["recourse"]
    return recourse["method"] == "scfe" and recourse["mode"] == "fixed" and not recourse["feasible"]


def run_name(run: dict[str, Any]) -> str:
    """Name a run by its settings, beside the seed, in symbols.

    Args:
        run: The values of ``SETTINGS``; missing ones and nulls are left out.

    Returns:
        Text like ``β = 1, ε = 0.1``.

    Examples:
        >>> run_name({"steps": None, "ridge": 1.0, "epsilon": 0.1})
        'β = 1, ε = 0.1'
    """
    parts = [f"{symbol} = {_short(run[name])}" for name, symbol in SETTINGS.items() if run.get(name) is not None]
    return ", ".join(parts) or "models trained elsewhere"


def varied(entries: list[dict[str, Any]]) -> list[str]:
    """List the settings that the models of a report have.

    Args:
        entries: The values of ``SETTINGS``, for every run.

    Returns:
        The names of these settings.

    Examples:
        >>> varied([{"steps": 100, "ridge": None, "epsilon": 0.1}])
        ['steps', 'epsilon']
    """
    return [name for name in SETTINGS if any(entry[name] is not None for entry in entries)]


def setting(entry: dict[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    """Give the values of some settings as cells of a table.

    Args:
        entry: The values of ``SETTINGS``.
        names: The names of these settings.

    Returns:
        The cells.

    Examples:
        >>> setting({"steps": 100, "ridge": None, "epsilon": 0.1}, ["steps", "epsilon"])
        ('100', '0.1')
    """
    return tuple(_short(entry[name]) for name in names)


def _short(number: int | float) -> str:
    return str(number) if isinstance(number, int) else f"{number:g}"


def theorem_name(claim: str) -> str:
    """Name the theorem or lemma that a claim is a form of.

    Args:
        claim: The id of the claim.

    Returns:
        Its name in words.

    Examples:
        >>> theorem_name("theorem4.sharp"), theorem_name("lemma1.norms")
        ('Theorem 4', 'Lemma 1')
    """
    statement = claim.split(".", maxsplit=1)[0]
    return f"{statement[:-1].capitalize()} {statement[-1]}"
