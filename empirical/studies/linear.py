"""The linear claims on every data set, over the paper's ε, two starts and three seeds, and Theorem 4 over N.

``make study`` writes it to Markdown.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import jax
import polars as pl

from bounds import CLAIMS
from bounds.atomic_write import write_text
from empirical.data import DATASETS
from empirical.families.linear.settings import LinearGrid
from empirical.report import Named, Report, Settings, build
from empirical.studies.page import announce, commit, table

EPSILONS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
"""The ε of Krishna et al. 2024, section 5.1."""
STARTS = ("zero", "normal")
SEEDS = (0, 1, 2)
RATE = 0.1
"""The learning rate η."""
STEPS = (10, 100, 1000, 10_000)
"""The numbers of steps N over which Theorem 4's condition is evaluated."""

PROVED_FALSE = tuple(claim.id for claim in CLAIMS.values() if claim.theory == "false")
COUNTS = ("holds", "vacuous", "violated", "inapplicable", "nonfinite", "violated_all_premises_hold",
          "lower_informative", "upper_informative")  # fmt: skip


class Entry(NamedTuple):
    """The results of one report that the page shows.

    Attributes:
        grid: The settings of the report's pairs of models.
        summary: The summary of the report.
        intervals: The widths of Theorem 1's sound interval, by Δ.
        seconds: The time of the report in seconds.
    """

    grid: LinearGrid
    summary: dict[str, Any]
    intervals: pl.DataFrame
    seconds: float


def grid(stage: Callable[[str], object], names: Sequence[str] = tuple(DATASETS)) -> Iterator[Entry]:
    """Make the reports over ε, and then those over N.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.
        names: The names of the data sets.

    Yields:
        The results of one report.

    Examples:
        >>> next(grid(announce)).grid.epsilons == EPSILONS  # doctest: +SKIP
        True
    """
    for name, init in product(names, STARTS):
        stage(f"{name}, start {init}")
        yield entry(name, LinearGrid(EPSILONS, SEEDS, learning_rate=RATE, init=init))
    for name in names:
        stage(f"{name}, N up to {STEPS[-1]}")
        yield entry(name, LinearGrid(seeds=SEEDS, steps=STEPS, learning_rate=RATE))


def entry(name: str, grid: LinearGrid) -> Entry:
    """Make one report on pairs of linear models.

    Args:
        name: The name of the data set.
        grid: The settings of the pairs of models.

    Returns:
        The results of the report that the page shows.

    Examples:
        >>> entry("german", LinearGrid(EPSILONS, SEEDS)).summary["defects"]  # doctest: +SKIP
        []
    """
    began = time.perf_counter()
    report = build(Settings(Named(name), grid, scaling="minmax"))
    return Entry(grid, report.summary, _sound_interval(report), time.perf_counter() - began)


def markdown(entries: Sequence[Entry]) -> str:
    """Write the page of the study.

    Args:
        entries: The results of the reports.

    Returns:
        The page in Markdown.

    Examples:
        >>> case = {"claim": "theorem1.sound", "delta_source": "sharp", "cost_source": "returned"}
        >>> counts = {"rows": 2, **dict.fromkeys(COUNTS, 0), "tightness_max": 0.5}
        >>> nothing = {"runs": [], "rejected": [], "defects": []}
        >>> summary = {"data": {"name": "german"}, "claims": [{**case, **counts}], **nothing}
        >>> markdown([Entry(LinearGrid(), summary, pl.DataFrame(), seconds=1.0)]).splitlines()[4]
        '**Violations of true claims with every premise holding: 0.**'
    """
    sweeps = [one for one in entries if len(one.grid.epsilons) > 1]
    over_steps = [one for one in entries if len(one.grid.steps) > 1]
    defects = sum(len(one.summary["defects"]) for one in entries)
    rows = sum(count["rows"] for one in entries for count in one.summary["claims"])
    zero = [one for one in sweeps if one.grid.init == STARTS[0]]
    plain = LinearGrid()
    parts = [
        "# The linear claims on every data set",
        f"ε ∈ {{{', '.join(f'{epsilon:g}' for epsilon in EPSILONS)}}} (ℓ∞), start zero and normal, "
        f"N = {plain.steps[0]}, η = {RATE:g}, seeds {', '.join(map(str, SEEDS))}; and ε = 0.1 over "
        f"N ∈ {{{', '.join(map(str, STEPS))}}}. {len(entries)} reports, {rows:,} verdicts.",
        f"**Violations of true claims with every premise holding: {defects}.**",
        "## Reports",
        table([_overview(one) for one in entries]),
        "## Claims that are false as printed",
        "Over ε, shares of all verdicts. All premises hold: violated although even the lemmas that the claim builds on "
        "hold for this person (the printed Δ of a person with y = −1 is often negative, and no bound on anything).",
        table([row for one in sweeps for row in _false_claims(one)]),
        "## Claims that are true",
        "Over all reports, shares of all verdicts. Informative: the end beats what is known without the claim, by more "
        "than rounding. A violation here stands beside a failed definition (printed claims read with the true cost).",
        table(_true_claims(entries)),
        "## How far the sound cost interval informs",
        "ε > 0. Share of people for whom Theorem 1's sound interval says that the robust recourse costs something at "
        "all (its upper end beats ‖ζ_NR‖), and median width of the interval in units of ‖ζ_NR‖, by Δ.",
        table([row for one in sweeps for row in one.intervals.to_dicts()]),
        "## Costs and validity",
        "Start zero: means over the people whom the non-robust model rejects, ± half of Student's 95 % interval over "
        "the seeds. Infeasible: share of recourses that leave a range, go a forbidden way or split a category; the "
        "theorems speak of such recourses, `report --feasible` makes others.",
        table([row for one in zero for row in _means(one)]),
        "## Theorem 4's condition over N",
        "ε = 0.1. Condition: |v − u| ≤ R as printed. Conclusion: Pr_NR ≥ Pr_R. Sound condition: u − v ≥ R.",
        table([row for one in over_steps for row in _conditions(one)]),
        "## Models that do not tell anybody apart",
        table([row for one in sweeps for row in _degenerate(one)]),
    ]
    return "\n\n".join(parts) + "\n"


