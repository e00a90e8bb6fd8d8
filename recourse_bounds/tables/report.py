"""The tables of a report: what became of every claim, means by setting and by group; and notes on them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from bounds import CLAIMS
from empirical.report import Report
from empirical.report.naming import SETTINGS, idealised, method_name, run_name, runs_of, setting, theorem_name, varied
from recourse_bounds.answer.advice import KINDS, advised, everybody
from recourse_bounds.terminal import show, terminal_width

COUNTS = {
    "rows": "instances",
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
"""The columns of counts: names in ``summary.json``, and headings."""

DRAWN = ("rows", "holds", "vacuous", "violated", "certified", "inapplicable", "upper_informative")
"""The counts that fit on a terminal of ``WIDE`` columns; a pipe gets all."""

WIDE = 112
"""The number of columns of a terminal that is wide."""

NARROW = ("holds", "vacuous", "violated", "inapplicable")
"""The counts that fit on any terminal."""

SWEPT = {
    "cost_nr": "cost NR",
    "cost_r": "cost R",
    "validity_nr": "valid NR",
    "validity_r": "valid R",
    "cross_validity": "cross",
    "probability_nr": "prob. NR",
    "probability_r": "prob. R",
}
"""The quantities of the tables by ε and by group, and their headings."""

SHORT = {"inapplicable": "n/a", "informative upper": "informs"}
"""Headings that are shorter on a terminal."""

TIGHTNESS = ("tightness_median", "tightness_max")
"""The names of the tightness in ``summary.json``."""


def claim_table(report: Report) -> None:
    """Print what became of every claim, with every Δ and cost: one line each, and why it fails where it does.

    Args:
        report: The report.

    Examples:
        >>> claim_table(Report(None, None, {"claims": []}))  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        claim   in theory       Δ       cost    instances       holds   vacuous ...
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
    numbers = (*(SHORT.get(COUNTS[name], COUNTS[name]) for name in names), "tightness")
    head = ("claim", "theory", "Δ", "cost") if with_theory else ("claim", "Δ", "cost")
    lines = [
        (*_head(one, with_theory=with_theory), *_numbers(one, names, zero="·"), _tightness(one)[0]) for one in counts
    ]
    title = f"{runs_of(report)}: every claim about {report.family.noun} for every person the natural model rejects"
    show(title, (*head, *numbers), lines, numeric=numbers)
    reasons = [(*_head(one, with_theory=False), _failed(one)) for one in counts if one["failed"]]
    title = "Premises that fail, for how many people: why a claim is inapplicable, or violated though true in theory"
    show(title, ("claim", "Δ", "cost", "premises"), reasons, wrapped=["premises"])


def sweep_table(report: Report) -> None:
    """Print means over the seeds at every setting, with half the width of their 95 % intervals.

    Costs that are not everybody's come with the number of recourses behind them.

    Args:
        report: The report.

    Examples:
        >>> means = {name: {"mean": 0.5, "high": None, "count": 9} for name in SWEPT}
        >>> entry = {"steps": None, "ridge": None, "epsilon": 0.1, "instances": 9, "means": means, "violated": {}}
        >>> summary = {"sweep": [entry], "runs": [entry], "data": {"name": "loans"}}
        >>> summary["settings"] = {"recourse": {"method": "gs"}}
        >>> sweep_table(Report(None, None, summary))  # doctest: +NORMALIZE_WHITESPACE
        ε   cost NR cost R  valid NR valid R cross prob. NR prob. R
        0.1 0.5     0.5     0.5      0.5     0.5   0.5      0.5
    """
    entries = report.summary["sweep"]
    names = varied(entries)
    lines = []
    for entry in entries:
        means = (_interval(entry["means"][name]) + _behind(name, entry) for name in SWEPT)
        lines.append((*setting(entry, names), *means, *map(_interval, entry["violated"].values())))
    header = (*(SETTINGS[name] for name in names), *SWEPT.values(), *(entries[0]["violated"] if entries else ()))
    title = f"{runs_of(report)}: means over the seeds, and shares of people for whom false claims are violated"
    show(title, header, lines, numeric=header)


