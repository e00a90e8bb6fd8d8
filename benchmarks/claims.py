"""How fast claims are evaluated and checked over 10⁶ instances, as ratios to NumPy on the same formulas in one run.

``bounds alone``: lower and upper end under the plain reading, compiled by JAX, against the same functions under the
same reading over NumPy. Bounds of one or two operations run at the speed of memory in both. ``full check``:
``bounds.check`` (premises, running error analysis, statuses, from and to arrays of the host) against NumPy doing the
same work: the same reading with error bounds over NumPy's arrays. ``plain``: its share of the speed of a program that
JAX compiles for all instances at once, of the same premises and statuses, without any error analysis. Last, one
instance at a time, as property tests ask, beside a call for as many as are evaluated at once.

    python benchmarks/claims.py [instances]
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ["JAX_ENABLE_X64"] = "1"

import jax
import jax.numpy as jnp
import numpy as np
from scipy.special import erf, expit

import bounds
from bounds import CLAIMS, Claim, Kind, Status
from bounds.batching import BLOCK
from bounds.claim import apply, reads
from bounds.fields import EXACT
from bounds.readings import rounding
from bounds.readings.arrays import JAX_OPS, ArrayOps

NUMPY_OPS = ArrayOps(np, expit, erf)
REPEATS = 15


NUMPY_ROUNDING: Any = rounding
"""The reading with error bounds, which is numpy's where its numbers are."""


@partial(jax.jit, static_argnums=0)
def bounds_by_jax(claim: Claim, fields: dict[str, Any]) -> Any:
    """The claim's formulas as an ordinary JAX function."""
    return apply(claim.interval, JAX_OPS, fields)


@np.errstate(invalid="ignore")  # random fields need not meet a premise
def bounds_by_numpy(claim: Claim, fields: dict[str, Any]) -> Any:
    """The same formulas over NumPy."""
    return apply(claim.interval, NUMPY_OPS, fields)


@np.errstate(invalid="ignore")
def check_by_numpy(claim: Claim, fields: dict[str, Any]) -> np.ndarray:
    """The statuses of ``bounds.check``, by NumPy."""
    xp, lift = NUMPY_ROUNDING.RoundingOps(), NUMPY_ROUNDING.lift
    read = {
        name: NUMPY_ROUNDING.Rounded(
            value, 0.0 if name in EXACT else bounds.FIELD_ERROR * np.abs(value) + rounding.TINY
        )
        for name, value in fields.items()
    }
    for premise in claim.premises:
        if premise.formula and premise.defines:
            field, defined = read[premise.defines], apply(premise.formula, xp, read)
            off = np.where(
                apply(premise.holds, xp, read).truth, np.abs(field.value - defined.value) + defined.error, 0.0
            )
            read[premise.defines] = NUMPY_ROUNDING.Rounded(field.value, np.maximum(field.error, off))
    lower, upper = map(lift, apply(claim.interval, xp, read))
    trivial_lower, trivial_upper = map(lift, apply(claim.trivial, xp, read))
    value = lift(apply(claim.value, xp, read))
    missed = (lower.value > value.value + (value.error + lower.error)) | (
        value.value > upper.value + (value.error + upper.error)
    )
    outside = failed = np.zeros(value.value.shape, np.int32)
    for bit, premise in enumerate(claim.premises):
        holds = apply(premise.holds, xp, read)
        fails = ~holds.truth | (~holds.sure & missed) if premise.kind is Kind.HYPOTHESIS else ~holds.truth
        failed = failed | np.where(fails, np.int32(1 << bit), np.int32(0))
        if premise.kind in (Kind.DOMAIN, Kind.HYPOTHESIS):
            outside = outside | fails
    informative = (lower.value - lower.error > trivial_lower.value + trivial_lower.error) | (
        upper.value + upper.error < trivial_upper.value - trivial_upper.error
    )
    finite = np.logical_and.reduce([np.isfinite(column) for column in fields.values()])
    known = np.isfinite(value.error + np.maximum(lower.error, upper.error))
    known = known & ~(np.isnan(lower.value) | np.isnan(upper.value) | np.isnan(value.value))
    return np.select(
        [~finite, outside != 0, ~known, missed, ~informative],
        [Status.NONFINITE, Status.INAPPLICABLE, Status.NONFINITE, Status.VIOLATED, Status.VACUOUS],
        Status.HOLDS,
    )


