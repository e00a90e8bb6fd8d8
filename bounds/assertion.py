"""An assertion for tests: no instance contradicts a claim, and the claim applies to at least one instance."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from bounds.checker import Assessment, assess, find
from bounds.claim import Claim, Status
from bounds.components import by_instance
from bounds.falsification.tightness import tightness
from bounds.readings.angles import NUMPY_PLANE

COMPONENTS = 8
"""Largest number of components of a vector or matrix that a message lists."""

WRONG = (Status.VIOLATED, Status.NONFINITE)
"""The statuses that make the assertion fail, the worse one first."""


def assert_claim(claim: Claim | str, /, *, errors: Any = None, worst: int = 5, **fields: Any) -> None:
    """Raise an AssertionError unless a claim applies to at least one instance and holds wherever it applies.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        errors: The absolute errors by field name, as for :func:`bounds.check`.
        worst: The largest number of instances that the message lists, the worst first.
        **fields: The scalars or arrays by field name, as for :func:`bounds.check`.

    Raises:
        AssertionError: If an instance is violated or nonfinite, or if the claim applies to no instance. The message
            lists the worst instances with their intervals, their fields, and the premises that fail.
        KeyError: If no claim has the id.
        TypeError: If a field does not belong to the claim, or is not numeric.
        ValueError: If a field is missing that the value or an interval reads, the shapes do not broadcast, or ``worst``
            is not positive.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> assert_claim("lemma1.norms", norm_nr=1.0, norm_r=[0.75, 1.25], delta=0.5)
        >>> assert_claim("lemma1.norms", norm_nr=1.0, norm_r=[1.25, 2.0], delta=0.5)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        AssertionError: ...
        lemma1.norms fails: 2 instances, 1 violated, 0 nonfinite. The worst:
        ...
    """  # noqa: DOC502
    __tracebackhide__ = True
    if worst < 1:
        raise ValueError(f"worst must be at least 1, not {worst}")
    claim = find(claim)
    assessment = assess(claim, errors=errors, **fields)
    status = np.asarray(assessment.verdict.status)
    if np.isin(status, WRONG).any() or not (status <= Status.VIOLATED).any():
        raise AssertionError(_message(claim, assessment, fields, worst))


def _message(claim: Claim, assessment: Assessment, fields: dict[str, Any], worst: int) -> str:
    status = np.asarray(assessment.verdict.status)
    wrong = int(np.isin(status, WRONG).sum())
    shown = _order(claim, assessment)[: min(worst, wrong or status.size)]
    summary = (
        f"{claim.id} fails: {status.size:,} instances, {(status == Status.VIOLATED).sum():,} violated,"
        f" {(status == Status.NONFINITE).sum():,} nonfinite. The worst:"
        if wrong
        else f"{claim.id} speaks of none of {status.size:,} instances, so nothing was checked. The first:"
    )
    absent = claim.names(np.bitwise_or.reduce(np.asarray(assessment.verdict.unchecked).ravel(), initial=0))
    left_out = ["", f"Not checked, for fields were left out: {'; '.join(absent)}"] if absent else []
    return "\n".join(["", summary, claim.statement, "", *_aligned(_rows(claim, assessment, fields, shown)), *left_out])


def _order(claim: Claim, assessment: Assessment) -> np.ndarray:
    """Order the positions in the flattened arrays: violated, nonfinite, others; each by the distance from the bound."""
    verdict = assessment.verdict
    status = np.asarray(verdict.status).ravel()
    with np.errstate(all="ignore"):
        ends = (np.asarray(array).ravel() for array in (verdict.lower, verdict.value, verdict.upper))
        beyond = np.nan_to_num(tightness(NUMPY_PLANE, claim, *ends), nan=-np.inf)
    rank = np.select([status == wrong for wrong in WRONG], [0, 1], 2)
    return np.lexsort((-beyond, rank))


def _rows(claim: Claim, assessment: Assessment, fields: dict[str, Any], places: np.ndarray) -> list[list[str]]:
    """Write a row for each quantity, with a column for each instance."""
    verdict, shape = assessment.verdict, np.shape(assessment.verdict.status)

    def row(name: str, array: Any) -> list[str]:
        return [name, *(f"{number:.9g}" for number in np.broadcast_to(np.asarray(array), shape).ravel()[places])]

    status = np.asarray(verdict.status).ravel()[places]
    failed = [claim.names(mask) for mask in np.asarray(verdict.failed).ravel()[places]]
    return [
        ["index", *(_index(place, shape) for place in places.tolist())],
        ["status", *(Status(number).name.lower() for number in status)],
        *(row(name, getattr(verdict, name)) for name in ("lower", "value", "upper")),
        row("tightness", assessment.measure.tightness),
        *(
            [f"fails: {premise.name}", *("yes" if premise.name in names else "no" for names in failed)]
            for premise in claim.premises
            if any(premise.name in names for names in failed)
        ),
        *([name, *map(repr, values)] for name, values in _field_rows(claim, fields, shape, places)),
    ]


def _field_rows(
    claim: Claim, fields: dict[str, Any], shape: tuple[int, ...], places: np.ndarray
) -> Iterator[tuple[str, list[float]]]:
    """List the numbers of the fields that the claim reads at some instances, of vectors the first components."""  # noqa: DOC402
    for name in claim.read:
        if name not in fields:
            continue
        whole = by_instance(claim, name, fields[name], shape)[places]
        parts = whole.shape[1:]
        for part in islice(np.ndindex(*parts), COMPONENTS):
            yield "_".join((name, *map(str, part))), whole[:, *part].tolist()
        if (left := math.prod(parts) - COMPONENTS) > 0:
            yield f"{name}: {left:,} components more", []


def _index(place: int, shape: tuple[int, ...]) -> str:
    index = tuple(map(int, np.unravel_index(place, shape)))
    return str(index[0]) if len(index) == 1 else str(index)


def _aligned(rows: list[list[str]]) -> list[str]:
    first, *widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([f"{name:<{first}}", *(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))])
        for name, *cells in rows
    ]
