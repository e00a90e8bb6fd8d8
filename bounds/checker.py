"""The checker, which decides a claim on every instance in float64 with running error analysis."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from functools import partial, reduce
from operator import and_
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.core import Tracer

from bounds.batching import gather, in_blocks
from bounds.claim import Claim, Kind, Premise, Status, Verdict, apply, reads, require_sealed
from bounds.claims import CLAIMS
from bounds.display import concrete, counted, layout
from bounds.fields import EXACT
from bounds.readings.either import EITHER
from bounds.readings.rounding import TINY, Rounded, RoundingOps, lift
from bounds.readings.vector_rounding import VectorRoundingOps

FIELD_ERROR = 2.0**-40
"""Relative error of a measured field, about 1e-12. Norms of float64 vectors are far more accurate. A difference of
nearly equal numbers may be less accurate; the caller then states its absolute error."""

OPS: RoundingOps = VectorRoundingOps()
"""The reading in which the checker decides."""

OUTSIDE = (Kind.DOMAIN, Kind.HYPOTHESIS)
"""Kinds of premises whose failure makes an instance inapplicable."""


class Measure(NamedTuple):
    """The usefulness of a bound on every instance; each array has the broadcast shape of the fields.

    Attributes:
        lower_informative: Whether the lower end is better than that of the trivial interval by more than rounding.
        upper_informative: Whether the upper end is better than that of the trivial interval by more than rounding.
        tightness: The distance of the value from the centre of the interval, divided by the distance of the ends from
            the centre (for norms: the value divided by the bound). It is above 1 where the claim is violated, and NaN
            where the divisor is 0 or infinite.
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
    """The verdict on every instance, and the usefulness of the bound there.

    Attributes:
        verdict: The verdict on the claim.
        measure: The informative ends and the tightness of the bound.
    """

    verdict: Verdict
    measure: Measure

    def __repr__(self) -> str:
        """Print the verdict and the measure."""
        return f"{self.verdict!r}\n{self.measure!r}"


def check(claim: Claim | str, /, *, errors: Any = None, **fields: Any) -> Verdict:
    """Decide a claim on every instance, so that violations can be counted and looked at.

    The check works elementwise with broadcasting, and under ``jit`` and ``vmap``. It compiles once per claim, and once
    more for small numbers of instances. It needs float64.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        errors: The absolute errors by field name, in addition to the relative ``FIELD_ERROR`` of every measured field:
            one number for all instances, or an array of the shape of the fields.
        **fields: The scalars or arrays by field name (:data:`bounds.FIELDS` explains each field). The last axes of a
            vector or matrix are those of its indices. Fields that only premises read may be left out; those premises
            are then unchecked.

    Returns:
        The verdict, each array in the broadcast shape of the fields.

    Raises:
        KeyError: If no claim has the id.
        TypeError: If a field does not belong to the claim, or is not numeric.
        ValueError: If a field is missing that the value or an interval reads, or the shapes do not broadcast.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> check("lemma1.norms", norm_nr=1.0, norm_r=[1.2, 2.0, -1.0], delta=0.5)
        Verdict on 3 instances: 1 holds, 1 violated, 1 inapplicable
          first instance: holds, value 1.2 in [0.5, 1.5]; premises 2, 3 unchecked
    """  # noqa: DOC502
    return assess(claim, errors=errors, **fields).verdict


def assess(claim: Claim | str, /, *, errors: Any = None, **fields: Any) -> Assessment:
    """Decide a claim on every instance, and measure how informative and how tight its bound is there.

    Args:
        claim: A claim, or the id of one in ``CLAIMS``.
        errors: The absolute errors by field name, as for :func:`check`.
        **fields: The scalars or arrays by field name, as for :func:`check`.

    Returns:
        The verdict and the measure, each array in the broadcast shape of the fields.

    Raises:
        KeyError: If no claim has the id.
        TypeError: If a field does not belong to the claim, or is not numeric.
        ValueError: If a field is missing that the value or an interval reads, or the shapes do not broadcast.
        RuntimeError: If JAX runs without float64.

    Examples:
        >>> assessment = assess("lemma1.norms", norm_nr=1.0, norm_r=[1.25, 0.5], delta=0.5)
        >>> assessment.measure.tightness.tolist()  # halfway from the centre 1 to the end 1.5, and at the end 0.5
        [0.5, 1.0]
    """  # noqa: DOC502
    claim = find(claim)
    inputs = gather(claim, fields, errors)
    if _UNCOMPILED.get() and not any(isinstance(column, Tracer) for column in inputs.columns):
        return assess_arrays(claim, *inputs)
    return in_blocks(_assess, claim, inputs)


