"""The rows of a report: a verdict per person, claim, Δ and cost."""

from typing import Any

import numpy as np
import polars as pl

from bounds import FIELDS, Claim, Outcome, Status, assess, certify
from empirical.cases import Case
from empirical.population import Population

_TEXT, _NUMBER, _FLAG = pl.String(), pl.Float64(), pl.Boolean()

SCHEMA: dict[str, Any] = {
    "instance": pl.Int64(),
    "claim": _TEXT,
    "delta_source": _TEXT,
    "cost_source": _TEXT,
    "status": _TEXT,
    "lower": _NUMBER,
    "value": _NUMBER,
    "upper": _NUMBER,
    "rounding": _NUMBER,
    "within_rounding": _FLAG,
    "failed": pl.List(_TEXT),
    "unchecked": pl.List(_TEXT),
    "certified": _FLAG,
    "refutes": _FLAG,
    "lower_informative": _FLAG,
    "upper_informative": _FLAG,
    "tightness": _NUMBER,
    "accepted_r": _FLAG,
    "found_nr": _FLAG,
    "found_r": _FLAG,
    **dict.fromkeys(FIELDS, _NUMBER),
}
"""Columns of ``instances.parquet`` and their types."""

STATUS_NAMES = np.array([status.name.lower() for status in Status])


def rows(cases: list[Case], population: Population) -> pl.DataFrame:
    """Check every case for every person.

    Args:
        cases: Claims with their fields.
        population: The persons.

    Returns:
        A row per person and case, in the order of the cases. A field that a claim does not read is null.
    """
    return pl.concat([_case_rows(case, population) for case in cases]) if cases else pl.DataFrame(schema=SCHEMA)


def _case_rows(case: Case, population: Population) -> pl.DataFrame:
    verdict, extent = assess(case.claim, errors=case.errors, **case.fields)
    status = np.asarray(verdict.status)
    columns = {
        "instance": population.rows,
        "claim": [case.claim.id] * len(status),
        "delta_source": [case.delta_source] * len(status),
        "cost_source": [case.cost_source] * len(status),
        "status": STATUS_NAMES[status],
        "lower": np.asarray(verdict.lower),
        "value": np.asarray(verdict.value),
        "upper": np.asarray(verdict.upper),
        "rounding": np.asarray(verdict.rounding),
        "within_rounding": np.asarray(verdict.within_rounding),
        "failed": _names(case.claim, np.asarray(verdict.failed)),
        "unchecked": _names(case.claim, np.asarray(verdict.unchecked)),
        **_certificates(case, status),
        "lower_informative": np.asarray(extent.lower_informative),
        "upper_informative": np.asarray(extent.upper_informative),
        "tightness": np.asarray(extent.tightness),
        "accepted_r": population.accepted_r,
        "found_nr": population.found_nr,
        "found_r": population.found_r,
    }
    fields = {name: case.fields.get(name, [None] * len(status)) for name in FIELDS}
    frame = pl.DataFrame({**columns, **fields}, schema=SCHEMA)
    return frame.with_columns(pl.col("tightness").fill_nan(None))


def _names(claim: Claim, masks: np.ndarray) -> list[list[str]]:
    """The premises behind each mask; few masks differ, so each is spelled out once."""
    spelled = {int(mask): list(claim.names(mask)) for mask in np.unique(masks)}
    return [spelled[int(mask)] for mask in masks]


def _certificates(case: Case, status: np.ndarray) -> dict[str, list[bool | None]]:
    """What exact arithmetic says of violated rows, null for the others: confirmed at all, and with every premise."""
    certified: list[bool | None] = [None] * len(status)
    refutes: list[bool | None] = [None] * len(status)
    for row in np.flatnonzero(status == Status.VIOLATED):
        fields = {name: float(column[row]) for name, column in case.fields.items()}
        certificate = certify(case.claim, errors=case.errors, **fields)
        certified[row], refutes[row] = certificate.outcome is Outcome.VIOLATED, certificate.refutes
    return {"certified": certified, "refutes": refutes}
