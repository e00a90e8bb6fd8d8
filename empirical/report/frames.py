"""The two tables of a report: what was measured of every instance, and the verdict on every claim."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit

from bounds import CLAIMS, Claim, Outcome, Status, assess, certify
from empirical.autoencoder.latent_balls import WHERE
from empirical.families import FAMILIES, OPAQUE
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.verification.case import Case
from empirical.verification.decoded import NO_LATENT, ROUNDED, Latent
from empirical.verification.measured import LINEARISED, PRINTED, RETURNED, Measured
from empirical.verification.population import Population
from empirical.verification.user_claims import unknown_field, user_claims_of

STATUSES = tuple(status.name.lower() for status in Status)
"""Names of the statuses of a verdict."""

RECOURSE = pl.Enum([status.name.lower().replace("_", " ") for status in RecourseStatus])
"""Names of the statuses of a recourse."""

LOOKED_AT = 200
"""Largest number of violations of one case and run that exact arithmetic looks at, spread evenly over the instances.
Violations of true claims whose premises all hold are always looked at."""

RUN: dict[str, Any] = {"seed": pl.UInt32(), "steps": pl.Int32(), "ridge": pl.Float64(), "epsilon": pl.Float64()}
"""Columns that name the pair of models. Steps are null for networks, the ridge is null for all but wide networks, and
all but the seed are null where the training is not known."""

KEY = (*RUN, "instance")
"""Columns that name an instance in a run: they join the two tables."""

CASE = ("claim", "delta_source", "cost_source")
"""Columns that name a claim with its Δ and its cost."""

NO_RECOURSE, NO_NEED = "no recourse was found", "the robust model accepts already"
"""Reasons why a claim says nothing of an instance that lacks a recourse."""


_NUMBER, _FLAG = pl.Float64(), pl.Boolean()

STATUS = pl.Enum(STATUSES)
"""Type of the statuses of a verdict."""


def delta_sources() -> tuple[str, ...]:
    """Name all sources that Δ can have, in the order of the families.

    Returns:
        The sources of every family; then, for recourses of C-CHVAE, the places where a Lipschitz constant holds.

    Examples:
        >>> delta_sources()[:5]
        ('printed', 'sound', 'sharp', 'path', 'measured')
    """
    sources = [source for family in FAMILIES.values() for source in family.delta_sources]
    return tuple(dict.fromkeys((*sources, *WHERE)))


def reasons() -> tuple[str, ...]:
    """List the reasons why a claim cannot be evaluated; they are listed among the premises that fail.

    Returns:
        The reasons of every family, then those of single instances.

    Examples:
        >>> reasons()[-1]
        'the robust model accepts already'
    """
    families = (*FAMILIES.values(), OPAQUE)
    return *(reason for family in families for reason in family.reasons), ROUNDED, NO_RECOURSE, NO_NEED


def columns_of(claims: Mapping[str, Claim]) -> dict[str, Any]:
    """Give the columns of ``verdicts.parquet`` and their types, which list the claims in use and their premises.

    Args:
        claims: The claims by id.

    Returns:
        The types by column name.

    Examples:
        >>> list(columns_of(CLAIMS))[:8]
        ['seed', 'steps', 'ridge', 'epsilon', 'instance', 'claim', 'delta_source', 'cost_source']
    """
    names = dict.fromkeys([one.name for claim in claims.values() for one in claim.premises])
    unknown = dict.fromkeys(unknown_field(name) for claim in user_claims_of(claims) for name in claim.needed)
    premises = pl.List(pl.Enum([*(names | dict.fromkeys(reasons()) | unknown)]))
    return {
        **RUN,
        "instance": pl.Int64(),
        "claim": pl.Enum([*claims]),
        "delta_source": pl.Enum(delta_sources()),
        "cost_source": pl.Enum([RETURNED, PRINTED, LINEARISED]),
        "status": STATUS,
        **dict.fromkeys(("lower", "value", "upper", "rounding"), _NUMBER),
        "within_rounding": _FLAG,
        "failed": premises,
        "unchecked": premises,
        "certified": _FLAG,
        "refutes": _FLAG,
        "lower_informative": _FLAG,
        "upper_informative": _FLAG,
        "tightness": _NUMBER,
    }


def instance_rows(
    population: Population, measured: Measured, run: dict[str, Any], latent: Latent = NO_LATENT
) -> pl.DataFrame:
    """Make the table of what was measured, with a row for each instance.

    Args:
        population: The instances with their recourses.
        measured: The fields that claims read of them.
        run: The values of the columns ``RUN``.
        latent: The fields that Theorem 3 reads of recourses of C-CHVAE.

    Returns:
        The rows; null for what is not known of an instance, such as the cost of a recourse that was not found.

    Examples:
        >>> import empirical.data
        >>> from empirical.models.model import LinearModel
        >>> from empirical.models.pair import Pair
        >>> from empirical.recourse.settings import RecourseSettings
        >>> from empirical.verification.population import finder, populate
        >>> split = empirical.data.split(empirical.data.load("breast-cancer"), seed=0)
        >>> model, weights = LinearModel(np.append(-np.ones(30), 9.0)), np.ones(31)
        >>> recourses = finder(RecourseSettings(), cost_weights=weights)
        >>> population = populate(Pair(split, model, model), recourses, most=3)
        >>> rows = instance_rows(population, Measured({}, {}, {RETURNED: {}}), dict.fromkeys(RUN, 0))
        >>> rows.height, rows["accepted_r"].any()
        (3, False)
    """
    lost_nr, lost_r = _lost(population.recourses_nr), _lost(population.recourses_r)
    found = {
        "instance": population.rows,
        "label": population.labels,
        "accepted_r": population.accepted_r,
        "status_nr": _of(RECOURSE, population.recourses_nr.status),
        "status_r": _of(RECOURSE, population.recourses_r.status),
        "found_nr": _known(population.found_nr, lost_nr),
        "found_r": _known(population.found_r, lost_r),
        "crosses": _known(population.crosses, lost_r),
        "probability_nr": expit(population.score_nr_nr),
        "probability_r": expit(population.score_r_r),
        "score_r": population.score_r,
        "score_r_nr": population.score_r_nr,
        **{f"breaks_{name}_nr": _known(broken, lost_nr) for name, broken in population.breaches_nr._asdict().items()},
        **{f"breaks_{name}_r": _known(broken, lost_r) for name, broken in population.breaches_r._asdict().items()},
        **measured.columns(),
        **latent.fields,
    }
    table = pl.DataFrame({name: found[name] for name in found if name not in RUN}).fill_nan(None)
    return _with_constants(table, run, RUN)


def verdict_rows(
    cases: list[Case], population: Population, run: dict[str, Any], claims: Mapping[str, Claim] = CLAIMS
) -> pl.DataFrame:
    """Make the table of verdicts: check every case for every instance.

    Args:
        cases: The claims with their fields.
        population: The instances with their recourses.
        run: The values of the columns ``RUN``.
        claims: Every claim of the report by id, whether it has a case here or not.

    Returns:
        A row for each case and instance, in the order of the cases.

    Examples:
        >>> case = Case.without_fields(CLAIMS["theorem1.sound"], NO_RECOURSE)
        >>> population = Population(**{**dict.fromkeys(Population._fields), "rows": np.array([3, 8])})
        >>> rows = verdict_rows([case], population, dict.fromkeys(RUN, 0))
        >>> rows["instance"].to_list(), rows["status"].to_list()
        ([3, 8], ['inapplicable', 'inapplicable'])
    """
    types, tables = columns_of(claims), []
    constants = {name: types[name] for name in (*RUN, *CASE)}
    for case in cases:
        rows = _inapplicable(case.lacking, population, types) if case.lacking else _checked(case, population, types)
        names = {"claim": case.claim.id, "delta_source": case.delta_source, "cost_source": case.cost_source}
        tables.append(_with_constants(rows, {**run, **names}, constants).select(list(types)))
    return pl.concat(tables)


def _with_constants(table: pl.DataFrame, values: dict[str, Any], types: dict[str, Any]) -> pl.DataFrame:
    """Put columns of one value each before a table."""
    constants = [pl.lit(values[name], dtype=kind).alias(name) for name, kind in types.items()]
    return table.select(*constants, pl.all())


def _lost(recourses: Recourses) -> np.ndarray:
    """Tell the instances without a recourse; a recourse that overflowed is not NaN in every column."""
    return np.asarray(np.isnan(recourses.points).all(axis=1))


def _known(flags: np.ndarray, lost: np.ndarray) -> pl.Series:
    """Make flags null for instances without the recourse that they are about."""
    return pl.Series(flags).set(pl.Series(lost), None)


def _checked(case: Case, population: Population, types: dict[str, Any]) -> pl.DataFrame:
    """Give the verdicts on a claim, which says nothing of an instance without a recourse that it reads."""
    lost = _lost(population.recourses_nr) | _lost(population.recourses_r)
    unknown = np.any([np.isnan(values) for values in case.fields.values()], axis=0)
    needless = (population.recourses_r.status == RecourseStatus.ALREADY_FAVOURABLE) & ~_lost(population.recourses_nr)
    decided = _decided(case, population, types)
    for reason, rows in ((NO_RECOURSE, lost & unknown), (NO_NEED, lost & unknown & needless)):
        nothing, mask = _inapplicable(reason, population, types), pl.Series(rows)
        decided = decided.select(nothing[name].zip_with(mask, decided[name]) for name in decided.columns)
    return decided


def _decided(case: Case, population: Population, types: dict[str, Any]) -> pl.DataFrame:
    verdict, extent = assess(case.claim, errors=case.errors, **case.fields)
    status, failed = np.asarray(verdict.status), np.asarray(verdict.failed)
    columns = {
        "instance": population.rows,
        "status": _statuses(status),
        "lower": np.asarray(verdict.lower),
        "value": np.asarray(verdict.value),
        "upper": np.asarray(verdict.upper),
        "rounding": np.asarray(verdict.rounding),
        "within_rounding": np.asarray(verdict.within_rounding),
        "failed": _names(case.claim, failed, types["failed"]),
        "unchecked": _names(case.claim, np.asarray(verdict.unchecked), types["unchecked"]),
        **_certificates(case, status, failed),
        "lower_informative": np.asarray(extent.lower_informative),
        "upper_informative": np.asarray(extent.upper_informative),
        "tightness": pl.Series(np.asarray(extent.tightness)).fill_nan(None),
    }
    return pl.DataFrame(columns)


def _inapplicable(reason: str, population: Population, types: dict[str, Any]) -> pl.DataFrame:
    """Give the rows of a claim that cannot be evaluated."""
    size = len(population.rows)
    known = {
        "instance": population.rows,
        "status": _statuses(np.full(size, Status.INAPPLICABLE)),
        "failed": pl.Series([[reason]], dtype=types["failed"]).new_from_index(0, size),
        "unchecked": pl.Series([[]], dtype=types["unchecked"]).new_from_index(0, size),
        **dict.fromkeys(("within_rounding", "lower_informative", "upper_informative"), np.zeros(size, bool)),
    }
    nothing = {name: kind for name, kind in types.items() if name not in {*known, *RUN, *CASE}}
    return pl.DataFrame(known).with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in nothing.items())


def _statuses(status: np.ndarray) -> pl.Series:
    return _of(STATUS, status)


def _of(words: Any, places: np.ndarray) -> pl.Series:
    """Give the words at some places of an enumeration."""
    return pl.Series(words.categories, dtype=words).gather(places)


def _names(claim: Claim, masks: np.ndarray, kind: Any) -> pl.Series:
    """Give the names of the premises in each mask; few masks differ, so each is spelled out once."""
    distinct, place = np.unique(masks, return_inverse=True)
    return pl.Series([list(claim.names(mask)) for mask in distinct], dtype=kind).gather(place)


def _certificates(case: Case, status: np.ndarray, failed: np.ndarray) -> dict[str, pl.Series]:
    """Ask exact arithmetic about violations: whether it confirms them, and with every premise; null elsewhere.

    It confirms none where nothing is known of a field.
    """
    certified: list[bool | None] = [None] * len(status)
    refutes: list[bool | None] = [None] * len(status)
    known = all(map(math.isfinite, case.errors.values()))
    for row in _suspects(case.claim, status == Status.VIOLATED, failed):
        if not known:
            certified[row] = refutes[row] = False
            continue
        fields = {name: float(column[row]) for name, column in case.fields.items()}
        certificate = certify(case.claim, errors=case.errors, **fields)
        certified[row], refutes[row] = certificate.outcome is Outcome.VIOLATED, certificate.refutes
    return {name: pl.Series(values, dtype=_FLAG) for name, values in (("certified", certified), ("refutes", refutes))}


def _suspects(claim: Claim, violated: np.ndarray, failed: np.ndarray) -> np.ndarray:
    """Choose the violations that exact arithmetic looks at."""
    rows = np.flatnonzero(violated)
    sample = rows[np.linspace(0, len(rows) - 1, LOOKED_AT).astype(int)] if len(rows) > LOOKED_AT else rows
    unexplained = np.flatnonzero(violated & (failed == 0)) if claim.theory == "true" else rows[:0]
    return np.union1d(sample, unexplained)
