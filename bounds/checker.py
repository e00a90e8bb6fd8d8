"""The checker: the verdict on every instance, in float64 with running error analysis."""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from bounds.batching import gather, in_blocks
from bounds.claim import Claim, Kind, Premise, Status, Verdict, apply, reads
from bounds.claims import CLAIMS
from bounds.display import concrete, counted, layout
from bounds.fields import EXACT
from bounds.readings.rounding import TINY, Rounded, RoundingOps, lift

FIELD_ERROR = 2.0**-40
"""Relative error that a measured field is granted, about 1e-12: norms of float64 vectors keep well below. A difference
of nearly equal numbers may not; its absolute error is the caller's to state."""

OUTSIDE = (Kind.DOMAIN, Kind.HYPOTHESIS)
"""Kinds of premises without which a claim says nothing of an instance."""


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

    def __repr__(self) -> str:
        """Print where the ends are informative and the largest tightness; types and shapes if numbers are unknown."""
        arrays = concrete(self)
        if arrays is None:
            return f"Measure of unknown numbers: {layout(self._asdict())}"
        lower, upper, tightness = arrays
        known = tightness[~np.isnan(tightness)]
        largest = f"{known.max():.6g}" if known.size else "unknown"
        informative = f"lower end informative in {np.sum(lower):,}, upper end in {np.sum(upper):,}"
        return f"Measure of {counted(lower.size, 'instance')}: {informative}; largest tightness {largest}"


class Assessment(NamedTuple):
    """The verdict on every instance, and what the bound says of it.

    Attributes:
        verdict: The verdict.
        measure: Which ends of the bound are informative, and how tight it is.
    """

    verdict: Verdict
    measure: Measure

    def __repr__(self) -> str:
        """Print the verdict and the measure."""
        return f"{self.verdict!r}\n{self.measure!r}"


def check(claim: Claim | str, /, *, errors: Any = None, **fields: Any) -> Verdict:
    """Decide a claim for every instance.

    Elementwise with broadcasting; compiled once per claim, and once more for few instances; works under ``jit`` and
    ``vmap``. Needs float64.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        errors: Mapping of field names to absolute errors, one number each for all instances, beside the relative
            ``FIELD_ERROR`` that each is granted.
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
    return assess(claim, errors=errors, **fields).verdict


def assess(claim: Claim | str, /, *, errors: Any = None, **fields: Any) -> Assessment:
    """Decide a claim for every instance, and say how much its bound tells: informative sides, tightness.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        errors: As for :func:`check`.
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
    return in_blocks(_assess, claim, gather(claim, fields, errors))


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


def _fields(claim: Claim, columns: tuple[Any, ...], given: dict[str, Any], errors: Any) -> dict[str, Rounded]:
    """The fields with their errors. One that meets its definition to 1e-6 is granted the difference as an error."""
    fields = {}
    for name, column, absolute in zip(claim.read, columns, errors, strict=True):
        measured = 0.0 if name in EXACT else FIELD_ERROR * jnp.abs(column) + TINY
        fields[name] = Rounded(column, measured + absolute)
    for premise in claim.premises:
        if premise.formula and premise.defines:
            field, defined = fields[premise.defines], lift(apply(premise.formula, RoundingOps(), fields))
            meets = _all_given(premise, given) & apply(premise.holds, RoundingOps(), fields).truth
            off = jnp.where(meets, jnp.abs(field.value - defined.value) + defined.error, 0.0)
            fields[premise.defines] = Rounded(field.value, jnp.maximum(field.error, off))
    return fields


def _all_given(premise: Premise, given: dict[str, Any]) -> jax.Array:
    return jnp.all(jnp.stack([given[name] for name in reads(premise.holds)]))


def _informative(read: _Read) -> tuple[jax.Array, jax.Array]:
    def above(a: Rounded, b: Rounded) -> jax.Array:
        return a.value - a.error > b.value + b.error

    return above(read.lower, read.trivial_lower), above(read.trivial_upper, read.upper)


@partial(jax.jit, static_argnums=0)
def _assess(claim: Claim, columns: tuple[Any, ...], given: Any, errors: Any) -> Assessment:
    is_given = dict(zip(claim.read, given, strict=True))
    fields = _fields(claim, columns, is_given, errors)
    read = _read(claim, fields)
    informative = _informative(read)
    verdict = _verdict(claim, is_given, fields, read, informative)
    whole = Assessment(verdict, Measure(*informative, _tightness(claim, read)))
    return jax.tree.map(lambda part: jnp.broadcast_to(part, columns[0].shape), whole)


def _verdict(
    claim: Claim,
    given: dict[str, Any],
    fields: dict[str, Rounded],
    read: _Read,
    informative: tuple[jax.Array, jax.Array],
) -> Verdict:
    lower, value, upper = read.lower, read.value, read.upper
    below = lower.value > value.value + (value.error + lower.error)
    above = value.value > upper.value + (value.error + upper.error)
    failed, unchecked, outside = _premises(claim, given, fields, below | above)
    finite = jnp.stack([jnp.isfinite(fields[name].value) | ~given[name] for name in claim.read]).all(axis=0)
    rounding = value.error + jnp.maximum(lower.error, upper.error)
    # An infinite error arises where something overflowed or a divisor may be 0: nothing is known then.
    known = ~jnp.isnan(lower.value) & ~jnp.isnan(value.value) & ~jnp.isnan(upper.value) & jnp.isfinite(rounding)
    status = jnp.select(
        [~finite, outside, ~known, below | above, ~(informative[0] | informative[1])],
        [
            jnp.int8(Status.NONFINITE),
            jnp.int8(Status.INAPPLICABLE),
            jnp.int8(Status.NONFINITE),
            jnp.int8(Status.VIOLATED),
            jnp.int8(Status.VACUOUS),
        ],
        jnp.int8(Status.HOLDS),
    )
    return Verdict(lower.value, value.value, upper.value, rounding, status, failed, unchecked)


def _premises(
    claim: Claim, given: dict[str, Any], fields: dict[str, Rounded], missed: jax.Array
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Which premises fail, which could not be checked, and whether the claim speaks of the instance at all.

    A hypothesis that rounding leaves open counts as failed where the interval is missed: that is no evidence.
    """
    failed, unchecked = jnp.int32(0), jnp.int32(0)
    outside = jnp.zeros((), bool)
    for bit, premise in enumerate(claim.premises):
        checked, holds = _all_given(premise, given), apply(premise.holds, RoundingOps(), fields)
        doubtful = ~holds.sure & missed if premise.kind is Kind.HYPOTHESIS else jnp.zeros((), bool)
        fails = checked & (~holds.truth | doubtful)
        if premise.kind in OUTSIDE:
            outside = outside | fails
        failed = failed | jnp.where(fails, jnp.int32(1 << bit), jnp.int32(0))
        unchecked = unchecked | jnp.where(checked, jnp.int32(0), jnp.int32(1 << bit))
    return failed, unchecked, outside


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
