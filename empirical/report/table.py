"""A report on the terminal."""

from collections.abc import Iterable
from typing import Any

from empirical.report.builder import Report
from empirical.terminal import show, terminal_width

COUNTS = {
    "rows": "persons",
    "holds": "holds",
    "vacuous": "vacuous",
    "violated": "violated",
    "violated_all_premises_hold": "though premises hold",
    "certified": "certified",
    "inapplicable": "inapplicable",
    "nonfinite": "nonfinite",
    "lower_informative": "informative lower",
    "upper_informative": "informative upper",
}
"""Columns of counts: name in ``summary.json``, heading."""

DRAWN = ("rows", "holds", "vacuous", "violated", "certified", "inapplicable", "upper_informative")
"""Counts that fit on a terminal of ``WIDE`` columns; a pipe gets all."""

WIDE = 112
NARROW = ("holds", "vacuous", "violated", "inapplicable")
"""Counts that fit on any terminal."""

SHORT = {"inapplicable": "n/a", "informative upper": "informs"}
TIGHTNESS = ("tightness_median", "tightness_max")


def claim_table(report: Report) -> None:
    """Print what became of every claim, with every Δ and cost: one line each, and why it fails where it does.

    Args:
        report: The report.
    """
    width = terminal_width()
    if width is None:
        _piped(report.summary["claims"])
    else:
        _drawn(report, DRAWN if width >= WIDE else NARROW, with_theory=width >= WIDE)


def _piped(counts: list[dict[str, Any]]) -> None:
    header = ("claim", "in theory", "Δ", "cost", *COUNTS.values(), "median tightness", "largest", "failed premises")
    show("", header, [(*_head(one), *_numbers(one, COUNTS), *_tightness(one), _failed(one)) for one in counts])


def _drawn(report: Report, names: Iterable[str], *, with_theory: bool) -> None:
    counts = report.summary["claims"]
    dataset, training = report.summary["data"]["name"], report.summary["settings"]["training"]
    numbers = (*(SHORT.get(COUNTS[name], COUNTS[name]) for name in names), "tightness")
    head = ("claim", "theory", "Δ", "cost") if with_theory else ("claim", "Δ", "cost")
    lines = [
        (*_head(one, with_theory=with_theory), *_numbers(one, names, zero="·"), _tightness(one)[0]) for one in counts
    ]
    title = f"{dataset}, ε = {training['epsilon']:g}: every linear claim for every person the non-robust model rejects"
    show(title, (*head, *numbers), lines, numeric=numbers)
    reasons = [(*_head(one, with_theory=False), _failed(one)) for one in counts if one["failed"]]
    title = "Premises that fail, for how many persons: why a claim is inapplicable, or violated though true in theory"
    show(title, ("claim", "Δ", "cost", "premises"), reasons, wrapped=["premises"])


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


def _head(count: dict[str, Any], *, with_theory: bool = True) -> tuple[str, ...]:
    theory = (count["theory"],) if with_theory else ()
    return count["claim"], *theory, count["delta_source"] or "-", count["cost_source"] or "-"


def _numbers(count: dict[str, Any], names: Iterable[str], zero: str = "0") -> tuple[str, ...]:
    return tuple(str(count[name]) if count[name] else zero for name in names)


def _tightness(count: dict[str, Any]) -> tuple[str, ...]:
    return tuple("-" if count[name] is None else f"{count[name]:.3g}" for name in TIGHTNESS)


def _failed(count: dict[str, Any]) -> str:
    return "; ".join(f"{premise} ({times})" for premise, times in count["failed"].items())
