"""Mutants of claims: what must fail if the real one is as tight as it can be."""

import dataclasses
import inspect
from fractions import Fraction

from bounds import Claim
from bounds.claim import apply


def shrunk(claim: Claim, factor: Fraction = Fraction(9, 10)) -> Claim:
    """The claim with its interval shrunk towards its centre, or with its bound drawn towards 0."""

    def interval(xp, **fields):
        lower, upper = apply(claim.interval, xp, fields)
        if claim.tightness == "zero":
            return (lower, upper * float(factor)) if upper is not xp.inf else (lower / float(factor), upper)
        centre, radius = (lower + upper) / 2.0, (upper - lower) / 2.0 * float(factor)
        return centre - radius, centre + radius

    interval.__signature__ = inspect.signature(claim.interval)  # type: ignore[attr-defined]
    return dataclasses.replace(claim, id=f"{claim.id}.mutant", interval=interval)
