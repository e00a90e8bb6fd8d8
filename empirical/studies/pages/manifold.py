"""The page of Theorem 3: autoencoders, certified constants of their decoders, and recourses of C-CHVAE."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from empirical.report import Report
from empirical.report.figures.bounds import bounds_figure
from empirical.report.frames import KEY, RUN
from empirical.studies.finished import Finished, FinishedCell, read_finished
from empirical.studies.page import table
from empirical.studies.pages.blocks import (
    defects_line,
    missing_lines,
    option_values,
    verdict_count,
    write_figure,
    write_page,
)

FIGURE = "bounds.png"
"""Name of the file of the figure."""

MEANS = {
    "count": "instances",
    "validity_nr": "found NR",
    "validity_r": "found R",
    "accepted_r": "accepted by R",
    "cost_nr": "cost NR",
    "cost_r": "cost R",
    "cross_validity": "cross",
}
"""Titles of the means over people, by their names in summaries."""

CONSTANTS = ("radius_nr", "radius_r", "latent_gap", "lipschitz_ball", "lipschitz_segment")
"""Columns of what Theorem 3 reads of every person."""

HAVE_BOTH = pl.col("latent_gap").is_not_null()
"""Condition on people: they have two recourses, and so two latent points."""


def write_findings(root: Path, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
    """Write the page of the study of Theorem 3, and its figure if anybody has two recourses.

    Args:
        root: The folder of the study.
        folder: The folder of the page and the figure; it is made.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the study has no finished cell, or the folder cannot be written.

    Examples:
        >>> write_findings(Path("nowhere"), Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    finished = read_finished(root)
    shown = drawn_cell(finished.cells)
    if shown is not None:
        stage("drawing the bounds")
        _draw(shown, folder)
    stage("writing the findings")
    return write_page(folder, manifold_page(finished, shown))


def drawn_cell(cells: Sequence[FinishedCell]) -> FinishedCell | None:
    """Choose the cell that the figure shows: that of the most people with two recourses at its last pair of models.

    Args:
        cells: The finished cells.

    Returns:
        The cell; ``None`` if nobody has two recourses.

    Examples:
        >>> drawn_cell([]) is None
        True
    """
    most = max(cells, key=_compared_people, default=None)
    return most if most is not None and _compared_people(most) else None


def _compared_people(cell: FinishedCell) -> int:
    """Count the people with two recourses at the last pair of models."""
    run = cell.summary["runs"][-1]
    is_last = [pl.col(name).eq_missing(pl.lit(run[name], dtype=kind)) for name, kind in RUN.items()]
    return cell.table("instances").filter(*is_last).select(HAVE_BOTH.sum()).collect().item()


def _draw(cell: FinishedCell, folder: Path) -> None:
    """Draw the bounds at the last pair of models of a cell."""
    report = Report(cell.table("instances").collect(), cell.table("verdicts").collect(), dict(cell.summary))
    write_figure(folder, FIGURE, bounds_figure(report))


def manifold_page(finished: Finished, shown: FinishedCell | None) -> list[str]:
    """Make the page of the study of Theorem 3; it tells of reports with autoencoders alone.

    Args:
        finished: What is done of the study.
        shown: The cell that the figure shows; ``None`` without a figure.

    Returns:
        The blocks of the page in Markdown.

    Examples:
        >>> manifold_page(Finished(()), None)[0]
        '# Theorem 3: recourses of C-CHVAE'
    """
    cells = [cell for cell in finished.cells if cell.summary["autoencoders"]]
    return [
        "# Theorem 3: recourses of C-CHVAE",
        *([_settings(cells)] if cells else []),
        f"{len(cells)} reports, {verdict_count(cells):,} verdicts.",
        defects_line(cells),
        *missing_lines(finished.missing),
        "## Autoencoders",
        "Errors on test instances, in brackets of the constant predictor (means, commonest levels). *L* is the "
        "decoder's constant over the columns that recourses may change: the largest sampled ratio, the certified "
        "constant, the product of the layers' norms.",
        table(_autoencoders(cells)),
        "## Recourses",
        "*found*: of those who need a recourse, the share that has one. Where the robust model accepts everybody none "
        "is needed, and where it rejects everybody there is none: there the theorem has nothing to say.",
        table([row for cell in cells for row in _recourses(cell)]),
        "## Constants, person by person",
        "Medians and largest over the people with two recourses: on the ball about z that holds both latent points, "
        "and on the smallest ball that holds the segment between them.",
        table([row for cell in cells for row in _constants(cell)]),
        "## Theorem 3",
        "Over the people with two recourses from different latent points; of the *same* point, where both models "
        "accept the decoded code, the theorem says that 0 is at most 0. *informative*: the upper end is below the "
        "trivial one, the cost of the non-robust recourse. *tightness*: share of the bound that the gap uses.",
        *([] if shown is None else [f"![Theorem 3 on {' '.join(_names(shown).values())}]({FIGURE})"]),
        table([row for cell in cells for row in _verdicts(cell)]),
    ]


def _settings(cells: Sequence[FinishedCell]) -> str:
    """Say how the reports were made."""
    return (
        f"One autoencoder for both models of a pair, trained on the training instances alone in "
        f"{option_values(cells, 'vae_epochs')} epochs; seed {option_values(cells, 'seed')}, "
        f"ℓ{option_values(cells, 'code_norm')} balls in latent space, cost weights "
        f"{option_values(cells, 'cost_weights')}, up to {option_values(cells, 'instances')} of the people whom the "
        "non-robust model rejects."
    )


def _autoencoders(cells: Sequence[FinishedCell]) -> list[dict[str, Any]]:
    """Give a row for each autoencoder, which the models of all kinds share."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for cell in cells:
        for known in cell.summary["autoencoders"]:
            rows.setdefault((cell.dataset, known["seed"]), _autoencoder(cell, known))
    return list(rows.values())


def _autoencoder(cell: FinishedCell, known: dict[str, Any]) -> dict[str, Any]:
    quality, constants = known["quality"], known["lipschitz"] or {}
    sampled, certified = constants.get("sampled"), constants.get("certified")
    return {
        "data": cell.dataset,
        "layers": "-".join(map(str, known["layers"])),
        "active": f"{quality['active']} of {quality['latent']}",
        "numbers off by": _compared(quality["number_error"], quality["number_error_constant"]),
        "levels right": _compared(quality["level_share"], quality["level_share_constant"]),
        "−ELBO test": quality["loss_test"],
        "train": quality["loss_train"],
        "L sampled": sampled,
        "certified": certified,
        "norms": constants.get("product"),
        "certified ÷ sampled": certified / sampled if certified and sampled else None,
        "seed": known["seed"],
    }


def _compared(value: float | None, constant: float | None) -> str:
    return "–" if value is None else f"{value:.3f} ({constant:.3f})"


def _recourses(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    for run in cell.summary["runs"]:
        means = run["population"]["all"]
        yield {**_where(cell, run["epsilon"]), **{title: means[name] for name, title in MEANS.items()}}


def _constants(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    people = cell.table("instances").filter(HAVE_BOTH).select("epsilon", *CONSTANTS).collect()
    for (epsilon,), group in people.group_by("epsilon", maintain_order=True):
        sizes = {
            f"{name.removeprefix('lipschitz_')}, {which}": getattr(group[name], which)()
            for name in CONSTANTS
            for which in ("median", "max")
        }
        yield {**_where(cell, epsilon), "instances": group.height, **sizes}


def _verdicts(cell: FinishedCell) -> Iterator[dict[str, Any]]:
    gaps = cell.table("instances").filter(HAVE_BOTH).select(*KEY, "latent_gap")
    about = [pl.col(name).cast(pl.String) for name in ("claim", "delta_source", "status")]
    verdicts = cell.table("verdicts").with_columns(about).filter(pl.col("claim").str.starts_with("theorem3."))
    rows = verdicts.join(gaps, on=list(KEY), nulls_equal=True, maintain_order="left").collect()
    for (epsilon, claim, where), group in rows.group_by("epsilon", "claim", "delta_source", maintain_order=True):
        apart = group.filter(pl.col("latent_gap") > 0.0)
        yield {
            **_where(cell, epsilon),
            "claim": claim,
            "L": where,
            "instances": apart.height,
            "same": group.height - apart.height,
            "violated": group["status"].eq("violated").sum(),
            "informative": apart["upper_informative"].sum(),
            "tightness, median": apart["tightness"].median(),
            "largest": apart["tightness"].max(),
        }


def _names(cell: FinishedCell) -> dict[str, Any]:
    return {"data": cell.dataset, "models": f"{cell.names['model']} {cell.attack}"}


def _where(cell: FinishedCell, epsilon: Any) -> dict[str, Any]:
    return {**_names(cell), "ε": epsilon}