def _where(one: Entry) -> dict[str, Any]:
    return {"dataset": one.summary["data"]["name"], "start": one.grid.init}


def _overview(one: Entry) -> dict[str, Any]:
    counts = one.summary["claims"]
    return {
        **_where(one),
        "pairs": len(one.summary["runs"]),
        "rejected people": ", ".join(str(part["count"]) for part in one.summary["rejected"]),
        "verdicts": f"{sum(count['rows'] for count in counts):,}",
        "nonfinite": sum(count["nonfinite"] for count in counts),
        "defects": len(one.summary["defects"]),
        "seconds": one.seconds,
    }


def _share(count: dict[str, Any], name: str) -> float:
    return 100.0 * count[name] / max(count["rows"], 1)


def _false_claims(one: Entry) -> list[dict[str, Any]]:
    shown = {"violated": "violated", "inapplicable": "inapplicable", "violated_all_premises_hold": "all premises hold"}
    return [
        {
            **_where(one),
            "claim": count["claim"],
            "cost": count["cost_source"],
            **{f"{title} %": _share(count, name) for name, title in shown.items()},
        }
        for count in one.summary["claims"]
        if count["claim"] in PROVED_FALSE
    ]


def _true_claims(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    case = ("claim", "delta_source", "cost_source")
    counts = pl.DataFrame(
        [
            {name: count[name] for name in (*case, "rows", *COUNTS, "tightness_max")}
            for one in entries
            for count in one.summary["claims"]
            if count["claim"] not in PROVED_FALSE
        ],
        infer_schema_length=None,
    )
    shares = ("violated", "inapplicable", "vacuous", "lower_informative", "upper_informative")
    return (
        counts.group_by(case, maintain_order=True)
        .agg(
            pl.col("rows").sum(),
            *(
                (100.0 * pl.col(name).sum() / pl.col("rows").sum()).alias(f"{name.replace('_', ' ')} %")
                for name in shares
            ),
            pl.col("tightness_max").max().alias("largest tightness"),
        )
        .to_dicts()
    )


def _sound_interval(report: Report) -> pl.DataFrame:
    key = ("seed", "steps", "epsilon", "instance")
    rows = report.verdicts.filter(pl.col("claim").eq("theorem1.sound") & pl.col("epsilon").gt(0.0))
    width = (pl.col("upper") - pl.col("lower")) / pl.col("cost_nr")
    summary = report.summary
    return (
        rows.join(report.instances.select(*key, "cost_nr"), on=key)
        .group_by("delta_source", maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            pl.col("upper_informative").mean().mul(100.0).alias("upper informative %"),
            width.median().alias("median width / ‖ζ_NR‖"),
        )
        .select(
            pl.lit(summary["data"]["name"]).alias("dataset"),
            pl.lit(summary["settings"]["grid"]["init"]).alias("start"),
            pl.all(),
        )
    )


def _means(one: Entry) -> list[dict[str, Any]]:
    shown = {
        "cost_nr": "cost NR",
        "cost_r": "cost R",
        "validity_r": "valid R",
        "cross_validity": "cross",
        "probability_nr": "probability NR",
        "probability_r": "probability R",
        "infeasible_r": "infeasible R",
    }
    return [
        {
            "dataset": one.summary["data"]["name"],
            "ε": point["epsilon"],
            **{title: _interval(point["means"][name]) for name, title in shown.items()},
        }
        for point in one.summary["sweep"]
    ]


def _conditions(one: Entry) -> list[dict[str, Any]]:
    return [
        {
            "dataset": one.summary["data"]["name"],
            "N": row["steps"],
            "Δ": row["delta_source"],
            "condition %": _percent(row["condition"]),
            "conclusion, given it %": _percent(row["conclusion_given_condition"]),
            "sound condition %": _percent(row["sound_condition"]),
            "conclusion %": _percent(row["conclusion"]),
        }
        for row in one.summary["condition"]
    ]


def _degenerate(one: Entry) -> list[dict[str, Any]]:
    return [
        {
            **_where(one),
            "seed": run["seed"],
            "ε": run["epsilon"],
            "model": name.replace("_", "-"),
            "it": model["degenerate"],
        }
        for run in one.summary["runs"]
        for name, model in run["models"].items()
        if model["degenerate"]
    ]


def _interval(value: dict[str, float | None]) -> str:
    """A mean with half of its interval, which one seed alone does not have."""
    mean, high = value["mean"], value["high"]
    if mean is None:
        return "-"
    return f"{mean:.3g}" if high is None else f"{mean:.3g} ± {high - mean:.2g}"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100.0 * share


def main() -> None:
    """Make the reports, and write the page that the first argument names.

    Examples:
        >>> main()  # doctest: +SKIP
    """
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    page = Path(sys.argv[1])
    entries = list(grid(announce))
    stamp = f"\n{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, made by `make study`.\n"
    write_text(page, markdown(entries) + stamp)


if __name__ == "__main__":
    main()