def condition_table(report: Report) -> None:
    """Print how often the condition of Theorem 4, or 5, is met, and how often its conclusion holds, by setting and Δ.

    Args:
        report: The report.

    Examples:
        >>> shares = ("condition", "conclusion_given_condition", "sound_condition", "conclusion")
        >>> row = {"steps": 9, "ridge": None, "epsilon": 0.1, "delta_source": "path", **dict.fromkeys(shares, 0.25)}
        >>> summary = {"condition": [row], "settings": {"grid": {"kind": "linear"}}}
        >>> condition_table(Report(None, None, summary))  # doctest: +NORMALIZE_WHITESPACE
        N  ε   Δ    |v − u| ≤ R Pr_NR ≥ Pr_R, given that u − v ≥ R Pr_NR ≥ Pr_R
        9  0.1 path 0.250       0.250                    0.250     0.250
    """
    shares = ("condition", "conclusion_given_condition", "sound_condition", "conclusion")
    rows = report.summary["condition"]
    names = varied(rows)
    lines = []
    for row in rows:
        values = ("-" if row[name] is None else f"{row[name]:.3f}" for name in shares)
        lines.append((*setting(row, names), row["delta_source"], *values))
    numeric = ("|v − u| ≤ R", "Pr_NR ≥ Pr_R, given that", "u − v ≥ R", "Pr_NR ≥ Pr_R")
    header = (*(SETTINGS[name] for name in names), "Δ", *numeric)
    validity = next(
        (theorem_name(panel.claim) for panel in report.family.panels if panel.gap == "validity"), "Validity"
    )
    show(f"{validity}: shares of the people", header, lines, numeric=numeric)


def group_table(report: Report) -> None:
    """Print costs and validity by protected groups, at the last setting, with 95 % intervals.

    Args:
        report: The report.

    Examples:
        >>> setting = {"steps": 9, "ridge": None, "epsilon": 0.1}
        >>> row = {"feature": "sex", "group": "f", "instances": 5, "mean": 0.5, "low": None, "high": None}
        >>> rows = [{**setting, **row, "quantity": name} for name in SWEPT]
        >>> summary = {"groups": {"rows": rows, "note": ""}, "runs": [setting]}
        >>> group_table(Report(None, None, summary))  # doctest: +NORMALIZE_WHITESPACE
        feature group instances cost NR cost R valid NR valid R cross prob. NR prob. R
        sex     f     5         0.5     0.5    0.5      0.5     0.5   0.5      0.5
    """
    rows = report.summary["groups"]["rows"]
    last = report.summary["runs"][-1]
    shown = [row for row in rows if all(row[name] == last[name] for name in SETTINGS)]
    groups = dict.fromkeys((row["feature"], row["group"], row["instances"]) for row in shown)
    by_group = {key: {row["quantity"]: row for row in shown if _group(row) == key} for key in groups}
    lines = [
        (
            *map(str, key),
            *(_with_ends(one[name]) for name in SWEPT),
        )
        for key, one in by_group.items()
    ]
    header = ("feature", "group", "instances", *SWEPT.values())
    show(f"Groups at {run_name(last)}: {report.summary['groups']['note']}", header, lines, numeric=header[2:])


