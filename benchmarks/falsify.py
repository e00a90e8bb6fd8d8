"""The search for what breaks a claim: ascents a second, beside one start at a time with scipy.

python benchmarks/falsify.py

Both climb the same score from the same starts: ours all at once, with gradients, scipy's L-BFGS-B one by one in numpy,
with differences. *Near* counts the starts that end within a hundredth of the bound. Times are those of second calls.
"""

import time

import jax
import numpy as np
from scipy.optimize import minimize

from bounds import CLAIMS, Claim
from bounds.checker import OUTSIDE
from bounds.claim import apply
from bounds.constructions import Construction, constructions_for
from bounds.constructions.drawing import draw
from bounds.falsification.ascent import STARTS, climb
from bounds.falsification.tightness import tightness
from bounds.readings.angles import NUMPY_PLANE

ONE_BY_ONE = 64
"""Starts of the plain loop."""

SEARCHED = (("theorem1.sound", 1), ("theorem2.sound", 3), ("lemma1.sharp", 5), ("theorem3.sharp", 1))
"""Claims, and which of their constructions: those of two columns, and two rows where there are rows."""


def score(claim: Claim, construction: Construction, point: np.ndarray) -> float:
    """What is climbed, of one instance; nothing where a premise fails."""
    names = (parameter.name for parameter in construction.parameters)
    with np.errstate(all="ignore"):
        fields = construction.fields(NUMPY_PLANE, dict(zip(names, point, strict=True)))
        if not all(apply(one.holds, NUMPY_PLANE, fields) for one in claim.premises if one.kind in OUTSIDE):
            return -2.0
        lower, upper = apply(claim.interval, NUMPY_PLANE, fields)
        found = float(tightness(NUMPY_PLANE, claim, lower, apply(claim.value, NUMPY_PLANE, fields), upper))
    return min(found, 2.0) if np.isfinite(found) else -2.0


def one_by_one(claim: Claim, construction: Construction, starts: np.ndarray) -> np.ndarray:
    """The plain loop."""
    limits = [(one.low, one.high) for one in construction.parameters]
    return np.array(
        [
            -minimize(lambda point: -score(claim, construction, point), start, method="L-BFGS-B", bounds=limits).fun
            for start in starts
        ]
    )


def main() -> None:
    """Print the table."""
    print("| claim | models | all at once, starts/s | near | one by one, starts/s | near | ratio |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for name, place in SEARCHED:
        claim = CLAIMS[name]
        construction = constructions_for(claim)[place]
        key = jax.random.key(0)
        jax.block_until_ready(climb(claim, construction, key))
        begun = time.perf_counter()
        climbed = jax.block_until_ready(climb(claim, construction, key))
        ours = STARTS / (time.perf_counter() - begun)
        starts = np.asarray(draw(construction, key, STARTS))[:, :ONE_BY_ONE].T
        begun = time.perf_counter()
        found = one_by_one(claim, construction, starts)
        theirs = ONE_BY_ONE / (time.perf_counter() - begun)
        near = (np.mean(np.asarray(climbed.score) > 0.99), np.mean(found > 0.99))
        row = (f"{ours:,.0f}", f"{near[0]:.2f}", f"{theirs:,.0f}", f"{near[1]:.2f}", f"{ours / theirs:,.0f}")
        print(f"| `{name}` | {construction.name} | {' | '.join(row)} |")


if __name__ == "__main__":
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    main()
