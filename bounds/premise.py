"""Premises as data: conditions with their kinds, definitions of fields, and the steps of an induction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from bounds.errors import ClaimError
from bounds.facts.statement import Application
from bounds.formulas.symbols import wrong_constant
from bounds.formulas.tracing import Formula, apply, named, reads, trace
from bounds.formulas.written import written
from bounds.meaning.meaning import Meaning, own_meaning, own_vectors
from bounds.meaning.terms import Vector
from bounds.ops import Ops, Scalar
from bounds.sealed import Sealed, is_sealed


class Kind(StrEnum):
    """The role of a premise in a claim; only a failed domain or hypothesis makes an instance inapplicable."""

    DOMAIN = "domain"
    """The quantities are of the right kind: norms non-negative, λ positive, divisors not 0."""
    DEFINITION = "definition"
    """A measured quantity equals its definition in the theory."""
    HYPOTHESIS = "hypothesis"
    """The statement assumes it of the instance."""
    LEMMA = "lemma"
    """It is the conclusion of an earlier statement on which this one builds."""
    INEQUALITY = "inequality"
    """It is a fact of vector algebra or analysis, such as the Cauchy-Schwarz or the triangle inequality."""


@dataclass(frozen=True, eq=False)
class Premise(Sealed):
    """One condition under which a claim is stated, or one fact that its proof uses.

    Its formulas are run once, when it is made, and are graphs from then on.

    Attributes:
        name: The premise in a few words or symbols.
        kind: The role of the premise in the claim.
        holds: The formula ``(xp, <fields>) -> truth`` of the condition.
        source: The place where the premise is printed, or the reason why it is true.
        defines: For a definition, the name of the field that it defines.
        formula: For a definition, the formula of that field. The prover substitutes the formula for the field; the
            checker compares the two.
        because: The facts about vectors from which the premise follows, by the meaning of the fields; each is applied
            to vectors and numbers, after those that it needs.
    """

    name: str
    kind: Kind
    holds: Formula
    source: str
    defines: str | None = None
    formula: Formula | None = None
    because: tuple[Application, ...] = ()

    def __post_init__(self) -> None:
        """Trace the formulas, and refuse a premise of which readings would differ.

        Raises:
            ClaimError: If a text or the kind is none, or a formula cannot be read.
        """
        name = f"the premise {self.name!r:.60}"
        for what, text in ((f"the name of {name}", self.name), (f"the source of {name}", self.source)):
            if wrong := wrong_text(text):
                raise ClaimError(f"{what} {wrong}")
        if type(self.kind) is not Kind:
            raise ClaimError(f"{name} has the kind {self.kind!r:.60}; take a member of bounds.Kind")
        self._set("holds", trace(self.holds, "condition", name))
        if (self.defines is None) != (self.formula is None):
            raise ClaimError(f"{name} has only one of defines and formula; make it with bounds.definition")
        if self.defines is not None and self.formula is not None:
            self._set("formula", trace(self.formula, "number", name))
            made = trace(_equals(self.defines, self.formula))
            if self.kind is not Kind.DEFINITION or written(made) != written(self.holds):
                wrong = f"defines {self.defines!r} otherwise than it says"
                raise ClaimError(f"{name} {wrong}; make it with bounds.definition")
        if not isinstance(self.because, tuple | list) or not all(type(one) is Application for one in self.because):
            raise ClaimError(f"{name} needs because=(facts.triangle('u', 'v'), ...), not {self.because!r:.60}")
        self._set("because", tuple(self.because))
        self._seal()

    def __repr__(self) -> str:
        """Print the name, the kind and the source."""
        return f"Premise {self.name} ({self.kind}; {self.source})"


def definition(name: str, field: str, formula: Formula, source: str, because: tuple[Application, ...] = ()) -> Premise:
    """Make the premise that a measured field equals a formula of other fields, up to a relative difference of 1e-6.

    Args:
        name: The definition in a few words or symbols.
        field: The name of the field that is defined.
        formula: The formula ``(xp, <fields>) -> scalar`` of that field.
        source: The place where the definition is printed.
        because: The facts from which it follows, if the field has a meaning of its own.

    Returns:
        A premise of kind ``definition``.

    Examples:
        >>> from bounds.readings.arrays import NUMPY_OPS
        >>> premise = definition("c = 2 r", "cost_r", lambda xp, radius_r: 2.0 * radius_r, "an example")
        >>> premise
        Premise c = 2 r (definition; an example)
        >>> bool(premise.holds(NUMPY_OPS, cost_r=6.0, radius_r=3.0))
        True
    """
    graph = trace(formula, "number", f"the premise {name!r:.60}")
    return Premise(name, Kind.DEFINITION, _equals(field, graph), source, field, graph, because)


def _equals(field: str, formula: Formula) -> Formula:
    def holds(xp: Ops, **fields: Scalar) -> Any:
        return xp.close(fields[field], apply(formula, xp, fields))

    return named(holds, (field, *reads(formula)))


@dataclass(frozen=True, eq=False)
class Induction(Sealed):
    """The proof by induction of a claim about N steps: the claim holds at 0 steps, and each step preserves it.

    A step is a gradient step of training (Lemma 1), or one more component of a vector in a basis (Lemma 2).

    Attributes:
        start: The values, before the first step, of all fields that the steps change.
        advance: The formula ``(xp, <fields and auxiliary scalars>) -> {field: value one step later}``.
        premises: The facts about one step, as conditions on fields and auxiliary scalars.
        meaning: The meaning of the auxiliary scalars, by name.
        first: The vectors before the first step, by the names that the meaning of the fields has for them.
        next: The vectors one step later, by these names.
    """

    start: Mapping[str, int]
    advance: Formula
    premises: tuple[Premise, ...]
    meaning: Meaning = field(default_factory=dict)
    first: Mapping[str, Vector] = field(default_factory=dict)
    next: Mapping[str, Vector] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Trace the formula, and refuse a start that is none.

        Raises:
            ClaimError: If the start, the formula or a premise is none.
        """
        if not isinstance(self.start, Mapping) or not self.start:
            raise ClaimError(f"the induction's start must map fields to whole numbers, not be {self.start!r:.60}")
        start = dict(self.start.items())
        for name, number in start.items():
            if type(name) is not str or type(number) is not int or wrong_constant(number):
                where = f"{name!r:.60} at {number!r:.60}"
                raise ClaimError(f"the induction starts with {where}; give a whole number, such as 0")
        self._set("start", MappingProxyType(start))
        self._set("premises", own_premises(self.premises, "the induction's premises"))
        advance = trace(self.advance, "mapping", "the induction's step")
        if set(advance.names) != set(start):
            fields, returned = ", ".join(sorted(start)), ", ".join(advance.names) or "nothing"
            remedy = f"return a mapping of {fields}, as Induction.start has them"
            raise ClaimError(f"the induction's step returns {returned}; {remedy}")
        self._set("advance", advance)
        self._set("meaning", own_meaning(self.meaning, "the induction"))
        for name in ("first", "next"):
            self._set(name, own_vectors(getattr(self, name), f"the induction's {name}"))
        self._seal()


