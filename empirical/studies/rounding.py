"""Whether stated errors of rounding cover what float64 loses: a million random instances in exact arithmetic.

``python -m empirical.studies.rounding docs/measured/rounding.md`` writes the page. It ends with exit status 1 if an
error does not cover, or a verdict contradicts that of exact arithmetic.
"""

import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np
from flint import arb, ctx

from bounds import Claim, Status, check
from bounds.atomic_write import write_text
from bounds.batching import gather, in_blocks
from bounds.certifier import PRECISION, Outcome, certify
from bounds.checker import OPS, uncompiled
from bounds.claim import apply
from bounds.components import assembled, sizes_of_components
from bounds.constructions.compatible import constructions_for
from bounds.constructions.construction import Construction
from bounds.constructions.drawing import draw
from bounds.constructions.free_scalars import free_scalars_for
from bounds.kernel.everything import statements
from bounds.readings.angles import NUMPY_PLANE
from bounds.readings.either import EITHER
from bounds.readings.exact import Exact, ExactOps, ball, exact
from bounds.readings.rounding import Rounded, lift
from bounds.vectors import about_numbers
from bounds.verdict import Verdict
from empirical.studies.page import announce, commit, table

INSTANCES = 10**6
"""Instances of all claims together."""

TURNS = 9
"""Largest number of draws of a construction until there are enough instances with finite fields."""

SMALLEST = 2.0**-500
"""Fields below are taken for 0: the squares of smaller ones are no normal numbers."""


class Compared(NamedTuple):
    """What became of the instances of one claim.

    Attributes:
        instances: Their number.
        numbers: How many ends and values have an error in float64 that is finite, and are known to exact arithmetic.
        not_covered: How many of these are farther from the exact number than their error says, compiled or in numpy.
        tightest: The largest quotient of a distance and the error that is stated for it.
        contradictions: How many verdicts of the checker contradict exact arithmetic.
        differing: How many statuses differ between compiled programs and numpy, though not within rounding of an end.
    """

    instances: int
    numbers: int
    not_covered: int
    tightest: float
    contradictions: int
    differing: int


def compared(claim: Claim, count: int, seed: int) -> Compared:
    """Draw instances of a claim of all magnitudes, and decide each in float64 and in exact arithmetic.

    Args:
        claim: The claim.
        count: The least number of instances, shared by all constructions and sizes; of a construction whose fields
            overflow in most draws, there may be fewer.
        seed: The seed of the instances.

    Returns:
        What became of them.

    Examples:
        >>> compared(statements()["lemma1.norms"], 64, seed=0).not_covered
        0
    """
    return _together([_of_columns(claim, one, fields) for one, fields in _drawn(claim, count, seed)])


