"""Whether a proof is whole: which premises follow from facts about vectors, and which are taken on trust.

A claim is proved from its premises. Those of kind ``lemma`` and ``inequality`` are statements about vectors. They are
derived here: from the meaning of the fields, and from facts that are proved in every dimension. A definition is derived
if the field that it defines has a meaning of its own. What the instance must satisfy, domains and hypotheses, is what
the claim assumes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bounds.claim import Claim, Induction, Kind, Premise, apply, reads
from bounds.facts.proving import Derivation, is_proved
from bounds.instance import fact
from bounds.meaning.meaning import conditions, laws
from bounds.meaning.substitution import substituted
from bounds.meaning.terms import Atom, Condition, Expression
from bounds.proving.vacuity import is_constant
from bounds.readings.partial import Partial, PartialOps

CONTRADICTORY = "the meaning of the fields, which contradicts itself"
"""What is on trust if anything would follow from the meaning."""

STEPS = "the steps, whose vectors are no such"
"""What is on trust if the vectors of an induction do not make its fields."""


def on_trust(claim: Claim) -> tuple[str, ...]:
    """List the premises of a claim that its proof takes on trust.

    Args:
        claim: The claim.

    Returns:
        The names of the premises of kind ``lemma`` and ``inequality``, and of definitions of fields that have a
        meaning, that do not follow from the meaning of the fields and the facts that they name.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["theorem1.sound"]
        >>> on_trust(claim)
        ()
        >>> on_trust(dataclasses.replace(claim, meaning={}))
        ('|a − b| ≤ Δ', '|m_NR − m_R| ≤ Δ‖x‖')
    """
    derived = [one for one in claim.premises if _is_derived(one, claim.meaning)]
    missing = tuple(_not_derived(claim, _assumed(claim, None), derived))
    if claim.induction is None:
        return missing
    meaning = {**claim.meaning, **claim.induction.meaning}
    of_step = [one for one in claim.induction.premises if _is_derived(one, meaning)]
    missing += tuple(_not_derived(claim, _assumed(claim, claim.induction), of_step))
    return missing if _is_made_by(claim, claim.induction) else (*missing, STEPS)


def _is_derived(premise: Premise, meaning: Mapping[str, Any]) -> bool:
    """Decide whether a premise must be derived, as it is no assumption."""
    if premise.kind is Kind.DEFINITION:
        return premise.defines in meaning or premise.formula is None
    return premise.kind in {Kind.LEMMA, Kind.INEQUALITY}


def _assumed(claim: Claim, induction: Induction | None) -> list[Premise]:
    """List what an instance, or a step, must satisfy; before a step, only what no step changes."""
    assumed = [one for one in claim.premises if one.kind in {Kind.DOMAIN, Kind.HYPOTHESIS}]
    return assumed if induction is None else [one for one in assumed if is_constant(one, induction)]


def _symbols(claim: Claim, xp: PartialOps) -> dict[str, Partial]:
    names = dict.fromkeys(claim.fields)
    if claim.induction:
        for formula in (*(premise.holds for premise in claim.induction.premises), claim.induction.advance):
            names |= dict.fromkeys(reads(formula))
    return {name: xp.symbol(name) for name in names}


def _start(claim: Claim, assumed: Iterable[Premise], meaning: Iterable[Condition]) -> tuple[PartialOps, Derivation]:
    xp = PartialOps()
    fields = _symbols(claim, xp)
    derivation = Derivation([xp.truth(fact(one, xp, fields)) for one in assumed], xp.terms)
    derivation.assume(meaning)
    return xp, derivation


def _not_derived(claim: Claim, assumed: list[Premise], premises: list[Premise]) -> Iterator[str]:
    if not premises:
        return
    induction = claim.induction
    meaning = {**claim.meaning, **(induction.meaning if induction else {})}
    xp, derivation = _start(claim, assumed, conditions(meaning))
    if meaning and derivation.is_impossible():
        yield CONTRADICTORY
    fields = _symbols(claim, xp)
    for premise in premises:
        proved = all(is_proved(one.statement) or one.statement in laws(meaning) for one in premise.because)
        condition = xp.truth(fact(premise, xp, fields))
        if proved and derivation.use(premise.because) and derivation.follows(condition):
            derivation.known.append(condition)
        else:
            yield premise.name


def _is_made_by(claim: Claim, induction: Induction) -> bool:
    """Decide whether the vectors before the first step, and one step later, make the fields that the steps change."""
    terms = {name: claim.meaning[name] for name in induction.start if name in claim.meaning}
    if not terms:
        return True  # nothing is said of vectors
    _, first = _start(claim, [], [])
    xp, later = _start(claim, _assumed(claim, induction), conditions({**claim.meaning, **induction.meaning}))
    advanced = apply(induction.advance, xp, _symbols(claim, xp))
    for name, term in terms.items():
        if not isinstance(term, Expression):
            return False
        begun = substituted(term, {Atom(one): vector for one, vector in induction.first.items()})
        stepped = substituted(term, {Atom(one): vector for one, vector in induction.next.items()})
        begins = first.follows(first.reading.number(begun) == induction.start[name])
        after = xp.number(advanced[name])
        if not (begins and later.follows(later.reading.number(stepped) == after.term)):
            return False
    return True
