"""Instances of a claim under any reading: as free numbers give them, at the start of a run, or after one step of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bounds.claim import Claim, Induction, Premise, apply, reads
from bounds.ops import Ops
from bounds.readings.exact import exact
from bounds.readings.terms import TermOps


class Instance(NamedTuple):
    """An instance of a claim under one reading.

    Attributes:
        fields: The fields by name.
        facts: What must be true of it: the premises, and where there are steps the facts about the last one.
    """

    fields: dict[str, Any]
    facts: list[Any]


def given(claim: Claim, xp: Ops, numbers: Mapping[str, Any]) -> Instance:
    """The instance of free numbers; fields that a premise defines are computed.

    Args:
        claim: A claim.
        xp: A reading.
        numbers: By the names of :func:`free_names`, and what steps change.

    Returns:
        The instance.
    """
    fields = dict(numbers)
    for premise in claim.premises:
        if premise.defines and premise.formula:
            fields[premise.defines] = apply(premise.formula, xp, fields)
    return Instance(fields, [fact(premise, xp, fields) for premise in claim.premises if not premise.formula])


def after_step(claim: Claim, induction: Induction, xp: Ops, before: Mapping[str, Any]) -> Instance:
    """The instance one step after another. Of the one before, only what the step itself says is a fact.

    Args:
        claim: A claim.
        induction: Its steps.
        xp: A reading.
        before: The fields before, and the auxiliary scalars of the step.

    Returns:
        The instance.
    """
    fields = {**before, **apply(induction.advance, xp, before)}
    step = [fact(premise, xp, before) for premise in induction.premises]
    return Instance(fields, step + [fact(premise, xp, fields) for premise in claim.premises])


def first(claim: Claim, xp: Ops, numbers: Mapping[str, Any]) -> Instance:
    """The instance that free numbers give: as it stands, or after the first step.

    Args:
        claim: A claim.
        xp: A reading.
        numbers: By the names of :func:`free_names`.

    Returns:
        The instance.
    """
    if claim.induction is None:
        return given(claim, xp, numbers)
    return after_step(claim, claim.induction, xp, {**numbers, **start(claim.induction, xp)})


def start(induction: Induction, xp: Ops) -> dict[str, Any]:
    """What steps change, before the first.

    Args:
        induction: The steps.
        xp: A reading: z3's terms, or exact numbers.

    Returns:
        The fields.
    """
    number = xp.number if isinstance(xp, TermOps) else exact
    return {name: number(value) for name, value in induction.start.items()}


def fact(premise: Premise, xp: Ops, fields: Mapping[str, Any]) -> Any:
    """What a premise says of fields: of a definition, that the field is exactly what defines it.

    Args:
        premise: A premise.
        xp: A reading.
        fields: At least those that it reads.

    Returns:
        The truth in that reading.
    """
    if premise.defines and premise.formula:
        return fields[premise.defines] == apply(premise.formula, xp, fields)
    return apply(premise.holds, xp, fields)


def free_names(claim: Claim) -> tuple[str, ...]:
    """The numbers that make an instance: fields that nothing defines, and auxiliary scalars of a step.

    Args:
        claim: A claim.

    Returns:
        Their names.
    """
    names = dict.fromkeys(claim.read)
    defined = {premise.defines for premise in claim.premises}
    for premise in claim.premises:
        if premise.formula:
            names |= dict.fromkeys(reads(premise.formula))
    if claim.induction:
        for formula in (*(premise.holds for premise in claim.induction.premises), claim.induction.advance):
            names |= dict.fromkeys(reads(formula))
        defined |= set(claim.induction.start)
    return tuple(name for name in names if name not in defined)
