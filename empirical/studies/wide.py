"""The claims about wide networks on real data: German, Bail, and the whole of Adult. ``make study-wide`` writes it.

Each report is a command of its own, so that its time and memory are its own, and one that was cut off goes on where it
stopped when the study is run again.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from bounds.atomic_write import write_text
from empirical.studies.page import commit, table

REPORTS = {
    "german": ("--dataset", "german", "--epsilon", "0,.1,.3", "--ridge", ".01,.1,1,10", "--seed", "0..2"),
    "bail": ("--dataset", "bail", "--train-rows", "3000", "--epsilon", ".1,.3", "--ridge", ".1,1,10"),
    "adult": ("--dataset", "adult", "--epsilon", ".3", "--memory", "18"),
}
"""Arguments of ``recourse-bounds report --model ntk`` by the name of the report."""

SHARES = ("holds", "vacuous", "violated", "violated_all_premises_hold", "inapplicable", "lower_informative",
          "upper_informative")  # fmt: skip
MEANS = {"cost_nr": "cost NR", "cost_r": "cost R", "validity_nr": "valid NR", "validity_r": "valid R",
         "cross_validity": "cross"}  # fmt: skip


MEASURED = """
import resource, sys
from recourse_bounds.cli import main
try:
    main()
except SystemExit as end:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    raise
"""
"""Program that runs the command and then prints its peak of memory in KiB."""


class Entry(NamedTuple):
    """The results of one report that the page shows.

    Attributes:
        name: The name of the report.
        summary: The contents of its ``summary.json``.
        seconds: The time of the report in seconds; ``None`` if it continued the work of another process.
        gibibytes: The peak of memory in GiB.
    """

    name: str
    summary: dict[str, Any]
    seconds: float | None
    gibibytes: float


def entry(name: str, arguments: Sequence[str], folder: Path) -> Entry:
    """Make one report, by a separate command.

    Args:
        name: The name of the report.
        arguments: The arguments of the command.
        folder: The folder of the reports.

    Returns:
        The results of the report that the page shows.

    Examples:
        >>> entry("german", REPORTS["german"], Path("reports")).summary["defects"]  # doctest: +SKIP
        []
    """
    parts = folder / f".{name}.parts"
    resumed = parts.exists()
    report = ["report", "--model", "ntk", *arguments, "--scaling", "minmax", "--out", str(folder / name)]
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", MEASURED, *report], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    seconds = None if resumed else time.perf_counter() - began
    summary = json.loads((folder / name / "summary.json").read_text(encoding="utf-8"))
    return Entry(name, summary, seconds, int(done.stdout.split()[-1]) / 2**20)


def markdown(entries: Sequence[Entry]) -> str:
    """Write the page of the study.

    Args:
        entries: The results of the reports.

    Returns:
        The page in Markdown.

    Examples:
        >>> markdown([]).splitlines()[0]
        '# The claims about wide networks on real data'
    """
    defects = sum(len(one.summary["defects"]) for one in entries)
    rows = sum(count["rows"] for one in entries for count in one.summary["claims"])
    parts = [
        "# The claims about wide networks on real data",
        f"Kernel K∞ (Krishna et al. 2024, Definition 2), X_R by ten steps of projected gradients in ℓ∞ against the "
        f"non-robust model. {rows:,} verdicts.",
        f"**Violations of true claims with every premise holding: {defects}.**",
        "## Reports",
        "Time and memory of the whole command; no time where it went on after a kill.",
        table([_overview(one) for one in entries]),
        "## Δ_K and the radii",
        "Certified bounds on Δ_K; medians over people of e_f, e_g, and of the cost on the true kernel model less the "
        "cost on the tangent.",
        table([_run(one, run) for one in entries for run in one.summary["runs"]]),
        "## Claims",
        "Shares of all verdicts. Costs: of the recourses on the tangent, which Theorem 2 speaks of, and of those "
        "returned on the true model, for which its definition of the cost fails.",
        table([_claim(one, count) for one in entries for count in one.summary["claims"]]),
        "## Costs and validity",
        "Means over the people whom the non-robust model rejects.",
        table([_means(one, point) for one in entries for point in one.summary["sweep"]]),
    ]
    return "\n\n".join(parts) + "\n"


def _overview(one: Entry) -> dict[str, Any]:
    counts = one.summary["claims"]
    return {
        "dataset": one.name,
        "training rows": max(run["kernel"]["training_rows"] for run in one.summary["runs"]),
        "pairs": len(one.summary["runs"]),
        "rejected people": ", ".join(str(part["count"]) for part in one.summary["rejected"]),
        "verdicts": f"{sum(count['rows'] for count in counts):,}",
        "nonfinite": sum(count["nonfinite"] for count in counts),
        "defects": len(one.summary["defects"]),
        "minutes": None if one.seconds is None else one.seconds / 60.0,
        "GiB": one.gibibytes,
    }


def _run(one: Entry, run: dict[str, Any]) -> dict[str, Any]:
    gap, medians = run["kernel"]["delta_k"], {name: found["0.5"] for name, found in run["quantiles"].items()}
    return {
        "dataset": one.name,
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


def _claim(one: Entry, count: dict[str, Any]) -> dict[str, Any]:
    shares = {f"{name.replace('_', ' ')} %": 100.0 * count[name] / max(count["rows"], 1) for name in SHARES}
    return {"dataset": one.name, "claim": count["claim"], "cost": count["cost_source"], **shares}


def _means(one: Entry, point: dict[str, Any]) -> dict[str, Any]:
    means = {title: point["means"][name]["mean"] for name, title in MEANS.items()}
    return {"dataset": one.name, "β": point["ridge"], "ε": point["epsilon"], **means}


def main() -> None:
    """Make the reports in the folder that the second argument names, and write the page that the first one names.

    Examples:
        >>> main()  # doctest: +SKIP
    """
    page = Path(sys.argv[1])
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.gettempdir()) / "recourse-bounds-wide"
    folder.mkdir(parents=True, exist_ok=True)
    entries = [entry(name, arguments, folder) for name, arguments in REPORTS.items()]
    stamp = f"\n{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, made by `make study-wide` on two cores.\n"
    write_text(page, markdown(entries) + stamp)


if __name__ == "__main__":
    main()
