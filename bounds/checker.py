"""The checker: the verdict on every instance, in float64 with running error analysis."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from bounds.batching import gather, in_blocks
from bounds.claim import Claim, Kind, Status, Verdict, apply, reads
from bounds.claims import CLAIMS
from bounds.readings.rounding import Rounded, RoundingOps, lift

FIELD_ERROR = 2.0**-40
"""Relative error that a measured field is granted, about 1e-12: norms and scores of float64 vectors keep well below."""

_OUTSIDE = (Kind.DOMAIN, Kind.HYPOTHESIS)


class Measure(NamedTuple):
    """What a bound says of every instance; each array has the broadcast shape of the fields.

    Attributes:
        lower_informative: Where the lower end beats the trivial interval by more than rounding.
        upper_informative: Likewise for the upper end.
        tightness: How much of the distance from the centre of the interval to its ends (for norms: from 0 to the
            bound) the value uses; above 1 where it is violated, NaN where there is no such distance.
    """

    lower_informative: Any
    upper_informative: Any
    tightness: Any


class Assessment(NamedTuple):
    """The verdict on every instance, and what the bound says of it."""

    verdict: Verdict
    measure: Measure


def check(claim: Claim | str, /, **fields: Any) -> Verdict:
    """Decide a claim for every instance.

    Elementwise with broadcasting; compiled once per claim; works under ``jit`` and ``vmap``. Needs float64.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        **fields: Scalars or arrays by field name (:data:`bounds.FIELDS` says what each means). Fields that only
            premises read may be left out; those premises are then unchecked.

    Returns:
        The verdict, each array in the broadcast shape of the fields.

    Raises:
        KeyError: If there is no claim of that id.
        TypeError: If a field is not one of the claim's, or not numeric.
        ValueError: If a field that the claim cannot do without is missing, or the shapes do not broadcast.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    return assess(claim, **fields).verdict


def assess(claim: Claim | str, /, **fields: Any) -> Assessment:
    """Decide a claim for every instance, and say how much its bound tells: informative sides, tightness.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        **fields: As for :func:`check`.

    Returns:
        The verdict and the measure, each array in the broadcast shape of the fields.

    Raises:
        KeyError: If there is no claim of that id.
        TypeError: If a field is not one of the claim's, or not numeric.
        ValueError: If a field that the claim cannot do without is missing, or the shapes do not broadcast.
        RuntimeError: If JAX runs without float64.
    """  # noqa: DOC502
    claim = find(claim)
    return in_blocks(_assess, claim, gather(claim, fields))


def find(claim: Claim | str) -> Claim:
    """The claim of an id.

    Args:
        claim: A claim, returned as it is, or an id.

    Returns:
        The claim.

    Raises:
        KeyError: If there is no claim of that id.
    """
    if isinstance(claim, Claim):
        return claim
    if claim not in CLAIMS:
        raise KeyError(f"no claim {claim!r}; the claims are {', '.join(CLAIMS)}")
    return CLAIMS[claim]


class _Read(NamedTuple):
    """A claim read with error bounds: each a number of :mod:`bounds.readings.rounding`."""

    lower: Rounded
    value: Rounded
    upper: Rounded
    trivial_lower: Rounded
    trivial_upper: Rounded


def _read(claim: Claim, fields: dict[str, Rounded]) -> _Read:
    xp = RoundingOps()
    ends = (*apply(claim.interval, xp, fields), *apply(claim.trivial, xp, fields))
    lower, upper, trivial_lower, trivial_upper = map(lift, ends)
    return _Read(lower, lift(apply(claim.value, xp, fields)), upper, trivial_lower, trivial_upper)


def _fields(claim: Claim, columns: tuple[Any, ...]) -> dict[str, Rounded]:
    return {
        name: Rounded(column, FIELD_ERROR * jnp.abs(column)) for name, column in zip(claim.read, columns, strict=True)
    }


def _informative(read: _Read) -> tuple[jax.Array, jax.Array]:
    def above(a: Rounded, b: Rounded) -> jax.Array:
        return a.value - a.error > b.value + b.error

    return above(read.lower, read.trivial_lower), above(read.trivial_upper, read.upper)


def _finite(a: Rounded) -> Any:
    """The error of an end of an interval; an infinite end is exact."""
    return jnp.where(jnp.isinf(a.value), 0.0, a.error)


@partial(jax.jit, static_argnums=0)
def _assess(claim: Claim, columns: tuple[Any, ...], given: Any) -> Assessment:
    fields = _fields(claim, columns)
    read = _read(claim, fields)
    informative = _informative(read)
    verdict = _verdict(claim, columns, given, fields, read, informative)
    whole = Assessment(verdict, Measure(*informative, _tightness(claim, read)))
    return jax.tree.map(lambda part: jnp.broadcast_to(part, columns[0].shape), whole)


def _verdict(
    claim: Claim,
    columns: tuple[Any, ...],
    given: Any,
    fields: dict[str, Rounded],
    read: _Read,
    informative: tuple[jax.Array, jax.Array],
) -> Verdict:
    shape = columns[0].shape
    rounding = read.value.error + jnp.maximum(_finite(read.lower), _finite(read.upper))
    inside = (read.lower.value - rounding <= read.value.value) & (read.value.value <= read.upper.value + rounding)
    is_given = dict(zip(claim.read, given, strict=True))
    failed, unchecked = jnp.zeros(shape, jnp.int32), jnp.zeros(shape, jnp.int32)
    outside = jnp.zeros(shape, bool)
    for bit, premise in enumerate(claim.premises):
        checked = jnp.all(jnp.stack([is_given[name] for name in reads(premise.holds)]))
        fails = checked & ~apply(premise.holds, RoundingOps(), fields).truth
        failed |= jnp.where(fails, jnp.int32(1 << bit), jnp.int32(0))
        unchecked |= jnp.where(checked, jnp.int32(0), jnp.int32(1 << bit))
        if premise.kind in _OUTSIDE:
            outside |= fails
    finite = jnp.ones(shape, bool)
    for name, column in zip(claim.read, columns, strict=True):
        finite &= jnp.isfinite(column) | ~is_given[name]
    undefined = jnp.isnan(read.lower.value) | jnp.isnan(read.value.value) | jnp.isnan(read.upper.value)
    status = jnp.select(
        [~finite, outside, undefined | jnp.isnan(rounding), ~inside, ~(informative[0] | informative[1])],
        [
            jnp.int8(Status.NONFINITE),
            jnp.int8(Status.INAPPLICABLE),
            jnp.int8(Status.NONFINITE),
            jnp.int8(Status.VIOLATED),
            jnp.int8(Status.VACUOUS),
        ],
        jnp.int8(Status.HOLDS),
    )
    lower, value, upper = (jnp.asarray(a.value, jnp.float64) for a in (read.lower, read.value, read.upper))
    return Verdict(lower, value, upper, rounding, status, failed, unchecked)


def _tightness(claim: Claim, read: _Read) -> jax.Array:
    lower, value, upper = read.lower.value, read.value.value, read.upper.value
    if claim.tightness == "centre":
        centre, distance = (lower + upper) / 2.0, (upper - lower) / 2.0
        used = jnp.abs(value - centre)
    else:
        floor = jnp.isinf(upper)
        used, distance = jnp.where(floor, lower, value), jnp.where(floor, value, upper)
    sensible = (distance > 0.0) & jnp.isfinite(distance)
    return jnp.where(sensible, used / jnp.where(sensible, distance, 1.0), jnp.nan)
