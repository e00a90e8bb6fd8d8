"""A claim as a statement of first-order logic over the real numbers, under a reading that writes texts."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

from bounds.claim import Claim, Premise, apply, reads
from bounds.instance import fact, free_names
from bounds.ops import Ops, claims_nothing


class Writes(Ops, Protocol):
    """A reading that writes texts, and collects what has to hold for them to mean what formulas mean."""

    required: list[Any]

    def symbol(self, name: str) -> Any:
        """Name a number."""
        ...

    def number(self, a: Any) -> Any:
        """Write a constant."""
        ...


class Statement(NamedTuple):
    """What a claim says of one instance.

    Attributes:
        premises: The premises, each with its term; a field that is defined is equal to its definition.
        required: What has to hold for the value and the interval to be real numbers.
        sides: The inequalities that the claim asserts by their names, ``lower`` and ``upper``.
    """

    premises: tuple[tuple[Premise, Any], ...]
    required: tuple[Any, ...]
    sides: Mapping[str, Any]


def names(claim: Claim) -> tuple[str, ...]:
    """List the numbers of an instance: the fields that are read, and auxiliary numbers of a step.

    Args:
        claim: The claim.

    Returns:
        The names; those that premises define come last.

    Examples:
        >>> from bounds import CLAIMS
        >>> names(CLAIMS["theorem1.free"])
        ('residual_nr', 'residual_r', 'lam', 'norm_nr', 'norm_r', 'cost_nr', 'cost_r')
    """
    defined = (premise.defines for premise in claim.premises if premise.formula)
    changed = claim.induction.start if claim.induction else ()
    return tuple(dict.fromkeys((*free_names(claim), *changed, *filter(None, defined))))


def auxiliary(claim: Claim) -> tuple[str, ...]:
    """List the numbers of a step that are no fields of the claim, and may differ from step to step.

    Args:
        claim: The claim.

    Returns:
        The names.

    Examples:
        >>> from bounds import CLAIMS
        >>> auxiliary(CLAIMS["lemma1.path"])
        ('next_gap', 'gradient_gap', 'drift')
    """
    return tuple(name for name in names(claim) if name not in claim.fields)


def stated(claim: Claim, xp: Writes, fields: Mapping[str, Any]) -> Statement:
    """Write what a claim says of one instance.

    Args:
        claim: The claim.
        xp: The operations of a reading that writes texts, without requirements yet.
        fields: The terms of all numbers of the instance by name.

    Returns:
        The statement.

    Examples:
        >>> from bounds import CLAIMS
        >>> from bounds.readings.coq import CoqOps
        >>> claim, xp = CLAIMS["theorem1.free"], CoqOps()
        >>> statement = stated(claim, xp, {name: xp.symbol(name) for name in names(claim)})
        >>> statement.premises[3][1]
        cost_nr = Rabs residual_nr * (norm_nr / (lam + norm_nr * norm_nr))
        >>> statement.required
        ('0 <= lam', '2 * sqrt lam <> 0')
        >>> statement.sides["upper"]
        cost_nr - cost_r <= Rmax (Rabs residual_nr) (Rabs residual_r) / (2 * sqrt lam)
    """
    known = tuple((premise, fact(premise, xp, fields)) for premise in claim.premises)
    xp.required.clear()
    value = xp.number(apply(claim.value, xp, fields))
    lower, upper = apply(claim.interval, xp, fields)
    sides = {} if claims_nothing(lower) else {"lower": xp.number(lower) <= value}
    sides |= {} if claims_nothing(upper) else {"upper": value <= xp.number(upper)}
    return Statement(known, tuple(xp.required), sides)


def is_read(premise: Premise, changed: Collection[str]) -> bool:
    """Decide whether a premise reads a number that changes from step to step.

    Args:
        premise: The premise.
        changed: The names of the numbers that change.

    Returns:
        Whether it reads one.

    Examples:
        >>> from bounds import CLAIMS
        >>> [premise.name for premise in CLAIMS["lemma1.path"].premises if is_read(premise, ("weight_gap",))]
        ['‖w_NR − w_R‖ ≥ 0']
    """
    return bool(set(reads(premise.holds)) & set(changed))