def notes(report: Report) -> list[str]:
    """List what a reader of the tables must know: peculiarities of data and recourses, degenerate models, defects.

    Args:
        report: The report.

    Returns:
        One line for each.

    Examples:
        >>> models = {"non_robust": {"degenerate": None}, "robust": {"degenerate": "accepts everybody"}}
        >>> summary = {
        ...     "data": {"name": "loans", "notes": ["the last column is constant"]},
        ...     "settings": {"recourse": {"method": "gs"}, "grid": {"kind": "linear"}},
        ...     "runs": [{"epsilon": 0.1, "models": models}],
        ...     "rejected": [{"seed": 0, "count": 30, "drawn": 20}],
        ...     "split": {"train": 80},
        ...     "groups": {"rows": []},
        ...     "defects": [],
        ... }
        >>> for line in notes(Report(None, None, summary)):
        ...     print(line)
        loans: the last column is constant
        recourses: Growing Spheres
        the robust model accepts everybody
        seed 0: 20 of 30 rejected people were drawn
    """
    summary = report.summary
    lines = [f"{summary['data']['name']}: {note}" for note in summary["data"]["notes"]]
    if method := method_name(report):
        lines.append(f"recourses: {method}")
    if idealised(report):
        lines.append(
            "recourses are minimisers, of which the theorems speak: they ignore ranges, directions, levels and "
            "whole numbers; --mode valid gives what a person can do"
        )
    degenerate = {word: _degenerate(summary["runs"], word) for word in ("natural", "robust")}
    lines += [f"{text}: {option}" if option else text for text, option in advised(summary, degenerate)]
    for entry in summary["rejected"]:
        where = f"seed {entry['seed']}" + (f", {run_name(entry)}" if len(summary["rejected"]) > 1 else "")
        if entry["count"] == 0:
            lines.append(f"{where}: no rejected instance, the natural model accepts every test instance")
        if entry["drawn"] < entry["count"]:
            lines.append(f"{where}: {entry['drawn']} of {entry['count']} rejected people were drawn")
    rows = summary["split"]["train"]
    fewer = {report.family.training_rows(run, rows) for run in summary["runs"]} - {rows}
    lines += [f"trained on {few} of {rows} training instances, drawn by the seed" for few in sorted(fewer)]
    if summary["groups"]["rows"]:
        lines.append(f"groups: {summary['groups']['note']}")
    lines += [
        f"DEFECT: {defect['claim']} (Δ {defect['delta_source']}) is violated for instance {defect['instance']}"
        for defect in summary["defects"]
        if defect["claim"] in CLAIMS
    ]
    of_user = Counter(defect["claim"] for defect in summary["defects"] if defect["claim"] not in CLAIMS)
    lines += [
        f"REFUTED: {claim} calls itself true, and {count} of its rows refute it" for claim, count in of_user.items()
    ]
    return lines


def _degenerate(runs: list[dict[str, Any]], word: str) -> list[str]:
    """Where the natural, or the robust, model accepts or rejects everybody."""
    found = []
    for kind in KINDS:
        where = [run_name(run) for run in everybody(runs, word, kind)]
        if where:
            more = "" if len(where) == len(runs) else f" at {'; '.join(dict.fromkeys(where))}"
            found.append(f"the {word} model {kind}{more}")
    return found


def _interval(value: dict[str, float | None]) -> str:
    mean, high = value["mean"], value["high"]
    if mean is None:
        return "-"
    return f"{mean:.3g}" if high is None else f"{mean:.3g} ± {high - mean:.2g}"


def _behind(name: str, entry: dict[str, Any]) -> str:
    """How many of the people have the recourse that a cost is of, where these are not all."""
    count = entry["means"][name]["count"]
    return f" ({count} of {entry['instances']})" if name.startswith("cost") and count < entry["instances"] else ""


def _with_ends(row: dict[str, Any]) -> str:
    mean, low, high = ("-" if row[name] is None else f"{row[name]:.3g}" for name in ("mean", "low", "high"))
    return mean if row["low"] is None else f"{mean} [{low}, {high}]"


def _group(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["feature"], row["group"], row["instances"]


def _head(count: dict[str, Any], *, with_theory: bool = True) -> tuple[str, ...]:
    theory = (count["theory"],) if with_theory else ()
    return count["claim"], *theory, count["delta_source"] or "-", count["cost_source"] or "-"


def _numbers(count: dict[str, Any], names: Iterable[str], zero: str = "0") -> tuple[str, ...]:
    return tuple(str(count[name]) if count[name] else zero for name in names)


def _tightness(count: dict[str, Any]) -> tuple[str, ...]:
    return tuple("-" if count[name] is None else f"{count[name]:.3g}" for name in TIGHTNESS)


def _failed(count: dict[str, Any]) -> str:
    return "; ".join(f"{premise} ({times})" for premise, times in count["failed"].items())
