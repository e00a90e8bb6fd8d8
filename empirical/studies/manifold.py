"""Theorem 3 on real data: autoencoders, certified constants of their decoders, and recourses of C-CHVAE.

``make study-autoencoder`` writes the page and its figure.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jax
import polars as pl

from bounds.atomic_write import write_text
from empirical.families.linear.settings import LinearGrid
from empirical.families.relu.settings import ReluGrid
from empirical.families.wide.settings import WideGrid
from empirical.recourse.settings import RecourseSettings
from empirical.report import Named, Report, Settings, build
from empirical.report.figures.bounds import bounds_figure
from empirical.report.frames import KEY
from empirical.studies.page import announce, commit, table

EPSILONS, SEED = (0.02, 0.3), 0
"""The ε of Krishna et al. 2024, Figure 6, and a small one: at .3 many robust models treat everybody alike."""
EPOCHS = {"german": 200, "bail": 30, "adult": 10}
"""Epochs of the networks' training by data set, as in the study of networks."""
ROWS = 2000
"""Largest number of training rows of wide networks."""
INSTANCES = 2000
"""Largest number of people per pair."""
SHOWN = ("adult", "mlp ℓ2")
"""Data set and models that the figure shows."""


class Study(NamedTuple):
    """The report on one data set with models of one kind.

    Attributes:
        name: The name of the data set.
        models: The kind of the models, and the norm of the attack on the robust ones.
        seconds: The time of the report in seconds, compilation included.
        report: The report itself.
    """

    name: str
    models: str
    seconds: float
    report: Report


def grids(name: str) -> dict[str, LinearGrid | ReluGrid | WideGrid]:
    """Give the settings of the pairs that are compared on a data set.

    Args:
        name: The name of the data set.

    Returns:
        The settings of training, by the kind of the models and the norm of the attack.

    Examples:
        >>> list(grids("german"))
        ['linear ℓ∞', 'linear ℓ2', 'mlp ℓ∞', 'mlp ℓ2', 'ntk ℓ2']
    """
    seeds = (SEED,)
    return {
        "linear ℓ∞": LinearGrid(EPSILONS, seeds, learning_rate=0.1),
        "linear ℓ2": LinearGrid(EPSILONS, seeds, learning_rate=0.1, norm=2.0),
        "mlp ℓ∞": ReluGrid(EPSILONS, seeds, epochs=EPOCHS[name]),
        "mlp ℓ2": ReluGrid(EPSILONS, seeds, norm=2.0, epochs=EPOCHS[name]),
        "ntk ℓ2": WideGrid(EPSILONS, seeds, norm=2.0, rows=ROWS),
    }


def studies(stage: Callable[[str], object], names: Sequence[str] = tuple(EPOCHS)) -> Iterator[Study]:
    """Make the reports on every data set with models of every kind.

    Args:
        stage: The function that every stage is announced to, with a description of a few words.
        names: The names of the data sets.

    Yields:
        The report on one data set with models of one kind.

    Examples:
        >>> next(studies(announce)).models  # doctest: +SKIP
        'linear ℓ∞'
    """
    for name in names:
        for models, grid in grids(name).items():
            began = time.perf_counter()
            settings = Settings(
                data=Named(name),
                grid=grid,
                recourse=RecourseSettings(method="cchvae"),
                scaling="minmax",
                instances=INSTANCES,
            )
            made = build(settings, stage=lambda text: stage(f"{name}, {models}: {text}"))  # noqa: B023
            yield Study(name, models, time.perf_counter() - began, made)


def markdown(found: Sequence[Study]) -> str:
    """Write the page of the study.

    Args:
        found: The reports on every data set with models of every kind.

    Returns:
        The page in Markdown.

    Examples:
        >>> markdown([]).splitlines()[0]
        '# Theorem 3: recourses of C-CHVAE'
    """
    parts = [
        "# Theorem 3: recourses of C-CHVAE",
        "Autoencoders at their defaults, trained on the training instances alone, one for both models; "
        f"seed {SEED}, ℓ2 balls in latent space, no cost weights, up to {INSTANCES} of the people whom the "
        "non-robust model rejects.",
        "## Autoencoders",
        "Errors on test instances, in brackets of the constant predictor (means, commonest levels). *L* is the "
        "decoder's constant over the columns that recourses may change: the largest sampled ratio, the certified "
        "constant, the product of the layers' norms.",
        table([_autoencoder(one) for one in found if one.models == next(iter(grids(one.name)))]),
        "## Recourses",
        "*found*: of those who need a recourse, the share that has one. Where the robust model accepts everybody none "
        "is needed, and where it rejects everybody there is none: there the theorem has nothing to say.",
        table([row for one in found for row in _recourses(one)]),
        "## Constants, person by person",
        "Medians and largest over the people with two recourses: on the ball about z that holds both latent points, "
        "and on the smallest ball that holds the segment between them.",
        table([row for one in found for row in _constants(one)]),
        "## Theorem 3",
        "Over the people with two recourses from different latent points; of the *same* point, where both models "
        "accept the decoded code, the theorem says that 0 is at most 0. *informative*: the upper end is below the "
        "trivial one, the cost of the non-robust recourse. *tightness*: share of the bound that the gap uses.",
        "![Theorem 3](../manifold.png)",
        table([row for one in found for row in _verdicts(one)]),
    ]
    return "\n\n".join(parts) + "\n"


