"""Mutants of a claim: a tighter bound, a premise less, a sign flipped.

They should be false. Where one is true, the claim can be sharper.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import PRNGKeyArray

from bounds.claim import Claim, Kind, Premise, apply
from bounds.constructions.construction import Construction
from bounds.constructions.drawing import draw, fields_at
from bounds.constructions.free import free
from bounds.falsification.falsifier import falsify
from bounds.falsification.screen import met, spoken_of
from bounds.falsification.sign_flips import count_signs, with_sign_flipped
from bounds.falsification.witness import replay
from bounds.ops import Ops, Scalar, claims_nothing
from bounds.prover import prove
from bounds.readings.angles import NUMPY_PLANE

PATIENCE = 10.0
"""Seconds that a proof may take."""

STARTS = 2**15
"""Ascents against a mutant of which z3 knows nothing."""

SAMPLES = 2**18
"""Instances that are drawn to see whether a bound is a number without a premise."""


class Mutant(NamedTuple):
    """A claim that is false if the one that it was made of is as strong as it can be.

    Attributes:
        kind: What was done.
        change: To what, in a few words.
        claim: With the change.
    """

    kind: Literal["tighter", "premise", "sign"]
    change: str
    claim: Claim


class Judgement(NamedTuple):
    """What became of a mutant.

    Attributes:
        result: ``refuted`` by a certified instance, ``proved`` by z3, or ``unknown``.
        by: ``z3``, or the name of the construction whose instance refutes it.
        meaning: Of one that is proved: ``idle``, the premise that it lacks is no hypothesis, and not needed;
            ``weaker``, its interval holds the claim's; ``sharper``, the claim can be improved. Of one that is unknown:
            ``undefined``, where the premise that it lacks fails its bound may be no number. Else empty.
    """

    result: Literal["refuted", "proved", "unknown"]
    by: str
    meaning: Literal["", "idle", "weaker", "sharper", "undefined"]


class Attained(NamedTuple):
    """Where a claim is nearly broken.

    Attributes:
        construction: What it is an instance of.
        parameters: By name.
    """

    construction: Construction
    parameters: Mapping[str, float]


def mutants(claim: Claim, factor: Fraction) -> Iterator[Mutant]:
    """Every mutant of a claim.

    Args:
        claim: A claim.
        factor: What is left of its bound in the tighter one, below 1.

    Yields:
        The tighter one; one for each premise, without it; one for each sign in the interval, flipped.
    """
    yield Mutant("tighter", f"bound × {factor}", shrunk(claim, factor))
    for premise in claim.premises:
        yield Mutant("premise", f"without {premise.name}", without(claim, premise.name))
    for place in range(count_signs(claim.interval)):
        flipped = replace(claim, id=f"{claim.id}-flipped", interval=with_sign_flipped(claim.interval, place))
        yield Mutant("sign", f"sign {place + 1} flipped", flipped)


def shrunk(claim: Claim, factor: Fraction) -> Claim:
    """The claim with its interval shrunk towards its centre, or with its bound drawn towards 0.

    Args:
        claim: A claim.
        factor: What is left of the distance.

    Returns:
        The mutant.
    """
    share = float(factor)

    def interval(xp: Ops, **fields: Scalar) -> tuple[Scalar, Scalar]:
        lower, upper = apply(claim.interval, xp, fields)
        if claim.tightness == "zero":
            return (lower / share, upper) if claims_nothing(upper) else (lower, upper * share)
        centre, radius = (lower + upper) / 2.0, (upper - lower) / 2.0 * share
        return centre - radius, centre + radius

    interval.__signature__ = inspect.signature(claim.interval)  # type: ignore[attr-defined]
    return replace(claim, id=f"{claim.id}-tighter", interval=interval)


def without(claim: Claim, premise: str) -> Claim:
    """The claim without one of its premises.

    Args:
        claim: A claim.
        premise: The premise's name.

    Returns:
        The mutant.
    """
    rest = tuple(one for one in claim.premises if one.name != premise)
    return replace(claim, id=f"{claim.id}-without", premises=rest)


def judge(claim: Claim, mutant: Mutant, *, key: PRNGKeyArray, attained: Attained | None = None) -> Judgement:
    """Decide a mutant: at the instance that nearly breaks the claim, by z3, or by a search. Needs float64.

    Args:
        claim: The claim.
        mutant: One of its mutants.
        key: For the search.
        attained: Where the claim was seen to be tightest; of use for the tighter mutant.

    Returns:
        The judgement.
    """
    if attained and mutant.kind == "tighter" and _broken_at(mutant.claim, attained):
        return Judgement("refuted", attained.construction.name, "")
    result = prove(mutant.claim, timeout=PATIENCE).result
    if result == "proved":
        return Judgement("proved", "z3", _meaning(claim, mutant))
    if result == "refuted":
        return Judgement("refuted", "z3", "")
    if claim.induction:
        return Judgement("unknown", "", "")  # free numbers are no run
    place = free(mutant.claim)
    if falsify(mutant.claim, key=key, starts=STARTS, constructions=(place,)).witness:
        return Judgement("refuted", "free numbers", "")
    return Judgement("unknown", "", "undefined" if _is_undefined(claim, mutant, place, key) else "")


def _broken_at(claim: Claim, attained: Attained) -> bool:
    numbers = {name: Fraction(value) for name, value in attained.parameters.items()}
    return replay(claim, attained.construction, numbers) is not None


def _meaning(claim: Claim, mutant: Mutant) -> Literal["idle", "weaker", "sharper"]:
    if mutant.kind == "premise":
        dropped = _dropped(claim, mutant)
        return "sharper" if dropped and dropped.kind is Kind.HYPOTHESIS else "idle"
    ends = (_is_outside(claim, mutant.claim, end) for end in (0, 1))
    return "weaker" if mutant.kind == "sign" and all(ends) else "sharper"


def _dropped(claim: Claim, mutant: Mutant) -> Premise | None:
    return next((one for one in claim.premises if one not in mutant.claim.premises), None)


def _is_undefined(claim: Claim, mutant: Mutant, place: Construction, key: PRNGKeyArray) -> bool:
    """Whether the bound divides by 0, or is no number, at some instance at which only the dropped premise fails."""
    dropped = _dropped(claim, mutant)
    if dropped is None:
        return False
    fields = {name: np.asarray(value) for name, value in fields_at(place, draw(place, key, SAMPLES)).items()}
    with np.errstate(all="ignore"):
        concerned = met(spoken_of(mutant.claim), fields) & ~apply(dropped.holds, NUMPY_PLANE, fields)
        ends = np.stack(np.broadcast_arrays(*apply(claim.interval, NUMPY_PLANE, fields)))
    return bool((concerned & ~np.isfinite(ends).any(axis=0)).any())


def _is_outside(claim: Claim, wider: Claim, end: int) -> bool:
    """Whether an end of one interval lies no further in than that of the other, wherever the premises hold."""

    def surplus(xp: Ops, **fields: Scalar) -> Scalar:
        here, there = (apply(one.interval, xp, fields)[end] for one in (claim, wider))
        nothing = 0.0 * next(iter(fields.values()))
        if claims_nothing(here) or claims_nothing(there):
            return nothing + (0.0 if claims_nothing(there) else -1.0)
        return nothing + (here - there if end == 0 else there - here)

    surplus.__signature__ = inspect.signature(claim.interval)  # type: ignore[attr-defined]
    compared = replace(
        claim,
        id=f"{claim.id}-compared",
        value=surplus,
        interval=lambda xp: (0.0, xp.inf),
        trivial=lambda xp: (-xp.inf, xp.inf),
        induction=None,
    )
    return prove(compared, timeout=PATIENCE).result == "proved"
