"""An assertion for tests: no instance contradicts a claim, and the claim speaks of at least one."""

from typing import Any

import numpy as np

from bounds.checker import Assessment, assess, find
from bounds.claim import Claim, Status
from bounds.falsification.tightness import tightness
from bounds.readings.angles import NUMPY_PLANE

WRONG = (Status.VIOLATED, Status.NONFINITE)


def assert_claim(claim: Claim | str, /, *, errors: Any = None, worst: int = 5, **fields: Any) -> None:
    """Raise an AssertionError unless a claim holds of every instance that it speaks of, and speaks of one at least.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        errors: Mapping of field names to absolute errors, as for :func:`bounds.check`.
        worst: How many instances the message lists, the worst first.
        **fields: Scalars or arrays by field name, as for :func:`bounds.check`.

    Raises:
        AssertionError: If an instance is violated or nonfinite, or if the claim speaks of none. The message lists the
            worst instances: bounds, fields, and the premises that fail.
        KeyError: If there is no claim of that id.
        TypeError: If a field is not one of the claim's, or not numeric.
        ValueError: If a field that the claim cannot do without is missing, the shapes do not broadcast, or ``worst`` is
            not positive.
        RuntimeError: If JAX runs without float64.
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
    said = (
        f"{claim.id} fails: {status.size:,} instances, {(status == Status.VIOLATED).sum():,} violated,"
        f" {(status == Status.NONFINITE).sum():,} nonfinite. The worst:"
        if wrong
        else f"{claim.id} speaks of none of {status.size:,} instances, so nothing was checked. The first:"
    )
    absent = claim.names(np.bitwise_or.reduce(np.asarray(assessment.verdict.unchecked).ravel(), initial=0))
    left_out = ["", f"Not checked, for fields were left out: {'; '.join(absent)}"] if absent else []
    return "\n".join(["", said, claim.statement, "", *_aligned(_rows(claim, assessment, fields, shown)), *left_out])


def _order(claim: Claim, assessment: Assessment) -> np.ndarray:
    """Places in the flattened arrays: violated before nonfinite before others, then by how far beyond the bound."""
    verdict = assessment.verdict
    status = np.asarray(verdict.status).ravel()
    with np.errstate(all="ignore"):
        ends = (np.asarray(one).ravel() for one in (verdict.lower, verdict.value, verdict.upper))
        beyond = np.nan_to_num(tightness(NUMPY_PLANE, claim, *ends), nan=-np.inf)
    rank = np.select([status == one for one in WRONG], [0, 1], 2)
    return np.lexsort((-beyond, rank))


def _rows(claim: Claim, assessment: Assessment, fields: dict[str, Any], places: np.ndarray) -> list[list[str]]:
    """A row for each thing to know, a column for each instance."""
    verdict, shape = assessment.verdict, np.shape(assessment.verdict.status)

    def row(name: str, array: Any) -> list[str]:
        return [name, *(f"{one:.9g}" for one in np.broadcast_to(np.asarray(array), shape).ravel()[places])]

    status = np.asarray(verdict.status).ravel()[places]
    failed = [claim.names(mask) for mask in np.asarray(verdict.failed).ravel()[places]]
    return [
        ["index", *(_index(place, shape) for place in places.tolist())],
        ["status", *(Status(one).name.lower() for one in status)],
        *(row(name, getattr(verdict, name)) for name in ("lower", "value", "upper")),
        row("tightness", assessment.measure.tightness),
        *(
            [f"fails: {premise.name}", *("yes" if premise.name in one else "no" for one in failed)]
            for premise in claim.premises
            if any(premise.name in one for one in failed)
        ),
        *(
            [name, *(repr(float(one)) for one in np.broadcast_to(np.asarray(fields[name]), shape).ravel()[places])]
            for name in claim.read
            if name in fields
        ),
    ]


def _index(place: int, shape: tuple[int, ...]) -> str:
    where = tuple(int(one) for one in np.unravel_index(place, shape))
    return str(where[0]) if len(where) == 1 else str(where)


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([f"{name:<{widths[0]}}", *(f"{one:>{width}}" for one, width in zip(rest, widths[1:], strict=True))])
        for name, *rest in rows
    ]
