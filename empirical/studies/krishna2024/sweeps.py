"""Sweeps that the paper leaves open: what λ, the target score, N, β, the training rows and the search budget change."""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

import polars as pl

from empirical.studies.curves import Curve, change, known
from empirical.studies.krishna2024.people import BOTH, MINIMISERS
from empirical.studies.krishna2024.results import Results
from empirical.studies.krishna2024.series import Key, curves_of, series

SWEPT: Mapping[str, str] = {
    "lam": "λ", "target": "target", "steps": "N", "ridge": "β", "rows": "n", "budget": "search budget",
}  # fmt: skip
"""Parts of the study that change one option, with its symbol."""

COLUMN: Mapping[str, str] = {"budget": "samples", "rows": "train_rows"}
"""Columns of the options whose part has another name."""

GONE, HALF = 0.05, 0.5
"""Largest fall of validity that is none, and the share of the usual fall that is still much of it."""

USUAL = "λ = 0.01"
"""The λ of the main grid."""


class Cause(Enum):
    """Whether a fixed λ makes validity fall."""

    YES = "an artefact of the fixed λ"
    PARTLY = "an artefact of the fixed λ in part"
    NO = "no artefact of the fixed λ"
    NO_FALL = "no fall to explain"
    UNKNOWN = "cannot be told"


class Fall(NamedTuple):
    """How far the validity of SCFE's minimisers falls along ε, with several λ.

    Attributes:
        usual: The fall with the λ of the main grid, with Student's interval: ``mean``, ``low``, ``high``.
        smallest: The fall with the smallest λ of the sweep.
        label: The smallest λ, in words.
        last: The largest ε at which both are known.
        cause: What follows.
    """

    usual: dict[str, float | None]
    smallest: dict[str, float | None]
    label: str
    last: float
    cause: Cause


def swept_validity(results: Results, part: str) -> pl.DataFrame:
    """Measure the validity over the people who need a recourse, for every value of a swept option.

    Args:
        results: The tables of the study.
        part: The part of the study, one of ``SWEPT``.

    Returns:
        A long table (:data:`~.series.SERIES`) with the value of the option as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> swept_validity(made_results(), "lam")["variant"].unique().sort().to_list()
        ['λ = 0.0001', 'λ = 0.01', 'λ = 1']
    """
    needy = _of_option(results, part).filter(~pl.col("accepted_r"))
    return series(needy, pl.col("found_r").fill_null(value=False), variant=_value(part))


def swept_cost(results: Results, part: str) -> pl.DataFrame:
    """Measure the mean cost difference for every value of a swept option.

    Args:
        results: The tables of the study.
        part: The part of the study, one of ``SWEPT``.

    Returns:
        A long table with the value of the option as the variant.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> swept_cost(made_results(), "lam").height > 0
        True
    """
    return series(_of_option(results, part).filter(BOTH), pl.col("cost_r") - pl.col("cost_nr"), variant=_value(part))


def falls_with_lam(results: Results) -> dict[Key, Fall]:
    """Ask whether the fall of validity along ε is an artefact of a fixed λ.

    A minimiser is accepted if λ|m|/(λ + t²) < s: with a flatter score t, the same λ leaves it short of the boundary. If
    this is all, the fall is gone with a λ that is small enough.

    Args:
        results: The tables of the study.

    Returns:
        The falls by data, model and training. *An artefact*: with the smallest λ validity falls by at most .05; *in
        part*: by less than half of the usual fall; *cannot be told*: fewer than two values of ε with 20 people and two
        seeds.

    Examples:
        >>> from empirical.studies.krishna2024.made import made_results
        >>> [fall.cause.value for fall in falls_with_lam(made_results()).values()]
        ['an artefact of the fixed λ']
    """
    curves = {
        key: curve for key, curve in curves_of(swept_validity(results, "lam")).items() if key.method == MINIMISERS
    }
    groups: dict[Key, dict[str, Curve]] = {}
    for key, curve in curves.items():
        groups.setdefault(key._replace(variant=""), {})[key.variant] = curve
    return {key: _fall(group) for key, group in groups.items() if USUAL in group}


def _fall(group: Mapping[str, Curve]) -> Fall:
    label = min(group, key=lambda name: float(name.rpartition(" ")[2]))
    usual, smallest = known(group[USUAL]), known(group[label])
    common = sorted(set(usual.at) & set(smallest.at))
    nothing: dict[str, float | None] = {"mean": None, "low": None, "high": None}
    if label == USUAL or len(common) < 2:
        return Fall(nothing, nothing, label, common[-1] if common else 0.0, Cause.UNKNOWN)
    first, second = (change(_ends(curve, common[-1], common[0])) for curve in (usual, smallest))
    return Fall(first, second, label, common[-1], _cause(first["mean"], second["mean"]))


def _cause(usual: float | None, smallest: float | None) -> Cause:
    if usual is None or smallest is None:
        return Cause.UNKNOWN
    if usual <= GONE:
        return Cause.NO_FALL
    if smallest <= GONE:
        return Cause.YES
    return Cause.PARTLY if smallest < HALF * usual else Cause.NO


def _ends(curve: Curve, first: float, last: float) -> Curve:
    """Keep two values of a figure, in the order that is asked."""
    places = [curve.at.index(first), curve.at.index(last)]
    return Curve((first, last), curve.values[places], tuple(curve.people[place] for place in places))


def _of_option(results: Results, part: str) -> pl.LazyFrame:
    return results.instances(part).filter(pl.col(COLUMN.get(part, part)).is_not_null())


def _value(part: str) -> pl.Expr:
    number = pl.col(COLUMN.get(part, part)).cast(pl.Float64)
    text = number.map_elements(lambda value: f"{value:.5g}", return_dtype=pl.String())
    return pl.format("{} = {}", pl.lit(SWEPT[part]), text)
