"""What an auditor asks: what is assumed, where the numbers come from, and how to come to them again."""

from collections import Counter
from typing import Any, NamedTuple

from empirical.report import Report
from empirical.report.naming import method_name
from recourse_bounds.answer.people import SCALES
from recourse_bounds.wording import premise_words

MOST_FAILED = 20
"""Premises that fail which a page lists at most."""


class Facts(NamedTuple):
    """What an auditor asks.

    Attributes:
        assumptions: Sentences on units, costs and recourses.
        failed: Premises and reasons that keep claims from speaking, in words and in symbols, with the number of checks,
            the most frequent first.
        provenance: Names and texts: the data, versions and machine.
        settings: Names and texts of all settings.
        notes: Notes on the data.
    """

    assumptions: tuple[str, ...]
    failed: tuple[tuple[str, str, int], ...]
    provenance: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def facts(report: Report) -> Facts:
    """Gather what an auditor asks of a report.

    Args:
        report: The report.

    Returns:
        Assumptions, premises that fail, provenance, settings and notes.

    Examples:
        >>> from empirical.families.linear.settings import LinearGrid
        >>> from empirical.report import Settings, build
        >>> dict(facts(build(Settings(grid=LinearGrid(steps=(5,)), instances=4))).provenance)["rows"]
        '569'
    """
    summary = report.summary
    return Facts(
        _assumptions(report),
        _failed(summary["claims"]),
        _provenance(summary),
        tuple(_flat(summary["settings"])),
        tuple(summary["data"]["notes"]),
    )


def _assumptions(report: Report) -> tuple[str, ...]:
    settings = report.summary["settings"]
    recourse = settings["recourse"]
    weights, method = recourse["cost_weights"], method_name(report) or f"SCFE at fixed λ = {recourse['lam']:g}"
    cost = "the length (ℓ₂) of its change, with " + SCALES[settings["scaling"]]
    cost += "" if weights == "unweighted" else f", columns weighted by {weights}"
    said = [
        f"A recourse costs {cost}: a cost is no price in money or in effort.",
        "Validity is the probability σ(f) that a model gives after the recourse, where the recourse was made for it.",
        f"Recourses are found by {method}.",
    ]
    immutable = [feature["name"] for feature in report.summary["data"]["features"] if feature["immutable"]]
    if immutable:
        said.append(f"No recourse changes {', '.join(immutable)}.")
    said.append(
        "A claim speaks of a person only where its premises hold. A proved claim cannot be broken there; where the "
        "page says that a proved bound is broken, a premise fails, and it is named."
    )
    return tuple(said)


def _failed(counts: list[dict[str, Any]]) -> tuple[tuple[str, str, int], ...]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count["failed"])
    found = []
    for name, times in total.most_common(MOST_FAILED):
        words = premise_words(name)
        found.append((words, "" if words == name else name, times))
    return tuple(found)


def _provenance(summary: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    data = summary["data"]
    versions = ", ".join(f"{name} {version}" for name, version in summary["versions"].items())
    known = {
        "data": data["name"],
        "source": data["source"],
        "SHA-256 of the data": data["sha256"],
        "rows": f"{data['rows']}",
        "trained on, tested on": f"{summary['split']['train']}, {summary['split']['test']}",
        "versions": versions,
        "machine": f"{summary['machine']}, {summary.get('cores', '?')} cores",
        "format": summary["format"],
    }
    if "user_claims" in summary:
        known["SHA-256 of the claims"] = str(summary["user_claims"]["sha256"])
    return tuple((name, text) for name, text in known.items() if text)


def _flat(settings: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    found = []
    for name, value in settings.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{name}, ")
        elif value not in (None, "", [], ()):
            text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            found.append((f"{before}{name}", text))
    return found