@partial(jax.jit, static_argnums=0)
def check_plainly(claim: Claim, fields: dict[str, Any]) -> Any:
    """Ends, values and statuses as float64 gives them, whatever rounding did."""
    (lower, upper), value = apply(claim.interval, JAX_OPS, fields), apply(claim.value, JAX_OPS, fields)
    outside: Any = False
    for premise in claim.premises:
        if premise.kind in (Kind.DOMAIN, Kind.HYPOTHESIS):
            outside = outside | ~apply(premise.holds, JAX_OPS, fields)
    missed = (lower > value) | (value > upper)
    status = jnp.select([jnp.asarray(outside), missed], [Status.INAPPLICABLE, Status.VIOLATED], Status.HOLDS)
    return lower, value, upper, status.astype(np.int8)


def seconds(work: Callable[[], object]) -> float:
    """The shortest of a few runs, after one to compile."""
    work()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def one_call(claim: Claim, fields: dict[str, Any], size: int) -> float:
    """Seconds of one call for the first so many instances."""
    first = {name: column[:size] for name, column in fields.items()}
    return seconds(lambda: jax.block_until_ready(bounds.check(claim, **first)))


def main() -> None:
    """Print a line per claim, and the ratios of the sums over all claims."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng = np.random.default_rng(0)
    print(f"{count:,} instances, float64; jax {jax.__version__} on {jax.default_backend()}, numpy {np.__version__}")
    print(f"{'claim':24s}{'bounds alone':>16s}{'× numpy':>9s}{'full check':>16s}{'× numpy':>9s}{'plain':>8s}")
    totals, calls = np.zeros(4), np.zeros(2)
    for claim in CLAIMS.values():
        fields = {name: rng.uniform(0.1, 2.0, count) for name in claim.read}
        on_device = {name: jax.device_put(column) for name, column in fields.items()}
        np.testing.assert_array_equal(bounds.check(claim, **fields).status, check_by_numpy(claim, fields))
        full = seconds(lambda c=claim, f=fields: jax.block_until_ready(bounds.check(c, **f)))
        full_numpy = seconds(lambda c=claim, f=fields: check_by_numpy(c, f))
        plain = seconds(lambda c=claim, f=fields: jax.block_until_ready(check_plainly(c, f)))
        if reads(claim.interval):
            alone = seconds(lambda c=claim, f=on_device: jax.block_until_ready(bounds_by_jax(c, f)))
            alone_numpy = seconds(lambda c=claim, f=fields: bounds_by_numpy(c, f))
            first = f"{count / alone / 1e6:12.0f} M/s{alone_numpy / alone:9.2f}"
        else:
            alone = alone_numpy = 0.0
            first = f"{'constant':>16s}{'':9s}"
        totals += alone, alone_numpy, full, full_numpy
        calls += one_call(claim, fields, 1), one_call(claim, fields, BLOCK)
        print(f"{claim.id:24s}{first}{count / full / 1e6:12.1f} M/s{full_numpy / full:9.2f}{plain / full:8.2f}")
    print(f"{'all of them':24s}{'':16s}{totals[1] / totals[0]:9.2f}{'':16s}{totals[3] / totals[2]:9.2f}")
    one, many = calls / len(CLAIMS) * 1e3
    print(f"one instance {one:.2f} ms, {BLOCK:,} of them {many:.2f} ms: {many / one:.1f} ×")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