@contextlib.contextmanager
def uncompiled() -> Iterator[None]:
    """Decide claims in numpy inside a ``with`` block: nothing is compiled, which pays for few instances.

    Verdicts are the same up to the last bits, which the allowance for rounding covers.

    Yields:
        No value.

    Examples:
        >>> with uncompiled():
        ...     check("lemma1.norms", norm_nr=1.0, norm_r=[1.2, 2.0], delta=0.5).status_names.tolist()
        ['holds', 'violated']
    """
    token = _UNCOMPILED.set(True)
    try:
        yield
    finally:
        _UNCOMPILED.reset(token)


_UNCOMPILED: ContextVar[bool] = ContextVar("uncompiled", default=False)
"""Whether claims are decided in numpy; :func:`uncompiled` says so."""


def find(claim: Claim | str) -> Claim:
    """Find the claim with a given id, so that functions accept a claim or its id.

    Args:
        claim: The id of a claim in ``CLAIMS``, or a claim, which is returned unchanged.

    Returns:
        The claim.

    Raises:
        KeyError: If no claim has the id.

    Examples:
        >>> find("lemma2.printed").statement
        '‖w_NR − w_R‖ ≤ Δ_K‖Y‖'
    """
    if isinstance(claim, Claim):
        return require_sealed(claim)
    if claim not in CLAIMS:
        raise KeyError(f"no claim {claim!r}; the claims are {', '.join(CLAIMS)}")
    return CLAIMS[claim]


class _Read(NamedTuple):
    """The value and the ends of a claim with error bounds, as numbers of :mod:`bounds.readings.rounding`."""

    lower: Rounded
    value: Rounded
    upper: Rounded
    trivial_lower: Rounded
    trivial_upper: Rounded


def _read(claim: Claim, fields: dict[str, Rounded]) -> _Read:
    xp = OPS
    ends = (*apply(claim.interval, xp, fields), *apply(claim.trivial, xp, fields))
    lower, upper, trivial_lower, trivial_upper = map(lift, ends)
    return _Read(lower, lift(apply(claim.value, xp, fields)), upper, trivial_lower, trivial_upper)


def _fields(claim: Claim, columns: tuple[Any, ...], given: dict[str, Any], errors: Any) -> dict[str, Rounded]:
    """Pair the fields with their errors; a field that nearly equals its definition has the difference as its error."""
    fields = {}
    for name, column, absolute in zip(claim.read, columns, errors, strict=True):
        measured = _flushed(column) if name in EXACT else FIELD_ERROR * EITHER.abs(column) + TINY
        fields[name] = Rounded(column, measured + absolute)
    for premise in claim.premises:
        if premise.formula and premise.defines:
            field, defined = fields[premise.defines], lift(apply(premise.formula, OPS, fields))
            meets = _all_given(premise, given) & apply(premise.holds, OPS, fields).truth
            off = EITHER.where(meets, EITHER.abs(field.value - defined.value) + defined.error, 0.0)
            fields[premise.defines] = Rounded(field.value, EITHER.maximum(field.error, off))
    return fields


def _flushed(column: Any) -> Any:
    """Bound the error of a number that is exact, but that XLA flushes to 0 if it is subnormal.

    XLA flushes it in comparisons too. Only its bits tell a subnormal number from 0: the exponent is 0, the rest is not.
    """
    return EITHER.where(EITHER.subnormal(column), TINY, 0.0)


def _all_given(premise: Premise, given: dict[str, Any]) -> Any:
    return reduce(and_, [given[name] for name in reads(premise.holds)])


def _informative(read: _Read) -> tuple[Any, Any]:
    def above(a: Rounded, b: Rounded) -> Any:
        return a.value - a.error > b.value + b.error

    return above(read.lower, read.trivial_lower), above(read.trivial_upper, read.upper)


