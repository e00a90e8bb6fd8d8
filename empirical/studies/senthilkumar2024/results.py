"""The tables of the study, as its page and figures read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.studies.finished import FinishedCell, Missing, read_finished
from empirical.studies.senthilkumar2024.experiment import ACCURACY, PIXELS, RECOURSES

DATA: Mapping[str, str] = MappingProxyType({"mnist": "MNIST", "california-balanced": "California Housing"})
"""How the page calls the data."""

IMAGES = "mnist"
"""The data whose distances are of images."""

STOPS: Mapping[str, str] = MappingProxyType({"threshold": "decision threshold", "gradient": "generator conditions"})
"""How the thesis calls the two rules for stopping."""

TRAININGS: Mapping[str, str] = MappingProxyType(
    {"none": "Standard", "weak": "Weak-AT", "medium": "Medium-AT", "strong": "Strong-AT"}
)
"""How the thesis calls the models, by the adversary, from none to the strongest."""

ACCURACIES = ("clean", "fgsm", "pgd")
"""The accuracies that are measured."""


class Reading(NamedTuple):
    """A way to read the thesis: which networks, and which search.

    Attributes:
        part: The part of the study that has the networks; standard ones are in ``WRITTEN``'s part if not in it.
        search: The search.
        words: What it is, in words.
        distance: The column of the implausibility.
        factor: What distances between images are multiplied by.
    """

    part: str
    search: str
    words: str = ""
    distance: str = "implausibility"
    factor: float = 1.0


WRITTEN = Reading("written", "equation", "as the thesis writes it")
PUBLISHED = Reading("code", "published", "as the published code does it", "everywhere", 0.5)
"""The two readings. The second has the distance (1 − SSIM)/2 by the windows around all pixels, as its libraries do."""


class Results(NamedTuple):
    """The tables of all finished cells, with the columns ``part``, ``dataset``, ``seed`` and ``adversary``.

    Attributes:
        accuracy: A row for each network.
        recourses: A row for each network, search, rule for stopping and factual.
        pixels: A row for each pixel of the images of Figure 3.
        missing: What is not done.
        seconds: The seconds that all cells took.
    """

    accuracy: pl.DataFrame
    recourses: pl.DataFrame
    pixels: pl.DataFrame
    missing: tuple[Missing, ...] = ()
    seconds: float = 0.0


LABELS: Mapping[str, Any] = MappingProxyType(
    {"part": pl.String(), "dataset": pl.String(), "adversary": pl.String(), "seed": pl.Int64()}
)
"""The columns that say what a row is about."""


def read_results(root: Path) -> Results:
    """Read the tables of a study.

    Args:
        root: The folder of the study.

    Returns:
        The tables of the cells that are finished.

    Raises:
        InputError: If the folder is no study's, or none of its cells is finished.

    Examples:
        >>> read_results(Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    finished = read_finished(root)
    return Results(
        _table(finished.cells, "accuracy", ACCURACY),
        _table(finished.cells, "recourses", RECOURSES),
        _table(finished.cells, "pixels", PIXELS),
        finished.missing,
        sum(cell.seconds for cell in finished.cells),
    )


def _table(cells: Sequence[FinishedCell], name: str, columns: Mapping[str, Any]) -> pl.DataFrame:
    """Join a table of all cells; the parts of the study go together by the beginning of their names."""
    types = {**LABELS, **columns}
    tables = [
        cell.table(name).with_columns(part=pl.lit(part)).select(list(types)).collect()
        for cell in cells
        for part in dict.fromkeys(one.partition("-")[0] for one in cell.parts)
    ]
    return pl.concat([pl.DataFrame(schema=types), *tables])


def values_of(results: Results, reading: Reading, data: str, adversary: str, what: str) -> dict[int, float]:
    """Give a figure of Table 1 in every run.

    Implausibilities are means over the factuals that the model classifies rightly, as in the published code, and of
    which a recourse was found: a class that is not reached has none.

    Args:
        results: The tables.
        reading: Which networks and which search.
        data: The name of the data.
        adversary: The adversary of training.
        what: An accuracy, ``clean``, ``fgsm`` or ``pgd``; or the rule for stopping, ``threshold`` or ``gradient``, for
            the implausibility, or with ``/drawn`` or ``/unfaithfulness`` for another distance.

    Returns:
        The figure by seed.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> sorted(values_of(made_results(), WRITTEN, "mnist", "weak", "clean"))
        [0, 1, 2, 3, 4]
    """
    if what in ACCURACIES:
        table, value = results.accuracy, pl.col(what)
    else:
        stop, _, column = what.partition("/")
        counted = pl.col("found") & pl.col("right") & (pl.col("stop") == stop) & (pl.col("search") == reading.search)
        factor = reading.factor if data == IMAGES and not column else 1.0
        table, value = results.recourses.filter(counted), pl.col(column or reading.distance).mean() * factor
    own = table.filter(_about(results, reading, adversary) & (pl.col("dataset") == data))
    found = own.group_by("seed").agg(value.first().alias("value") if what in ACCURACIES else value.alias("value"))
    return {seed: number for seed, number in sorted(found.select("seed", "value").iter_rows()) if number is not None}


def _about(results: Results, reading: Reading, adversary: str) -> pl.Expr:
    """Choose the part; without an adversary all kinds of training are one, which the first part has."""
    own = (results.accuracy["part"] == reading.part) & (results.accuracy["adversary"] == adversary)
    part = reading.part if own.any() or adversary != "none" else WRITTEN.part
    return (pl.col("part") == part) & (pl.col("adversary") == adversary)


def success_of(results: Results, reading: Reading, data: str, adversary: str, stop: str) -> dict[str, float]:
    """Tell how many recourses were found, and how many searches ended because the slope was flat.

    Args:
        results: The tables.
        reading: Which networks and which search.
        data: The name of the data.
        adversary: The adversary of training.
        stop: The rule for stopping.

    Returns:
        ``found``: the share of the factuals that need a recourse; ``flat``: the share of those found whose slope was
        below 0.01; ``right``: the share that the model classifies rightly; NaN of nobody.

    Examples:
        >>> from empirical.studies.senthilkumar2024.made import made_results
        >>> success_of(made_results(), WRITTEN, "mnist", "weak", "threshold")["found"]
        1.0
    """
    rows = results.recourses.filter(
        _about(results, reading, adversary)
        & (pl.col("dataset") == data)
        & (pl.col("stop") == stop)
        & (pl.col("search") == reading.search)
    )
    found = rows.filter("found")
    needed = rows.filter("needed")
    return {
        "found": _share(needed["found"]),
        "flat": _share(found["slope"] < FLAT),
        "right": _share(rows["right"]),
    }


FLAT = 0.01
"""The slope below which the generator's conditions are met."""


def _share(flags: pl.Series) -> float:
    mean = flags.mean()
    return float(mean) if isinstance(mean, (int, float)) else float(np.nan)
