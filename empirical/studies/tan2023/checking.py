"""Claims checked on instances: how many of an instance's pairs hold, and how tight the bound is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from bounds import CLAIMS, assess
from bounds.checker import uncompiled

NEIGHBOURS, BOUNDARY = "neighbours", "boundary"
"""Where claims are checked: between people and their neighbours, and across the boundary of a model."""

STATUSES = ("holds", "vacuous", "violated", "inapplicable", "nonfinite")
"""The verdicts, as columns."""

TABLE: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("score", "claim", "place", "lacking"), pl.String()),
        "instance": pl.Int64(),
        **dict.fromkeys(STATUSES, pl.Int64()),
        **dict.fromkeys(("tightness", "error"), pl.Float64()),
    }
)
"""The columns of the table of claims: the instance is null where a claim lacks a constant."""


class About(NamedTuple):
    """What checks are about.

    Attributes:
        score: The name of the score.
        place: Where they are made.
        instances: The numbers of the instances, [n].
    """

    score: str
    place: str
    instances: Any


def checked(
    claim: str, about: About, fields: Mapping[str, Any], errors: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """Check a claim on several pairs of points of every instance.

    Args:
        claim: The id of the claim.
        about: What it is checked on.
        fields: The fields, each a number or an array [c, n] of c pairs of n instances, or [n].
        errors: The absolute errors of fields, likewise; none if nothing is drawn.

    Returns:
        A row for every instance: how many pairs have each verdict; the largest tightness, value over bound; and the
        largest share of the bound that errors take.

    Examples:
        >>> fields = {"explanation_gap": np.array([[1.0, 3.0]]), "input_gap": 1.0, "gradient_lipschitz": 2.0}
        >>> found = checked("gradient.robust", About("logit", NEIGHBOURS, np.arange(2)), fields)
        >>> found["holds"].to_list(), found["violated"].to_list(), found["tightness"].to_list()
        ([1, 0], [0, 1], [0.5, 1.5])
    """
    with uncompiled():
        found = assess(CLAIMS[claim], errors=dict(errors or {}), **fields)
    width = len(about.instances)
    names, verdict = found.verdict.status_names.reshape(-1, width), found.verdict
    tight = np.asarray(found.measure.tightness).reshape(-1, width)
    with np.errstate(all="ignore"):
        share = (np.asarray(verdict.rounding) / np.asarray(verdict.upper)).reshape(-1, width)
    counts = {status: (names == status).sum(axis=0) for status in STATUSES}
    known = (names == "holds") | (names == "violated") | (names == "vacuous")
    columns = {
        "instance": about.instances,
        **counts,
        "tightness": _largest(tight, known),
        "error": _largest(share, known),
    }
    named = {"score": about.score, "claim": claim, "place": about.place, "lacking": ""}
    return _table(pl.DataFrame(columns).with_columns(**{name: pl.lit(value) for name, value in named.items()}))


def lacking(claims: Any, about: About, reason: str) -> pl.DataFrame:
    """Say why claims cannot be evaluated on a score.

    Args:
        claims: Their ids.
        about: What they would be about.
        reason: The reason.

    Returns:
        A row for each claim, without an instance.

    Examples:
        >>> lacking(["gradient.robust"], About("logit", NEIGHBOURS, ()), "no H")["lacking"].to_list()
        ['no H']
    """
    rows = [{"score": about.score, "claim": claim, "place": about.place, "lacking": reason} for claim in claims]
    empty = {name: pl.lit(None, kind) for name, kind in TABLE.items() if name not in rows[0]}
    return _table(pl.DataFrame(rows).with_columns(**empty))


def _largest(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    finite = known & np.isfinite(values)
    return np.where(finite.any(axis=0), np.where(finite, values, -np.inf).max(axis=0), np.nan)


def _table(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(pl.col(name).cast(kind) for name, kind in TABLE.items()).fill_nan(None)