def assess_arrays(claim: Claim, columns: tuple[Any, ...], given: Any, errors: Any) -> Assessment:
    """Decide a claim on arrays of numpy, or of JAX inside a function that it traces.

    Args:
        claim: The claim.
        columns: The fields that the claim reads, float64 arrays of one shape, as :func:`~bounds.batching.gather` has
            them.
        given: Whether each field was given.
        errors: The absolute error of each field.

    Returns:
        The assessment, of the shape of the fields.

    Examples:
        >>> from bounds.batching import gather
        >>> inputs = gather(CLAIMS["lemma1.norms"], {"norm_nr": 1.0, "norm_r": 1.25, "delta": 0.5})
        >>> assess_arrays(CLAIMS["lemma1.norms"], *inputs).verdict.status_names.tolist()
        'holds'
    """
    is_given = dict(zip(claim.read, given, strict=True))
    with np.errstate(all="ignore"):  # constants are numpy's even where JAX traces, and ∞ − ∞ is meant to be NaN
        fields = _fields(claim, columns, is_given, errors)
        read = _read(claim, fields)
        informative = _informative(read)
        verdict = _verdict(claim, is_given, fields, read, informative)
        assessment = Assessment(verdict, Measure(*informative, _tightness(claim, read)))
    if claim.shapes:
        shape = (1, 1, *columns[0].shape[2:])
        return jax.tree.map(lambda array: EITHER.broadcast_to(array, shape)[0, 0], assessment)
    return jax.tree.map(lambda array: EITHER.broadcast_to(array, columns[0].shape), assessment)


_assess = partial(jax.jit, static_argnums=0)(assess_arrays)


def _verdict(
    claim: Claim,
    given: dict[str, Any],
    fields: dict[str, Rounded],
    read: _Read,
    informative: tuple[Any, Any],
) -> Verdict:
    lower, value, upper = read.lower, read.value, read.upper
    below = lower.value > value.value + (value.error + lower.error)
    above = value.value > upper.value + (value.error + upper.error)
    failed, unchecked, outside = _premises(claim, given, fields, below | above)
    finite = reduce(and_, [_is_finite(claim, fields[name]) | ~given[name] for name in claim.read])
    rounding = value.error + EITHER.maximum(lower.error, upper.error)
    # An infinite error arises where something overflowed or a divisor may be 0: nothing is known then.
    known = (
        ~EITHER.isnan(lower.value) & ~EITHER.isnan(value.value) & ~EITHER.isnan(upper.value) & EITHER.isfinite(rounding)
    )
    status = EITHER.select(
        [~finite, outside, ~known, below | above, ~(informative[0] | informative[1])],
        [
            np.int8(Status.NONFINITE),
            np.int8(Status.INAPPLICABLE),
            np.int8(Status.NONFINITE),
            np.int8(Status.VIOLATED),
            np.int8(Status.VACUOUS),
        ],
        np.int8(Status.HOLDS),
    )
    return Verdict(lower.value, value.value, upper.value, rounding, status, failed, unchecked)


def _is_finite(claim: Claim, field: Rounded) -> Any:
    """Tell where a field is finite, a vector in all of its components."""
    finite = EITHER.isfinite(field.value)
    return finite.all(axis=(0, 1), keepdims=True) if claim.shapes else finite


def _premises(claim: Claim, given: dict[str, Any], fields: dict[str, Rounded], missed: Any) -> tuple[Any, Any, Any]:
    """Find the premises that fail, the premises that cannot be checked, and the inapplicable instances.

    A hypothesis that may fail within rounding counts as failed where the value misses the interval, because such an
    instance is no evidence against the claim.
    """
    failed, unchecked = np.int32(0), np.int32(0)
    outside = np.zeros((), bool)
    for bit, premise in enumerate(claim.premises):
        checked, holds = _all_given(premise, given), apply(premise.holds, OPS, fields)
        doubtful = ~holds.sure & missed if premise.kind is Kind.HYPOTHESIS else np.zeros((), bool)
        fails = checked & (~holds.truth | doubtful)
        if premise.kind in OUTSIDE:
            outside = outside | fails
        failed = failed + EITHER.where(fails, np.int32(1 << bit), np.int32(0))
        unchecked = unchecked + EITHER.where(checked, np.int32(0), np.int32(1 << bit))
    return failed, unchecked, outside


def _tightness(claim: Claim, read: _Read) -> Any:
    lower, value, upper = read.lower.value, read.value.value, read.upper.value
    if claim.tightness == "centre":
        centre, distance = (lower + upper) / 2.0, (upper - lower) / 2.0
        used = EITHER.abs(value - centre)
    else:
        floor = EITHER.isinf(upper)
        used, distance = EITHER.where(floor, lower, value), EITHER.where(floor, value, upper)
    sensible = (distance > 0.0) & EITHER.isfinite(distance)
    return EITHER.where(sensible, used / EITHER.where(sensible, distance, 1.0), np.nan)
