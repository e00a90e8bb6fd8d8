"""Mutants of a claim: with a tighter bound, with one premise less, or with one sign flipped.

A mutant should be false. Where one is true, the claim can be sharper.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import PRNGKeyArray

from bounds.claim import Claim, Kind, Premise, apply, named, reads
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
"""Time limit of a proof in seconds."""

STARTS = 2**15
"""Number of gradient ascents against a mutant that z3 neither proves nor refutes."""

SAMPLES = 2**18
"""Number of random instances on which the bound of a mutant without a premise is evaluated."""


class Mutant(NamedTuple):
    """A changed claim, which is false if the original claim is as strong as it can be.

    Attributes:
        kind: The kind of the change: a tighter bound, a dropped premise, or a flipped sign.
        change: The change in a few words.
        claim: The changed claim.
    """

    kind: Literal["tighter", "premise", "sign"]
    change: str
    claim: Claim


class Judgement(NamedTuple):
    """The decision on a mutant: whether it is refuted, and what it means for the claim if it is not.

    Attributes:
        result: ``refuted`` by a certified instance, ``proved`` by z3, or ``unknown``.
        by: The source of the result: ``z3``, or the name of the construction with an instance that refutes the mutant.
        meaning: For a proved mutant, ``idle`` if the dropped premise is no hypothesis and is not needed, ``weaker`` if
            the mutant's interval contains the claim's, and ``sharper`` if the claim can be improved. For an unknown
            mutant, ``undefined`` if its bound may be no number where the dropped premise fails. Otherwise empty.
    """

    result: Literal["refuted", "proved", "unknown"]
    by: str
    meaning: Literal["", "idle", "weaker", "sharper", "undefined"]


class Attained(NamedTuple):
    """An instance at which the bound of a claim is nearly attained.

    Attributes:
        construction: The construction of which it is an instance.
        parameters: The parameters of the instance by name.
    """

    construction: Construction
    parameters: Mapping[str, float]


def mutants(claim: Claim, factor: Fraction) -> Iterator[Mutant]:
    """Generate every mutant of a claim, to test whether the claim can be sharper.

    Args:
        claim: The claim.
        factor: The factor, below 1, by which the tighter mutant shrinks the bound.

    Yields:
        The mutant with a tighter bound, then one without each premise, then one for each flipped sign of the interval.

    Examples:
        >>> from bounds import CLAIMS
        >>> [mutant.change for mutant in mutants(CLAIMS["theorem3.sharp"], Fraction(9, 10))][:3]
        ['bound × 9/10', 'without L ≥ 0', "without ‖z'_R − z'_NR‖ ≥ 0"]
    """
    yield Mutant("tighter", f"bound × {factor}", shrunk(claim, factor))
    for premise in claim.premises:
        yield Mutant("premise", f"without {premise.name}", without(claim, premise.name))
    for place in range(count_signs(claim.interval)):
        flipped = replace(claim, id=f"{claim.id}-flipped", interval=with_sign_flipped(claim.interval, place))
        yield Mutant("sign", f"sign {place + 1} flipped", flipped)


def shrunk(claim: Claim, factor: Fraction) -> Claim:
    """Shrink the interval of a claim towards its centre, or its bound towards 0 where tightness is measured from 0.

    Args:
        claim: The claim.
        factor: The factor, below 1, by which the distance to the ends shrinks.

    Returns:
        The changed claim.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> fields = {"lipschitz": 3.0, "latent_gap": 2.0}
        >>> tighter = shrunk(CLAIMS["theorem3.sharp"], Fraction(1, 2))
        >>> [float(end) for end in apply(tighter.interval, NUMPY_OPS, fields)]
        [-3.0, 3.0]
    """
    above, below = float(factor.numerator), float(factor.denominator)  # no reading knows 9/10 as a constant

    def interval(xp: Ops, **fields: Scalar) -> tuple[Scalar, Scalar]:
        lower, upper = (_computed(xp, end) for end in apply(claim.interval, xp, fields))
        if claim.tightness == "zero":
            return (lower * below / above, upper) if claims_nothing(upper) else (lower, upper * above / below)
        centre, radius = (lower + upper) / 2.0, (upper - lower) / 2.0 * above / below
        return centre - radius, centre + radius

    return replace(claim, id=f"{claim.id}-tighter", interval=named(interval, reads(claim.interval)))


def _computed(xp: Ops, end: Scalar) -> Scalar:
    """Make a number of the reading of a constant end, so that no arithmetic on it is Python's, which rounds."""
    return xp.maximum(end, end) if isinstance(end, int | float) and not claims_nothing(end) else end


