"""The linear claims over the paper's grid: two data sets, eight ε, two starts. ``make study`` writes it to Markdown."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import jax
import polars as pl

from bounds import CLAIMS
from empirical.pair import Training
from empirical.report.builder import Report, Settings, build
from empirical.terminal import Progress

DATASETS = ("breast-cancer", "german")
EPSILONS = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
"""The ε of Krishna et al. 2024, section 5.1."""
STARTS = ("zero", "normal")

APPLICABLE = pl.col("status").is_in(["holds", "vacuous", "violated"])
PROVED_FALSE = tuple(claim.id for claim in CLAIMS.values() if claim.theory == "false")


def grid(stage: Callable[[str], object]) -> Iterator[tuple[Settings, Report]]:
    """Every report of the grid.

    Args:
        stage: Told in a few words what comes next.

    Yields:
        Its settings and the report.
    """
    for dataset, init, epsilon in product(DATASETS, STARTS, EPSILONS):
        stage(f"{dataset}, start {init}, ε = {epsilon:g}")
        settings = Settings(dataset, Training(epsilon=epsilon, init=init))
        yield settings, build(settings)


def markdown(reports: Sequence[tuple[Settings, Report]]) -> str:
    """The study as a page.

    Args:
        reports: Settings and reports.

    Returns:
        Markdown.
    """
    rows = pl.concat(
        report.rows.with_columns(
            dataset=pl.lit(settings.dataset),
            start=pl.lit(settings.training.init),
            eps=pl.lit(settings.training.epsilon),
        )
        for settings, report in reports
    )
    defects = sum(len(report.defects) for _, report in reports)
    training = Training()
    parts = [
        "# The linear claims over the grid",
        f"Data sets {', '.join(DATASETS)}; ε ∈ {{{', '.join(f'{epsilon:g}' for epsilon in EPSILONS)}}} (ℓ∞); "
        f"start zero and normal; N = {training.steps}, η = {training.learning_rate:g}, seed {training.seed}. "
        f"{len(reports)} reports, {len(rows):,} rows.",
        f"**Violations of true claims with every premise holding: {defects}.**",
        "## Claims that are false as printed",
        "Shares of all rows. Certified: violated for every real value of the fields within their errors. "
        "All premises hold: violated although even the lemmas that the claim builds on hold for this person (the "
        "printed Δ of a person with y = −1 is often negative, and no bound on anything).",
        _table(_false_claims(rows)),
        "## Claims that are true",
        "Shares of all rows. Informative: the end beats what is known without the claim, by more than rounding. "
        "A violation here stands beside a failed definition (the printed claims read with the true cost).",
        _table(_true_claims(rows)),
        "## How far the sound cost interval informs",
        "ε > 0. Share of persons for whom Theorem 1's sound interval says that the robust recourse costs something at "
        "all (its upper end beats ‖ζ_NR‖), and median width of the interval in units of ‖ζ_NR‖, by Δ.",
        _table(_sound_interval(rows)),
        "## Models that do not tell anybody apart",
        _table(_degenerate(reports)),
    ]
    return "\n\n".join(parts) + "\n"


def _share(condition: pl.Expr) -> pl.Expr:
    return condition.mean().mul(100.0)


def _false_claims(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ("dataset", "start", "claim", "cost_source")
    return (
        rows.filter(pl.col("claim").is_in(PROVED_FALSE))
        .group_by(keys, maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            *(_share(pl.col("status").eq(name)).alias(f"{name} %") for name in ("violated", "inapplicable", "vacuous")),
            _share(pl.col("certified").fill_null(value=False)).alias("certified %"),
            _share(pl.col("refutes").fill_null(value=False)).alias("all premises hold %"),
        )
    )


def _true_claims(rows: pl.DataFrame) -> pl.DataFrame:
    return (
        rows.filter(~pl.col("claim").is_in(PROVED_FALSE))
        .group_by(("claim", "delta_source", "cost_source"), maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            *(_share(pl.col("status").eq(name)).alias(f"{name} %") for name in ("violated", "inapplicable", "vacuous")),
            _share(APPLICABLE & pl.col("lower_informative")).alias("lower informative %"),
            _share(APPLICABLE & pl.col("upper_informative")).alias("upper informative %"),
            pl.col("tightness").filter(APPLICABLE).median().alias("median tightness"),
            pl.col("tightness").filter(APPLICABLE).max().alias("largest tightness"),
        )
    )


def _sound_interval(rows: pl.DataFrame) -> pl.DataFrame:
    width = (pl.col("upper") - pl.col("lower")) / pl.col("cost_nr")
    return (
        rows.filter(pl.col("claim").eq("theorem1.sound") & pl.col("eps").gt(0.0))
        .group_by(("dataset", "start", "delta_source"), maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            _share(pl.col("upper_informative")).alias("upper informative %"),
            width.median().alias("median width / ‖ζ_NR‖"),
        )
    )


def _degenerate(reports: Sequence[tuple[Settings, Report]]) -> pl.DataFrame:
    found = [
        {
            "dataset": settings.dataset,
            "start": settings.training.init,
            "ε": settings.training.epsilon,
            "model": name.replace("_", "-"),
            "it": model["degenerate"],
        }
        for settings, report in reports
        for name, model in report.summary["models"].items()
        if model["degenerate"]
    ]
    return pl.DataFrame(found)


def _table(frame: pl.DataFrame) -> str:
    if frame.is_empty():
        return "None."
    lines = [" | ".join(frame.columns), " | ".join("---" for _ in frame.columns)]
    lines += [" | ".join(_cell(value) for value in row) for row in frame.iter_rows()]
    return "\n".join(f"| {line} |" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _commit() -> str:
    command = ("git", "describe", "--always", "--dirty")
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def main() -> None:
    """Run the grid and write the page that the first argument names."""
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    page = Path(sys.argv[1])
    with Progress() as progress:
        reports = list(grid(progress))
    stamp = f"\n{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}, made by `make study`.\n"
    aside = page.with_suffix(".part")
    aside.write_text(markdown(reports) + stamp, encoding="utf-8")
    os.replace(aside, page)


if __name__ == "__main__":
    main()
