"""The page of the linear claims on every data set, over ε and two starts, and of Theorem 4's condition over N."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from bounds.claims import RECOURSE_CLAIMS
from empirical.report.frames import KEY
from empirical.studies.finished import Finished, FinishedCell
from empirical.studies.page import table
from empirical.studies.pages.blocks import defects_line, missing_lines, option_values, page_writer, verdict_count

OVER_EPSILON, OVER_STEPS = "epsilon", "steps"
"""Names of the parts of the study: the reports over ε, and those over N."""

MAIN_START = "zero"
"""The start whose means are shown: a table of every start would be long."""

PROVED_FALSE = tuple(claim.id for claim in RECOURSE_CLAIMS.values() if claim.theory == "false")

CASE = ("claim", "delta_source", "cost_source")
SHARES = ("violated", "inapplicable", "vacuous", "lower_informative", "upper_informative")
"""Counts of verdicts whose shares are shown of true claims."""

COUNTED: dict[str, Any] = {
    **dict.fromkeys(CASE, pl.String()), **dict.fromkeys(("rows", *SHARES), pl.Int64()), "tightness_max": pl.Float64(),
}  # fmt: skip
"""What is read of the counts of a report, with its types."""

MEANS = {
    "cost_nr": "cost NR",
    "cost_r": "cost R",
    "validity_r": "valid R",
    "cross_validity": "cross",
    "probability_nr": "probability NR",
    "probability_r": "probability R",
    "infeasible_r": "infeasible R",
}
"""Titles of the means over people, by their names in summaries."""


def linear_page(finished: Finished) -> list[str]:
    """Make the page of the study of linear models.

    Args:
        finished: What is done of the study.

    Returns:
        The blocks of the page in Markdown.

    Examples:
        >>> linear_page(Finished(()))[0]
        '# The linear claims on every data set'
    """
    cells = finished.cells
    sweeps = [cell for cell in cells if OVER_EPSILON in cell.parts]
    over_steps = [cell for cell in cells if OVER_STEPS in cell.parts]
    main = [cell for cell in sweeps if cell.options["init"] == MAIN_START]
    return [
        "# The linear claims on every data set",
        *(f"{where}." for part in (sweeps, over_steps) if (where := _settings(part))),
        f"{len(cells)} reports, {verdict_count(cells):,} verdicts.",
        defects_line(cells),
        *missing_lines(finished.missing),
        "## Reports",
        table([_overview(cell) for cell in cells]),
        "## Claims that are false as printed",
        "Over ε, shares of all verdicts. All premises hold: violated although even the lemmas that the claim builds on "
        "hold for this person (the printed Δ of a person with y = −1 is often negative, and no bound on anything).",
        table([row for cell in sweeps for row in _false_claims(cell)]),
        "## Claims that are true",
        "Over all reports, shares of all verdicts. Informative: the end beats what is known without the claim, by more "
        "than rounding. A violation here stands beside a failed definition (printed claims read with the true cost).",
        table(_true_claims(cells)),
        "## How far the sound cost interval informs",
        "ε > 0. Share of people for whom Theorem 1's sound interval says that the robust recourse costs something at "
        "all (its upper end beats ‖ζ_NR‖), and median width of the interval in units of ‖ζ_NR‖, by Δ.",
        table([row for cell in sweeps for row in _sound_interval(cell)]),
        "## Costs and validity",
        f"Start {MAIN_START}: means over the people whom the non-robust model rejects, ± half of Student's 95 % "
        "interval over the seeds. Infeasible: share of recourses that leave a range, go a forbidden way or split a "
        "category; the theorems speak of such recourses, `report --feasible` makes others.",
        table([row for cell in main for row in _means(cell)]),
        "## Theorem 4's condition over N",
        f"ε = {option_values(over_steps, 'epsilon') or '–'}. Condition: |v − u| ≤ R as printed. Conclusion: "
        "Pr_NR ≥ Pr_R. Sound condition: u − v ≥ R.",
        table([row for cell in over_steps for row in _conditions(cell)]),
        "## Models that do not tell anybody apart",
        table([row for cell in sweeps for row in _degenerate(cell)]),
    ]


write_findings = page_writer(linear_page)
"""The writer of the page."""


def _settings(cells: Sequence[FinishedCell]) -> str:
    """Say with which settings the reports of a part were made; nothing of a part without any."""
    names = {
        "epsilon": "ε",
        "init": "start",
        "steps": "N",
        "learning_rate": "η",
        "seed": "seed",
        "scaling": "scaling",
        "instances": "people of a seed at most",
    }
    if not cells:
        return ""
    attacks = ", ".join(dict.fromkeys(cell.attack for cell in cells))
    settings = "; ".join(f"{title} {option_values(cells, name)}" for name, title in names.items())
    return f"Attacks in {attacks}; {settings}"


def _where(cell: FinishedCell) -> dict[str, Any]:
    return {"dataset": cell.dataset, "start": cell.options["init"]}


def _overview(cell: FinishedCell) -> dict[str, Any]:
    summary = cell.summary
    return {
        **_where(cell),
        "pairs": len(summary["runs"]),
        "N": option_values([cell], "steps"),
        "rejected people": ", ".join(str(part["count"]) for part in summary["rejected"]),
        "verdicts": f"{verdict_count([cell]):,}",
        "nonfinite": sum(count["nonfinite"] for count in summary["claims"]),
        "defects": len(summary["defects"]),
        "seconds": cell.seconds,
    }


def _false_claims(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    shown = {"violated": "violated", "inapplicable": "inapplicable", "violated_all_premises_hold": "all premises hold"}
    for count in cell.summary["claims"]:
        if count["claim"] in PROVED_FALSE:
            shares = {f"{title} %": 100.0 * count[name] / max(count["rows"], 1) for name, title in shown.items()}
            yield {**_where(cell), "claim": count["claim"], "cost": count["cost_source"], **shares}


def _true_claims(cells: Sequence[FinishedCell]) -> list[dict[str, Any]]:
    counts = [
        {name: count[name] for name in COUNTED}
        for cell in cells
        for count in cell.summary["claims"]
        if count["claim"] not in PROVED_FALSE
    ]
    shares = [
        (100.0 * pl.col(name).sum() / pl.col("rows").sum()).alias(f"{name.replace('_', ' ')} %") for name in SHARES
    ]
    largest = pl.col("tightness_max").max().alias("largest tightness")
    groups = pl.DataFrame(counts, schema=COUNTED).group_by(CASE, maintain_order=True)
    return groups.agg(pl.col("rows").sum(), *shares, largest).to_dicts()


def _sound_interval(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    """Tell by Δ whom Theorem 1's sound interval informs, and how wide it is."""  # noqa: DOC402
    sound = pl.col("claim").cast(pl.String).eq("theorem1.sound")
    rows = cell.table("verdicts").filter(sound, pl.col("epsilon") > 0.0)
    costs = cell.table("instances").select(*KEY, "cost_nr")
    width = (pl.col("upper") - pl.col("lower")) / pl.col("cost_nr")
    by_delta = (
        rows.join(costs, on=list(KEY), nulls_equal=True, maintain_order="left")
        .group_by(pl.col("delta_source").cast(pl.String), maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            pl.col("upper_informative").mean().mul(100.0).alias("upper informative %"),
            width.median().alias("median width / ‖ζ_NR‖"),
        )
    )
    for row in by_delta.collect().iter_rows(named=True):
        yield {**_where(cell), **row}


def _means(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    for point in cell.summary["sweep"]:
        means = {title: _interval(point["means"][name]) for name, title in MEANS.items()}
        yield {"dataset": cell.dataset, "ε": point["epsilon"], **means}


def _interval(value: dict[str, float | None]) -> str:
    """Write a mean with half of its interval, which one seed alone does not have."""
    mean, high = value["mean"], value["high"]
    if mean is None:
        return "–"
    return f"{mean:.3g}" if high is None else f"{mean:.3g} ± {high - mean:.2g}"


def _conditions(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    shown = {
        "condition": "condition %",
        "conclusion_given_condition": "conclusion, given it %",
        "sound_condition": "sound condition %",
        "conclusion": "conclusion %",
    }
    for row in cell.summary["condition"]:
        shares = {title: None if row[name] is None else 100.0 * row[name] for name, title in shown.items()}
        yield {"dataset": cell.dataset, "N": row["steps"], "Δ": row["delta_source"], **shares}


def _degenerate(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    for run in cell.summary["runs"]:
        where = {**_where(cell), "seed": run["seed"], "ε": run["epsilon"]}
        for name, model in run["models"].items():
            if model["degenerate"]:
                yield {**where, "model": name.replace("_", "-"), "it": model["degenerate"]}
