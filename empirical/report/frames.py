"""The columns of the two tables of a report, and the table of what was measured of every instance."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from jaxtyping import Bool, Int

from bounds import Claim, Status
from empirical.autoencoder.latent_balls import WHERE
from empirical.families import FAMILIES, OPAQUE
from empirical.recourse.result import Recourses, RecourseStatus
from empirical.verification.decoded import NO_LATENT, ROUNDED, Latent
from empirical.verification.measured import LINEARISED, PRINTED, RETURNED, Measured
from empirical.verification.population import Population
from empirical.verification.user_claims import unknown_field, user_claims_of

STATUSES = tuple(status.name.lower() for status in Status)
"""Names of the statuses of a verdict."""

RECOURSE = pl.Enum([status.name.lower().replace("_", " ") for status in RecourseStatus])
"""Names of the statuses of a recourse."""

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
        >>> from bounds import CLAIMS
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
    from scipy.special import expit

    lost_nr, lost_r = lost(population.recourses_nr), lost(population.recourses_r)
    found = {
        "instance": population.rows,
        "label": population.labels,
        "accepted_r": population.accepted_r,
        "status_nr": words(RECOURSE, population.recourses_nr.status),
        "status_r": words(RECOURSE, population.recourses_r.status),
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
    return with_constants(table, run, RUN)


def with_constants(table: pl.DataFrame, values: Mapping[str, Any], types: Mapping[str, Any]) -> pl.DataFrame:
    """Put columns of one value each before a table.

    Args:
        table: The table.
        values: The values by column.
        types: The types of these columns, in their order.

    Returns:
        The wider table.

    Examples:
        >>> with_constants(pl.DataFrame({"b": [1, 2]}), {"a": 0}, {"a": pl.Int64()}).columns
        ['a', 'b']
    """
    constants = [pl.lit(values[name], dtype=kind).alias(name) for name, kind in types.items()]
    return table.select(*constants, pl.all())


def lost(recourses: Recourses) -> Bool[np.ndarray, " m"]:
    """Tell the instances without a recourse; a recourse that overflowed is not NaN in every column.

    Args:
        recourses: The recourses.

    Returns:
        Whether each instance has none, [m].

    Examples:
        >>> points = np.array([[1.0, np.nan], [np.nan, np.nan]])
        >>> lost(Recourses(points, points, np.ones(2), np.zeros(2, int))).tolist()
        [False, True]
    """
    return np.asarray(np.isnan(recourses.points).all(axis=1))


def _known(flags: np.ndarray, lost: np.ndarray) -> pl.Series:
    """Make flags null for instances without the recourse that they are about."""
    return pl.Series(flags).set(pl.Series(lost), None)


def words(kind: Any, places: Int[np.ndarray, " m"]) -> pl.Series:
    """Give the words at some places of an enumeration.

    Args:
        kind: The enumeration, a type of columns.
        places: The places.

    Returns:
        The words, a column of this type.

    Examples:
        >>> words(STATUS, np.array([2, 0])).to_list()
        ['violated', 'holds']
    """
    return pl.Series(kind.categories, dtype=kind).gather(places)