def _drawn(claim: Claim, count: int, seed: int) -> Iterator[tuple[Claim, dict[str, np.ndarray]]]:
    """Give the claim about numbers, and the fields of its instances."""  # noqa: DOC402
    places = [
        (one, construction)
        for one in about_numbers(claim)
        for construction in dict.fromkeys((*constructions_for(one), free_scalars_for(one)))
        if construction is not None
    ]
    each = -(-count // len(places))
    for place, (one, construction) in enumerate(places):
        key = jax.random.fold_in(jax.random.key(seed), place)
        parts, have = [], 0
        for turn in range(TURNS):  # some constructions overflow now and then
            parts.append(_finite(one, construction, jax.random.fold_in(key, turn), each))
            have += len(next(iter(parts[-1].values())))
            if have >= each:
                break
        yield one, {name: np.concatenate([part[name] for part in parts])[:each] for name in one.read}


def _finite(one: Claim, construction: Construction, key: Any, count: int) -> dict[str, np.ndarray]:
    """Draw instances of a construction, and give the fields of those that are finite."""
    names = [parameter.name for parameter in construction.parameters]
    point = np.asarray(draw(construction, key, count))
    with np.errstate(all="ignore"):
        fields = construction.fields(NUMPY_PLANE, dict(zip(names, point, strict=True)))
    columns = {name: np.broadcast_to(np.asarray(fields[name], np.float64), (count,)) for name in one.read}
    known = np.logical_and.reduce([np.isfinite(column) for column in columns.values()])
    return {name: np.where(abs(column) < SMALLEST, 0.0, column)[known] for name, column in columns.items()}


def _of_columns(claim: Claim, one: Claim, fields: dict[str, np.ndarray]) -> Compared:
    """Decide instances in every way: compiled in blocks, in numpy, and in exact arithmetic."""
    arrays = assembled(claim, fields, sizes_of_components(claim, one.fields)) if claim.shapes else fields
    rows = [dict(zip(fields, row, strict=True)) for row in np.stack(list(fields.values()), axis=1).tolist()]
    truths = [_truth(one, row) for row in rows]
    with uncompiled():
        plain = check(claim, **arrays)
    compiled, inputs = check(claim, **arrays), gather(claim, arrays)
    quotients = np.array([
        [truth.quotients(ends) for truth, ends in zip(truths, np.moveaxis(np.asarray(way), -1, 0), strict=True)]
        for way in (in_blocks(_ends_compiled, claim, inputs), _ends(claim, *inputs))
    ])  # fmt: skip
    known = ~np.isnan(quotients)
    return Compared(
        instances=len(rows),
        numbers=int(known.any(axis=0).sum()),
        not_covered=int((known & ~(quotients <= 1.0)).any(axis=0).sum()),
        tightest=float(quotients[known].max(initial=0.0)),
        contradictions=int((_contradicts(compiled, truths) | _contradicts(plain, truths)).sum()),
        differing=int((np.asarray(compiled.status) != np.asarray(plain.status)).sum()),
    )


class _Truth(NamedTuple):
    """What exact arithmetic says of an instance: the ends and the value at the given fields, and the outcome."""

    ends: tuple[Exact, Exact, Exact]
    outcome: Outcome

    def quotients(self, rounded: np.ndarray) -> list[float]:
        """Divide the distances of three numbers in float64 by their three errors; NaN where nothing is known."""
        with ctx.workprec(PRECISION):
            pairs = zip(self.ends, *rounded.reshape(2, 3).tolist(), strict=True)
            return [_quotient(end, value, error) for end, value, error in pairs]


def _truth(claim: Claim, row: Mapping[str, float]) -> _Truth:
    with ctx.workprec(PRECISION):
        fields = {name: exact(number) for name, number in row.items()}
        lower, upper = apply(claim.interval, ExactOps(), fields)
        value = apply(claim.value, ExactOps(), fields)
    return _Truth((exact(lower), exact(value), exact(upper)), certify(claim, **row).outcome)


def _quotient(end: Exact, value: float, error: float) -> float:
    """Divide a distance by the error that is stated for it."""
    centre = ball(end)
    if math.isnan(value) or not math.isfinite(error) or centre.is_nan():
        return math.nan
    if math.isinf(value) or not centre.is_finite():
        return 0.0 if centre == arb(value) else math.inf if math.isinf(value) else math.nan
    distance = centre - arb(value)
    least, most = distance.abs_lower(), distance.abs_upper()
    if most <= error:
        return float(most / arb(error)) if error else 0.0
    return math.inf if not error else float(least / arb(error)) if least > error else math.nan


def _ends(claim: Claim, columns: tuple[Any, ...], given: Any, errors: Any) -> tuple[Any, ...]:  # noqa: ARG001
    """Compute ends and value of instances that are given exactly: three arrays of numbers, then three of errors."""
    fields = {name: Rounded(column, np.float64(0.0)) for name, column in zip(claim.read, columns, strict=True)}
    with np.errstate(all="ignore"):
        lower, upper = apply(claim.interval, OPS, fields)
        numbers = [lift(number) for number in (lower, apply(claim.value, OPS, fields), upper)]
    arrays = (*(number.value for number in numbers), *(number.error for number in numbers))
    shape = (1, 1, *columns[0].shape[2:]) if claim.shapes else columns[0].shape
    whole = [EITHER.broadcast_to(array, shape) for array in arrays]
    return tuple(array[0, 0] if claim.shapes else array for array in whole)


_ends_compiled = partial(jax.jit, static_argnums=0)(_ends)


def _contradicts(verdict: Verdict, truths: Sequence[_Truth]) -> np.ndarray:
    """Tell where a claim holds in float64, beyond rounding, or is violated, and exact arithmetic says the contrary."""
    status = np.asarray(verdict.status)
    exactly = np.array([truth.outcome for truth in truths])
    lower, value, upper, rounding = map(np.asarray, verdict[:4])
    with np.errstate(invalid="ignore"):
        surely_holds = (status <= Status.VACUOUS) & (lower + rounding <= value) & (value <= upper - rounding)
    return (surely_holds & (exactly == Outcome.VIOLATED)) | ((status == Status.VIOLATED) & (exactly == Outcome.HOLDS))


def _together(parts: Sequence[Compared]) -> Compared:
    """Add up what became of instances; of quotients, take the largest."""
    sums = {name: sum(getattr(part, name) for part in parts) for name in Compared._fields}
    return Compared(**{**sums, "tightest": max(part.tightest for part in parts)})


# The page


def page(found: Mapping[str, Compared], when: str, seconds: float) -> str:
    """Write the page of the study.

    Args:
        found: What became of the instances of each claim, by its id.
        when: The date and the commit.
        seconds: The time of the whole study in seconds.

    Returns:
        The page in Markdown.

    Examples:
        >>> found = {"lemma1.norms": Compared(8, 24, 0, 0.5, 0, 0)}
        >>> page(found, "2025-01-31, at 0123abc", 120.0).splitlines()[4]
        '8 instances, 24 numbers: 0 are farther from the exact number than the'
    """
    whole = _together(list(found.values()))
    rows = [
        {
            "claim": f"`{name}`",
            "instances": f"{one.instances:,}",
            "numbers": f"{one.numbers:,}",
            "not covered": one.not_covered,
            "largest share of the error": one.tightest,
            "contradictions": one.contradictions,
            "statuses that differ": one.differing,
        }
        for name, one in found.items()
    ]
    return f"""# Errors of rounding

Made by `make rounding`, {when}, {seconds / 60:.0f} minutes on one core.

{whole.instances:,} instances, {whole.numbers:,} numbers: {whole.not_covered} are farther from the exact number than the
error that is stated for them, and {whole.contradictions} verdicts contradict exact arithmetic.

Of every statement on record, instances of all its constructions, of all magnitudes. Both ends and the value of each are
computed in float64, by compiled programs in blocks and by numpy, from fields that are exact; then in exact arithmetic.
*Largest share of the error*: how much of its stated error a number uses up at most. *Contradictions*: verdicts by which
a claim holds beyond rounding where exact arithmetic says that it is violated, or the contrary; here fields have their
usual errors. *Statuses that differ* do so between compiled programs and numpy: at the edge of a premise or an end,
where the last bit decides.

{table(rows)}
"""


def main(target: str, instances: str = str(INSTANCES)) -> int:
    """Compare all instances and write the page.

    Args:
        target: The path of the page.
        instances: The least number of instances of all claims together.

    Returns:
        The exit status: 1 if an error does not cover, or a verdict contradicts exact arithmetic; else 0.

    Examples:
        >>> main("rounding.md")  # doctest: +SKIP
        0
    """
    begun, claims, found = time.perf_counter(), statements(), {}
    for seed, (name, claim) in enumerate(claims.items()):
        announce(name)
        found[name] = compared(claim, -(-int(instances) // len(claims)), seed)
        jax.clear_caches()  # programs of every claim: they add up
    when = f"{datetime.now(UTC):%Y-%m-%d}, at {commit()}"
    write_text(Path(target), page(found, when, time.perf_counter() - begun))
    return int(any(one.not_covered or one.contradictions for one in found.values()))


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    sys.exit(main(*sys.argv[1:]))