def _autoencoder(one: Study) -> dict[str, Any]:
    (known,) = one.report.summary["autoencoders"]
    quality, constants = known["quality"], known["lipschitz"]
    return {
        "data": one.name,
        "layers": "-".join(map(str, known["layers"])),
        "active": f"{quality['active']} of {quality['latent']}",
        "numbers off by": _compared(quality["number_error"], quality["number_error_constant"]),
        "levels right": _compared(quality["level_share"], quality["level_share_constant"]),
        "−ELBO test": quality["loss_test"],
        "train": quality["loss_train"],
        "L sampled": constants["sampled"],
        "certified": constants["certified"],
        "norms": constants["product"],
        "certified ÷ sampled": constants["certified"] / constants["sampled"],
    }


def _recourses(one: Study) -> Iterator[dict[str, Any]]:
    for run in one.report.summary["runs"]:
        means = run["population"]["all"]
        yield {
            **_where(one, run["epsilon"]),
            "instances": means["count"],
            "found NR": means["validity_nr"],
            "found R": means["validity_r"],
            "accepted by R": means["accepted_r"],
            "cost NR": means["cost_nr"],
            "cost R": means["cost_r"],
            "cross": means["cross_validity"],
        }


def _constants(one: Study) -> Iterator[dict[str, Any]]:
    instances = one.report.instances.filter(pl.col("latent_gap").is_not_null())
    for (epsilon,), both in instances.group_by("epsilon", maintain_order=True):
        yield {
            **_where(one, epsilon),
            "instances": both.height,
            **{
                f"{name.removeprefix('lipschitz_')}, {which}": getattr(both[name], which)()
                for name in ("radius_nr", "radius_r", "latent_gap", "lipschitz_ball", "lipschitz_segment")
                for which in ("median", "max")
            },
        }


def _verdicts(one: Study) -> Iterator[dict[str, Any]]:
    gaps = one.report.instances.select(*KEY, "latent_gap")
    rows = one.report.verdicts.filter(pl.col("claim").cast(str).str.starts_with("theorem3."))
    rows = rows.join(gaps, on=KEY, nulls_equal=True, maintain_order="left").filter(pl.col("latent_gap").is_not_null())
    for (epsilon, claim, where), group in rows.group_by("epsilon", "claim", "delta_source", maintain_order=True):
        apart = group.filter(pl.col("latent_gap") > 0.0)
        yield {
            **_where(one, epsilon),
            "claim": claim,
            "L": where,
            "instances": apart.height,
            "same": group.height - apart.height,
            "violated": group["status"].eq("violated").sum(),
            "informative": apart["upper_informative"].sum(),
            "tightness, median": apart["tightness"].median(),
            "largest": apart["tightness"].max(),
        }


def _where(one: Study, epsilon: Any) -> dict[str, Any]:
    return {"data": one.name, "models": one.models, "ε": epsilon}


def _compared(value: float | None, constant: float | None) -> str:
    return "–" if value is None else f"{value:.3f} ({constant:.3f})"


def main(page: str, figures: str) -> None:
    """Run the study, and write it with the date and the commit.

    Args:
        page: The file of the page.
        figures: The folder of the figure.

    Examples:
        >>> main("manifold.md", "docs")  # doctest: +SKIP
    """
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    found = list(studies(announce))
    for one in found:
        if (one.name, one.models) == SHOWN:
            (Path(figures) / "manifold.png").write_bytes(bounds_figure(one.report))
    write_text(Path(page), f"{markdown(found)}\nMeasured {datetime.now(UTC):%Y-%m-%d} at commit {commit()}.\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
