"""Instances of a claim under any reading: made of free numbers, at the start of a run, or after one step of it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bounds.claim import Claim, Induction, Premise, apply, reads
from bounds.ops import Ops
from bounds.readings.exact import exact


class Instance(NamedTuple):
    """An instance of a claim under one reading.

    Attributes:
        fields: The fields by name.
        facts: The conditions that must be true: the premises and, after a step, the facts about that step.
    """

    fields: dict[str, Any]
    facts: list[Any]


def given(claim: Claim, xp: Ops, numbers: Mapping[str, Any]) -> Instance:
    """Make the instance of free numbers, in which the fields that premises define are computed.

    Args:
        claim: The claim.
        xp: The operations of the reading.
        numbers: The free numbers by the names of :func:`free_names`, and the fields that steps change.

    Returns:
        The instance.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.exact import ExactOps
        >>> numbers = {"lam": 1, "norm_nr": 2, "norm_r": 3, "residual_nr": 5, "residual_r": -1}
        >>> numbers = {name: exact(number) for name, number in numbers.items()}
        >>> fields, facts = given(CLAIMS["theorem1.free"], ExactOps(), numbers)
        >>> str(fields["cost_nr"]), str(fields["cost_r"])
        ('2', '3/10')
        >>> all(fact.certain for fact in facts)
        True
    """
    fields = dict(numbers)
    for premise in claim.premises:
        if premise.defines and premise.formula:
            fields[premise.defines] = apply(premise.formula, xp, fields)
    return Instance(fields, [fact(premise, xp, fields) for premise in claim.premises if not premise.formula])


def after_step(claim: Claim, induction: Induction, xp: Ops, before: Mapping[str, Any]) -> Instance:
    """Make the instance one step after another instance.

    The premises are facts about the new instance only; about the earlier one, only the facts of the step are known.

    Args:
        claim: The claim.
        induction: The steps of the claim.
        xp: The operations of the reading.
        before: The fields before the step, and the auxiliary scalars of the step.

    Returns:
        The instance after the step.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.terms import TermOps
        >>> claim, xp = CLAIMS["lemma1.path"], TermOps()
        >>> before = {name: xp.symbol(name) for name in (*free_names(claim), *claim.induction.start)}
        >>> fields, _ = after_step(claim, claim.induction, xp, before)
        >>> fields["weight_gap"], fields["gradient_gap_sum"]
        (next_gap, gradient_gap_sum + drift)
    """
    number = getattr(xp, "number", exact)
    fields = {**before, **{name: number(value) for name, value in apply(induction.advance, xp, before).items()}}
    step = [fact(premise, xp, before) for premise in induction.premises]
    return Instance(fields, step + [fact(premise, xp, fields) for premise in claim.premises])


def first(claim: Claim, xp: Ops, numbers: Mapping[str, Any]) -> Instance:
    """Make the first instance of free numbers: after the first step if the claim has steps.

    Args:
        claim: The claim.
        xp: The operations of the reading, which turns constants into its numbers, or exact numbers.
        numbers: The free numbers by the names of :func:`free_names`.

    Returns:
        The instance.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.exact import ExactOps
        >>> claim = CLAIMS["lemma2.printed"]
        >>> numbers = {name: exact(3) for name in free_names(claim)}
        >>> fields, _ = first(claim, ExactOps(), {**numbers, "next_gap": exact(9)})
        >>> str(fields["weight_gap"]), str(fields["label_norm"])
        ('9', '3')
    """
    if claim.induction is None:
        return given(claim, xp, numbers)
    return after_step(claim, claim.induction, xp, {**numbers, **start(claim.induction, xp)})


def start(induction: Induction, xp: Ops) -> dict[str, Any]:
    """Return the fields that steps change, with their values before the first step.

    Args:
        induction: The steps of a claim.
        xp: The operations of the reading, which turns constants into its numbers, or exact numbers.

    Returns:
        The fields by name.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.exact import ExactOps
        >>> fields = start(CLAIMS["lemma1.sound"].induction, ExactOps())
        >>> {name: str(number) for name, number in fields.items()}
        {'weight_gap': '0', 'steps': '0'}
    """
    number = getattr(xp, "number", exact)
    return {name: number(value) for name, value in induction.start.items()}


def fact(premise: Premise, xp: Ops, fields: Mapping[str, Any]) -> Any:
    """Write a premise as a fact about fields; a field that is defined equals its definition exactly.

    Args:
        premise: The premise.
        xp: The operations of the reading.
        fields: The fields by name; the ones that the premise does not read are ignored.

    Returns:
        The truth value in that reading.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.exact import ExactOps
        >>> cost = CLAIMS["theorem1.free"].premises[3]
        >>> cost.name
        '‖ζ_NR‖ = |m_NR| g(a)'
        >>> fields = {"residual_nr": exact(5), "norm_nr": exact(2), "lam": exact(1)}
        >>> fact(cost, ExactOps(), {**fields, "cost_nr": exact(2)}).certain
        True
        >>> fact(cost, ExactOps(), {**fields, "cost_nr": exact(2.0000001)}).certain
        False
    """
    if premise.defines and premise.formula:
        return fields[premise.defines] == apply(premise.formula, xp, fields)
    return apply(premise.holds, xp, fields)


def free_names(claim: Claim) -> tuple[str, ...]:
    """List the numbers that determine an instance: fields without a definition, and auxiliary scalars of a step.

    Args:
        claim: The claim.

    Returns:
        The names of the numbers.

    Examples:
        >>> from bounds import CLAIMS
        >>> free_names(CLAIMS["theorem1.free"])  # the premises define cost_nr and cost_r
        ('residual_nr', 'residual_r', 'lam', 'norm_nr', 'norm_r')
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
