"""The figures that the paper prints, beside ours, and one-by-one tests of what may make them differ."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from empirical.report.sweep import student_interval
from empirical.studies.curves import shown
from empirical.studies.hardy2023.results import MAIN
from empirical.studies.hardy2023.series import values
from empirical.studies.published import Beside, Printed, beside

FASHION, ADULT = "fashion-tshirt-trouser", "adult-carla"
"""Names of the data."""

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "shells": "Growing Spheres as in CARLA",
        "gs": "Growing Spheres, this project's",
        "ar": "Actionable Recourse",
        "ar carla": "Actionable Recourse, CARLA's linear score",
    }
)
"""How the page calls the methods."""

DATA: Mapping[str, str] = MappingProxyType({FASHION: "Fashion-MNIST", ADULT: "Adult"})
"""How the page calls the data."""


class Figure(NamedTuple):
    """A figure that the paper prints, and where it stands in our tables.

    Attributes:
        dataset: The name of the data.
        method: The recourse method.
        training: How the network was trained.
        quantity: What is measured.
        value: The figure.
        source: Where it stands in the paper.
    """

    dataset: str
    method: str
    training: str
    quantity: str
    value: float
    source: str

    @property
    def what(self) -> str:
        """What it is, in words."""
        method = f", {METHODS[self.method]}" if self.source.startswith("Table") else ""
        return f"{self.quantity}, {DATA[self.dataset]}{method}, {self.training}"


def _networks(dataset: str, quantity: str, *both: float) -> list[Figure]:
    source = "section 3.1" if dataset == FASHION else "section 3.2"
    return [
        Figure(dataset, "shells", training, quantity, value, source)
        for training, value in zip(("natural", "adversarial"), both, strict=True)
    ]


def _success(dataset: str, method: str, *both: float) -> list[Figure]:
    return [
        Figure(dataset, method, training, "success", value, "Table 1")
        for training, value in zip(("natural", "adversarial"), both, strict=True)
    ]


PRINTED = (
    *_networks(FASHION, "accuracy", 0.989, 0.989),
    *_networks(FASHION, "susceptibility 16/255", 0.438, 0.039),
    *_networks(FASHION, "susceptibility 8/255", 0.095, 0.007),
    *_networks(ADULT, "accuracy", 0.787, 0.775),
    *_networks(ADULT, "susceptibility 16/255", 0.165, 0.011),
    *_success(FASHION, "shells", 1.0, 1.0),
    *_success(ADULT, "shells", 1.0, 1.0),
    *_success(ADULT, "ar", 0.372, 0.395),
    Figure(ADULT, "shells", "natural", "sparsity", 7.09, "Table 2"),
    Figure(ADULT, "shells", "natural", "redundancy", 4.99, "Table 2"),
    Figure(ADULT, "ar", "natural", "sparsity", 1.77, "Table 2"),
    Figure(ADULT, "ar", "natural", "redundancy", 0.0, "Table 2"),
)
"""The figures of the paper. Table 2 is of the natural network: the other half was lost."""

HOURS: Mapping[tuple[str, str], float] = MappingProxyType({(FASHION, "shells"): 5.0, (ADULT, "ar"): 8.0})
"""Hours that 500 people took the authors, by data and method: over five, and about eight."""


def printed(table: pl.DataFrame) -> list[Beside]:
    """Put every figure of the paper beside ours.

    Args:
        table: The table of all figures.

    Returns:
        Both, in the paper's order.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> {one.badge.value for one in printed(series(made_results()))}
        {'reproduced'}
    """
    return [beside(Printed(one.what, one.source, one.value), values(table, **_place(one)).tolist()) for one in PRINTED]


def causes(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Show what becomes of every printed figure when one option changes.

    Args:
        table: The table of all figures.

    Returns:
        A row for each figure and variant in which it is another one, by ``LEAST`` at least; the figure of the study
        itself is that of the same seeds.

    Examples:
        >>> from empirical.studies.hardy2023.made import made_results
        >>> from empirical.studies.hardy2023.series import series
        >>> [row["changed"] for row in causes(series(made_results())) if "success" in row["figure"]]
        ['ranges whole', 'ranges whole']
    """
    rows = []
    for one in PRINTED:
        place = _place(one)
        usual = _rows(table, place).filter(pl.col("variant") == MAIN)
        of_method = one.source.startswith("Table")  # and not of the networks, which all methods share
        for method in (one.method, *(OTHER[one.method] if of_method else ())):
            there = {**place, "method": method}
            known = _rows(table, there)
            for variant in known["variant"].unique().sort():
                seeds = known.filter(pl.col("variant") == variant)["seed"].implode()
                same = usual.filter(pl.col("seed").is_in(seeds))["value"].to_numpy()
                found = values(table, variant=variant, **there)
                changed = [METHODS[method]] if method != one.method else []
                changed += [variant] if variant != MAIN else []
                if changed and len(found) and len(same) and abs(found.mean() - same.mean()) >= LEAST:
                    ours = {"ours": shown(student_interval(same)), "changed": ", ".join(changed)}
                    then = {"then": shown(student_interval(found)), "runs": len(found)}
                    nearer = "yes" if abs(found.mean() - one.value) < abs(np.mean(same) - one.value) else "no"
                    rows.append({"figure": one.what, "theirs": f"{one.value:.3g}", **ours, **then, "nearer": nearer})
    return rows


OTHER: Mapping[str, tuple[str, ...]] = MappingProxyType({"shells": ("gs",), "ar": ("ar carla",)})
"""Other forms of a method, whose figures are compared with the same printed ones."""

LEAST = 0.02
"""Smallest change of a figure that is told."""


def _rows(table: pl.DataFrame, place: Mapping[str, str]) -> pl.DataFrame:
    return table.filter(*(pl.col(name) == value for name, value in place.items()), pl.col("value").is_not_null())


def _place(one: Figure) -> dict[str, str]:
    return {name: getattr(one, name) for name in ("dataset", "method", "training", "quantity")}