def without(claim: Claim, premise: str) -> Claim:
    """Drop a premise of a claim, to test whether the claim needs it.

    Args:
        claim: The claim.
        premise: The name of the premise.

    Returns:
        The changed claim.

    Examples:
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["theorem1.repaired"]
        >>> len(claim.premises) - len(without(claim, "Δ < a").premises)
        1
    """
    others = tuple(other for other in claim.premises if other.name != premise)
    return replace(claim, id=f"{claim.id}-without", premises=others)


def judge(claim: Claim, mutant: Mutant, *, key: PRNGKeyArray, attained: Attained | None = None) -> Judgement:
    """Decide whether a mutant is false: by a known tight instance, by z3, or by a falsification. Needs float64.

    Args:
        claim: The claim.
        mutant: A mutant of the claim.
        key: The random key of the falsification.
        attained: The instance at which the claim is tightest, which refutes a tighter bound.

    Returns:
        The judgement.

    Examples:
        >>> import jax
        >>> from bounds import CLAIMS
        >>> from bounds.constructions.decoders import decoder
        >>> claim = CLAIMS["theorem3.sharp"]
        >>> point = {"g[0]": 1.0, "h[0]": 0.0, "x[0]": 2.0, "z": 0.0, "z_nr": -1.0, "z_r": 2.0, "slack": 0.0}
        >>> tighter = next(mutants(claim, Fraction(9, 10)))
        >>> judge(claim, tighter, key=jax.random.key(0), attained=Attained(decoder(1), point))
        Judgement(result='refuted', by='decoder-1', meaning='')
    """
    if attained and mutant.kind == "tighter" and _broken_at(mutant.claim, attained):
        return Judgement("refuted", attained.construction.name, "")
    result = prove(mutant.claim, timeout=PATIENCE).result
    if result == "proved":
        return Judgement("proved", "z3", _meaning(claim, mutant))
    if result == "refuted":
        return Judgement("refuted", "z3", "")
    if claim.induction:
        return Judgement("unknown", "", "")  # free scalars are no run
    scalars = free(mutant.claim)
    if falsify(mutant.claim, key=key, starts=STARTS, constructions=(scalars,)).witness:
        return Judgement("refuted", "free numbers", "")
    return Judgement("unknown", "", "undefined" if _is_undefined(claim, mutant, scalars, key) else "")


def _broken_at(claim: Claim, attained: Attained) -> bool:
    """Whether exact arithmetic confirms that the instance breaks a claim."""
    numbers = {name: Fraction(value) for name, value in attained.parameters.items()}
    return replay(claim, attained.construction, numbers) is not None


def _meaning(claim: Claim, mutant: Mutant) -> Literal["idle", "weaker", "sharper"]:
    """The meaning of a proved mutant for its claim."""
    if mutant.kind == "premise":
        dropped = _dropped(claim, mutant)
        return "sharper" if dropped and dropped.kind is Kind.HYPOTHESIS else "idle"
    ends = (_is_outside(claim, mutant.claim, end) for end in (0, 1))
    return "weaker" if mutant.kind == "sign" and all(ends) else "sharper"


def _dropped(claim: Claim, mutant: Mutant) -> Premise | None:
    """The premise that the mutant lacks."""
    return next((premise for premise in claim.premises if premise not in mutant.claim.premises), None)


def _is_undefined(claim: Claim, mutant: Mutant, scalars: Construction, key: PRNGKeyArray) -> bool:
    """Whether the bound divides by 0, or is no number, at some instance at which only the dropped premise fails."""
    dropped = _dropped(claim, mutant)
    if dropped is None:
        return False
    fields = {name: np.asarray(value) for name, value in fields_at(scalars, draw(scalars, key, SAMPLES)).items()}
    with np.errstate(all="ignore"):
        concerned = met(spoken_of(mutant.claim), fields) & ~apply(dropped.holds, NUMPY_PLANE, fields)
        ends = np.stack(np.broadcast_arrays(*apply(claim.interval, NUMPY_PLANE, fields)))
    return bool((concerned & ~np.isfinite(ends).any(axis=0)).any())


def _is_outside(claim: Claim, wider: Claim, end: int) -> bool:
    """Whether an end of the wider interval lies no further in than the claim's end, wherever the premises hold."""

    def surplus(xp: Ops, **fields: Scalar) -> Scalar:
        inner, outer = (apply(formula, xp, fields)[end] for formula in (claim.interval, wider.interval))
        zero = 0.0 * next(iter(fields.values()))
        if claims_nothing(inner) or claims_nothing(outer):
            return zero + (0.0 if claims_nothing(outer) else -1.0)
        return zero + (inner - outer if end == 0 else outer - inner)

    compared = replace(
        claim,
        id=f"{claim.id}-compared",
        value=named(surplus, reads(claim.interval)),
        interval=lambda xp: (0.0, xp.inf),
        trivial=lambda xp: (-xp.inf, xp.inf),
        induction=None,
    )
    return prove(compared, timeout=PATIENCE).result == "proved"
