"""A report on the terminal."""

from typing import Any

from empirical.report.build import Report
from empirical.terminal import show

HEADER = (
    "claim",
    "in theory",
    "Δ",
    "cost",
    "persons",
    "holds",
    "vacuous",
    "violated",
    "certified",
    "inapplicable",
    "nonfinite",
    "informative lower",
    "informative upper",
    "tightness median",
    "tightness max",
    "why it fails",
)


def claim_table(report: Report) -> None:
    """Print one line per claim, Δ and cost.

    Args:
        report: The report.
    """
    dataset, training = report.summary["data"]["name"], report.summary["settings"]["training"]
    title = f"{dataset}, ε = {training['epsilon']:g}: every linear claim for every person the non-robust model rejects"
    show(title, HEADER, [_line(count) for count in report.summary["claims"]], numeric=HEADER[4:-1])


def notes(report: Report) -> list[str]:
    """What a reader of the table must know: degenerate models, nobody rejected, defects.

    Args:
        report: The report.

    Returns:
        One line each.
    """
    summary = report.summary
    lines = [
        f"the {name.replace('_', '-')} model {model['degenerate']}"
        for name, model in summary["models"].items()
        if model["degenerate"]
    ]
    if summary["population"]["all"]["count"] == 0:
        lines.append("no rejected instance: the non-robust model accepts every test instance")
    lines += [
        f"DEFECT: {defect['claim']} (Δ {defect['delta_source']}) is violated for instance {defect['instance']}"
        for defect in summary["defects"]
    ]
    return lines


def _line(count: dict[str, Any]) -> tuple[str, ...]:
    names = ("rows", "holds", "vacuous", "violated", "certified", "inapplicable", "nonfinite")
    numbers = [str(count[name]) for name in (*names, "lower_informative", "upper_informative")]
    tightness = [_number(count[name]) for name in ("tightness_median", "tightness_max")]
    failed = "; ".join(f"{premise} ({times})" for premise, times in count["failed"].items())
    sources = (count["delta_source"] or "-", count["cost_source"] or "-")
    return (count["claim"], count["theory"], *sources, *numbers, *tightness, failed)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"
