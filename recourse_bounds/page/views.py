"""What only the charts of a page need: means along the settings, and of groups."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from empirical.report import Report
from empirical.report.sweep import SETTING, student_interval

DIGITS = 6
"""Significant digits of the numbers that charts draw."""

MODELS = {"accuracy_nr": ("non_robust", "accuracy"), "accuracy_r": ("robust", "accuracy")}
"""Shares of all people of whom a model is right: the name for the charts, and where a run of the summary has it."""

ADVERSARIAL = {"attacked_nr": ("non_robust", "adversarial_accuracy"), "attacked_r": ("robust", "adversarial_accuracy")}
"""The same under attack, where that was measured."""


def views_payload(report: Report) -> dict[str, Any]:
    """Gather what only the charts of a page need.

    Args:
        report: The report.

    Returns:
        Entries for the heading of the page's data, under ``views``: the claim to look at ``first``; the ``settings`` of
        training with their means; and ``groups``. A mean is a list of the mean, the ends of its interval and the number
        of people.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> views = views_payload(build(Settings(grid=LinearGrid(steps=(5,)), instances=4)))
        >>> views["first"], views["settings"][0]["means"]["cost_nr"][3]
        ('theorem1.printed', 4)
    """
    summary = report.summary
    claims = list(dict.fromkeys(count["claim"] for count in summary["claims"]))
    return {
        "first": _first(report, claims),
        "settings": [_setting(entry, summary["runs"]) for entry in summary["sweep"]],
        "groups": _groups(summary["groups"]["rows"]),
    }


def _first(report: Report, claims: list[str]) -> str:
    """Choose the claim that the report's picture begins with, where the report has it."""
    panels = [panel.claim for panel in report.family.panels if panel.claim in claims]
    decoded = ["theorem3.printed"] if report.summary["autoencoders"] and "theorem3.printed" in claims else []
    return next(iter([*decoded, *panels, *claims]), "")


def _setting(entry: dict[str, Any], runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the means at one setting, and the accuracy of its models, averaged over the seeds."""
    same = [run for run in runs if all(run[name] == entry[name] for name in SETTING)]
    accuracies = {name: _accuracy(same, *where) for name, where in {**MODELS, **ADVERSARIAL}.items()}
    means = {name: _mean(mean) for name, mean in entry["means"].items()}
    return {
        **{name: entry[name] for name in (*SETTING, "seeds", "instances")},
        "means": {**means, **{name: mean for name, mean in accuracies.items() if mean}},
    }


def _accuracy(runs: Iterable[dict[str, Any]], model: str, name: str) -> list[Any]:
    """Average an accuracy over runs; nothing where a run has none."""
    values = [run["models"][model].get(name) for run in runs]
    if not values or None in values:
        return []
    return _mean({**student_interval(np.array(values, float)), "count": None})


def _groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Collect the means of each group at each setting, by quantity."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        names = ("feature", "group", *SETTING)
        group = found.setdefault(
            tuple(row[name] for name in names), {**{name: row[name] for name in (*names, "instances")}, "means": {}}
        )
        group["means"][row["quantity"]] = _mean(row)
    return list(found.values())


def _mean(entry: dict[str, Any]) -> list[Any]:
    """Write a mean with its interval and the number of people as a list."""
    return [*(_rounded(entry[name]) for name in ("mean", "low", "high")), entry["count"]]


def _rounded(value: Any) -> Any:
    """Round a number to the digits that a chart draws; all else stays as it is."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