def own_premises(premises: Any, name: str) -> tuple[Premise, ...]:
    """Check that premises are premises, as they were made.

    Args:
        premises: A tuple or list of premises.
        name: The name of the premises in messages.

    Returns:
        The premises as a tuple.

    Raises:
        ClaimError: If they are anything else.

    Examples:
        >>> own_premises([], "the premises")
        ()
        >>> own_premises(None, "the premises")
        Traceback (most recent call last):
        ...
        bounds.errors.ClaimError: the premises must be a tuple of bounds.Premise, not None
    """
    if not isinstance(premises, tuple | list) or not all(type(premise) is Premise for premise in premises):
        raise ClaimError(f"{name} must be a tuple of bounds.Premise, not {premises!r:.60}")
    for premise in premises:
        if not is_sealed(premise, Premise):
            raise ClaimError(f"the premise {premise.name!r:.60} was changed after it was made; make it anew")
    return tuple(premises)


def wrong_text(text: Any) -> str:
    """Describe what is wrong with a text of a claim.

    Args:
        text: What should be text.

    Returns:
        The mistake and its remedy; empty if there is none.

    Examples:
        >>> wrong_text("a norm"), wrong_text(3)
        ('', 'must be text, not 3')
    """
    if type(text) is not str:
        return f"must be text, not {text!r:.60}"
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"cannot be written as UTF-8: {text!r:.60}; leave surrogates out"
    return ""
