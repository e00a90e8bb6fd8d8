"""The page of the claims about networks of infinite width."""

from collections.abc import Iterator
from typing import Any

from empirical.studies.finished import Finished, FinishedCell
from empirical.studies.page import table
from empirical.studies.pages.blocks import defects_line, missing_lines, option_values, page_writer, verdict_count

SHARES = (
    "holds", "vacuous", "violated", "violated_all_premises_hold", "inapplicable", "lower_informative",
    "upper_informative",
)  # fmt: skip
"""Counts of verdicts whose shares are shown."""

MEANS = {
    "cost_nr": "cost NR",
    "cost_r": "cost R",
    "validity_nr": "valid NR",
    "validity_r": "valid R",
    "cross_validity": "cross",
}
"""Titles of the means over people, by their names in summaries."""


def wide_page(finished: Finished) -> list[str]:
    """Make the page of the study of wide networks; it tells of reports with a kernel alone.

    Args:
        finished: What is done of the study.

    Returns:
        The blocks of the page in Markdown.

    Examples:
        >>> wide_page(Finished(()))[0]
        '# The claims about wide networks on real data'
    """
    cells = [cell for cell in finished.cells if all("kernel" in run for run in cell.summary["runs"])]
    return [
        "# The claims about wide networks on real data",
        *([_settings(cells)] if cells else []),
        f"{len(cells)} reports, {verdict_count(cells):,} verdicts.",
        defects_line(cells),
        *missing_lines(finished.missing),
        "## Reports",
        table([_overview(cell) for cell in cells]),
        "## Δ_K and the radii",
        "Certified bounds on Δ_K; medians over people of e_f, e_g, and of the cost on the true kernel model less the "
        "cost on the tangent.",
        table([_run(cell, run) for cell in cells for run in cell.summary["runs"]]),
        "## Claims",
        "Shares of all verdicts. Costs: of the recourses on the tangent, which Theorem 2 speaks of, and of those "
        "returned on the true model, for which its definition of the cost fails.",
        table([_claim(cell, count) for cell in cells for count in cell.summary["claims"]]),
        "## Costs and validity",
        "Means over the people whom the non-robust model rejects.",
        table([row for cell in cells for row in _means(cell)]),
    ]


write_findings = page_writer(wide_page)
"""The writer of the page."""


def _settings(cells: list[FinishedCell]) -> str:
    """Say how the pairs of models were made."""
    attacks = ", ".join(dict.fromkeys(cell.attack for cell in cells))
    return (
        f"Kernel {option_values(cells, 'kernel')} (K∞ of Krishna et al. 2024, Definition 2, is first-layer). X_R by "
        f"{option_values(cells, 'attack')} in {attacks} against the non-robust model, steps "
        f"{option_values(cells, 'attack_steps')}; scaling {option_values(cells, 'scaling')}, people of a seed at most "
        f"{option_values(cells, 'instances')}."
    )


def _overview(cell: FinishedCell) -> dict[str, Any]:
    summary = cell.summary
    return {
        "dataset": cell.dataset,
        "training rows": max(run["kernel"]["training_rows"] for run in summary["runs"]),
        "pairs": len(summary["runs"]),
        "rejected people": ", ".join(str(part["count"]) for part in summary["rejected"]),
        "verdicts": f"{verdict_count([cell]):,}",
        "nonfinite": sum(count["nonfinite"] for count in summary["claims"]),
        "defects": len(summary["defects"]),
        "minutes": cell.seconds / 60.0,
    }


def _run(cell: FinishedCell, run: dict[str, Any]) -> dict[str, Any]:
    gap, medians = run["kernel"]["delta_k"], {name: found["0.5"] for name, found in run["quantiles"].items()}
    return {
        "dataset": cell.dataset,
        "seed": run["seed"],
        "β": run["ridge"],
        "ε": run["epsilon"],
        "Δ_K ≥": gap["lower"],
        "Δ_K ≤": gap["upper"],
        "upper / lower": None if gap["ratio"] is None else f"{gap['ratio']:.7g}",
        "proved by": gap["certificate"],
        "e_f": medians["residual_radius"],
        "e_g": medians["slope_radius"],
        "error NR": medians["linearisation_error_nr"],
        "error R": medians["linearisation_error_r"],
    }


def _claim(cell: FinishedCell, count: dict[str, Any]) -> dict[str, Any]:
    shares = {f"{name.replace('_', ' ')} %": 100.0 * count[name] / max(count["rows"], 1) for name in SHARES}
    return {"dataset": cell.dataset, "claim": count["claim"], "cost": count["cost_source"], **shares}


def _means(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    for point in cell.summary["sweep"]:
        means = {title: point["means"][name]["mean"] for name, title in MEANS.items()}
        yield {"dataset": cell.dataset, "β": point["ridge"], "ε": point["epsilon"], **means}
