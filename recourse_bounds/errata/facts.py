"""What is true of a claim, found out while the page is made: proved anew, or its counterexample replayed exactly."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from bounds import Certificate, Claim, certify, prove
from bounds.claim import apply
from bounds.constructions import ALL, Construction
from bounds.constructions.compatible import relevant
from bounds.falsification.tightness import tightness
from bounds.falsification.witness import replay
from bounds.readings.angles import NUMPY_PLANE
from bounds.records import HuntRecord, known_hunt, known_proof, known_witnesses, trust
from recourse_bounds.errata.digits import number, shown, vectors

TIMEOUT = 60.0
"""The seconds that a proof may take here: far more than any takes on an idle machine."""

SAME = 1e-6
"""The difference of two tightnesses that may be rounding."""

MISREAD = "only what is misread fails"
"""The limit of a refutation by a misread quantity."""


class Breach(NamedTuple):
    """An interval and a value outside it, as text.

    Attributes:
        lower: The lower end.
        value: The bounded quantity.
        upper: The upper end.
        side: The side on which the value lies: ``below`` or ``above``.
        by: The distance of the value from that end.
        empty: Whether no number lies in the interval.
    """

    lower: str
    value: str
    upper: str
    side: str
    by: str
    empty: bool


class Counterexample(NamedTuple):
    """An instance that breaks a claim, as text.

    Attributes:
        statement: The construction of the models and the instance; empty for numbers alone.
        parameters: The names and values of what was chosen; none for numbers alone.
        fields: The names and values of the claim's fields.
        tight: The premises that models and an instance meet with equality, by construction: beside a root or σ, exact
            arithmetic cannot tell that from a narrow miss.
        failed: The premises that fail; there are none, unless a quantity is misread.
        breach: The interval that is missed, and by how much.
    """

    statement: str
    parameters: dict[str, str]
    fields: dict[str, str]
    tight: tuple[str, ...]
    failed: tuple[str, ...]
    breach: Breach


class Facts(NamedTuple):
    """What is known of a claim.

    Attributes:
        claim: The claim.
        result: The result of the proof: ``proved``, ``refuted``, ``vacuous``, or ``unknown``.
        limit: What the proof speaks of.
        seconds: The seconds of the proof when it was recorded; ``None`` if nothing is recorded of this definition.
        scalar: A counterexample of numbers alone.
        vectors: The counterexamples of models and an instance, the simplest first.
        hunt: The record of a long falsification, which says how tight the claim is.
        trust: Who found the result: a level of :class:`bounds.records.Trust`; empty for what is misread.
    """

    claim: Claim
    result: str
    limit: str
    seconds: float | None
    scalar: Counterexample | None
    vectors: tuple[Counterexample, ...]
    hunt: HuntRecord | None
    trust: str = ""


def facts(claim: Claim, constructions: Iterable[Construction] = ALL) -> Facts:
    """Find out what is known of a claim: by a proof, and by replaying what is on record.

    Args:
        claim: The claim.
        constructions: The constructions of which recorded witnesses can be instances.

    Returns:
        The facts.

    Examples:
        >>> from bounds import CLAIMS
        >>> known = facts(CLAIMS["lemma1.norms"])
        >>> known.result, known.scalar
        ('proved', None)
    """
    record = known_proof(claim)
    replayed = _scalar(claim, record.counterexample) if record else None
    decided = record if record and replayed else prove(claim, timeout=TIMEOUT)
    scalar = replayed or _scalar(claim, decided.counterexample)
    seconds = record.seconds if record and record.result == decided.result else None
    return Facts(
        claim,
        decided.result,
        decided.limit,
        seconds,
        scalar,
        _vectors(claim, constructions),
        _hunt(claim, constructions),
        str(trust(claim)),
    )


def misread(claim: Claim, constructions: Iterable[Construction]) -> Facts:
    """Find out what is known of a claim that is fed with other quantities than those it speaks of.

    Args:
        claim: The claim, true or false of the quantities that it means.
        constructions: The constructions that feed it.

    Returns:
        The facts: refuted, if the recorded witness breaks the claim.

    Examples:
        >>> from bounds.misreadings import MISREADINGS
        >>> from bounds.records import read_as
        >>> misreading = MISREADINGS["theorem3.same_norm"]
        >>> misread(read_as(misreading), misreading.constructions).result
        'refuted'
    """
    found = _vectors(claim, constructions, misread=True)
    result, limit = ("refuted", MISREAD) if found else ("unknown", "no witness is known of this definition")
    return Facts(claim, result, limit, None, None, found, None)


def breach(certificate: Certificate) -> Breach:
    """Say how an interval is missed.

    Args:
        certificate: The certificate of an instance that violates its claim.

    Returns:
        The ends and the value, and by how much the value lies on which side.

    Examples:
        >>> missed = breach(certify("lemma1.norms", field_error=0.0, norm_nr=1, norm_r=2, delta="1/2"))
        >>> missed.value, missed.side, missed.upper, missed.by
        ('2', 'above', '3/2', '1/2')
    """
    lower, value, upper = map(number, (certificate.lower, certificate.value, certificate.upper))
    above = upper is not None and value is not None and value > upper
    end, text = (upper, certificate.upper) if above else (lower, certificate.lower)
    ends = (shown(certificate.lower, "−∞"), shown(certificate.value), shown(certificate.upper))
    by = _distance(value, end, exact="." not in text + certificate.value)
    empty = lower is not None and upper is not None and lower > upper
    return Breach(*ends, "above" if above else "below", by, empty)


def _distance(value: Fraction | None, end: Fraction | None, *, exact: bool) -> str:
    """How far a value lies from an end: as it is, or in six digits where one of the two is rounded."""
    if value is None or end is None:
        return "infinitely far"
    return shown(str(abs(value - end)) if exact else f"{float(abs(value - end)):.6g}")


def _hunt(claim: Claim, constructions: Iterable[Construction]) -> HuntRecord | None:
    """The record of a long falsification, if the instance that it names still is as tight as it says."""
    record = known_hunt(claim)
    place = next((one for one in constructions if record and one.name == record.construction), None)
    if record is None or place is None or record.tightness is None:
        return record if record and record.tightness is None else None
    fields = place.fields(NUMPY_PLANE, {name: np.float64(value) for name, value in record.at.items()})
    lower, upper = apply(claim.interval, NUMPY_PLANE, fields)
    reached = tightness(NUMPY_PLANE, claim, lower, apply(claim.value, NUMPY_PLANE, fields), upper)
    return record if abs(min(float(reached), 1.0) - record.tightness) <= SAME else None


def _scalar(claim: Claim, fields: Mapping[str, Fraction] | None) -> Counterexample | None:
    certificate = None if fields is None else certify(claim, field_error=0.0, **fields)
    if fields is None or certificate is None or not certificate.refutes:
        return None
    return _counterexample(claim, "", {}, {name: str(value) for name, value in fields.items()}, certificate)


def _vectors(
    claim: Claim, constructions: Iterable[Construction], *, misread: bool = False
) -> tuple[Counterexample, ...]:
    places = {one.name: one for one in constructions if one.level == "vector"}
    records = [one for one in known_witnesses(claim) if one.construction in places]
    found = (_vector(claim, places[one.construction], one.parameters, misread=misread) for one in records)
    return tuple(one for one in found if one)


def _vector(
    claim: Claim, construction: Construction, parameters: Mapping[str, Fraction], *, misread: bool
) -> Counterexample | None:
    witness = replay(claim, construction, parameters, misread=misread)
    if witness is None:
        return None
    chosen = vectors({name: witness.parameters[name] for name in relevant(construction, claim)})
    return _counterexample(claim, construction.statement, chosen, witness.fields, witness.certificate)


def _counterexample(
    claim: Claim, statement: str, parameters: dict[str, str], fields: Mapping[str, str], certificate: Certificate
) -> Counterexample:
    named = {name: shown(fields[name]) for name in claim.fields if name in fields}
    return Counterexample(statement, parameters, named, certificate.undecided, certificate.failed, breach(certificate))
