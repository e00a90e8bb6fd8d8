"""Checks of a claim apart from its formulas: texts, names, the start of an induction, the order of definitions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bounds.formulas.graph import is_graph
from bounds.formulas.shapes import check_shapes
from bounds.formulas.tape import Misuse, most_operations
from bounds.formulas.tracing import reads
from bounds.ops import OPERATIONS, VECTOR_OPERATIONS
from bounds.premise import Induction, Premise, wrong_text
from bounds.sealed import is_sealed

if TYPE_CHECKING:
    from bounds.claim import Claim

RESERVED = frozenset({"xp", "self", "claim", "errors", "field_error", "worst", *OPERATIONS, *VECTOR_OPERATIONS})
"""Names that no field may have: the operations, and the parameters of functions that take fields by name."""

ALLOWED = {"theory": ("true", "false", "open"), "tightness": ("centre", "zero")}
"""The values of the attributes that have only a few."""

MOST_PREMISES = 31
"""The number of bits of the masks in a verdict."""


def wrong_words(claim: "Claim") -> Iterator[str]:
    """Find the mistakes of a claim apart from its formulas.

    Args:
        claim: The claim, whose premises are premises.

    Yields:
        The description of a mistake and its remedy.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma2.printed"]
        >>> list(wrong_words(claim))
        []
        >>> dataclasses.replace(claim, theory="maybe")
        Traceback (most recent call last):
        ...
        bounds.errors.ClaimError: lemma2.printed: theory must be one of true, false, open, not 'maybe'
    """
    for name in ("source", "statement", "remark"):
        if wrong := wrong_text(getattr(claim, name)):
            yield f"{name} {wrong}"
    yield from _wrong_fields(claim.fields)
    yield from _wrong_induction(claim.induction, claim.fields)
    for name, allowed in ALLOWED.items():
        if getattr(claim, name) not in allowed:
            yield f"{name} must be one of {', '.join(allowed)}, not {getattr(claim, name)!r:.60}"
    if len(claim.premises) > MOST_PREMISES:
        yield f"{len(claim.premises)} premises; the masks hold {MOST_PREMISES}"
    names = [premise.name for premise in claim.premises]
    for name in names:
        if names.count(name) > 1:
            yield f"two premises are named {name!r}, and verdicts name premises; name them apart"
    yield from _wrong_definitions(claim)


def wrong_fields_read(claim: "Claim") -> Iterator[str]:
    """Find the mistakes in what the formulas of a claim read.

    Args:
        claim: The claim, whose formulas are graphs.

    Yields:
        The description of a mistake and its remedy.

    Examples:
        >>> from bounds import CLAIMS
        >>> list(wrong_fields_read(CLAIMS["lemma2.printed"]))
        []
    """
    formulas = (claim.value, claim.interval, claim.trivial, *(premise.holds for premise in claim.premises))
    unknown = {name for formula in formulas for name in reads(formula)} - set(claim.fields)
    if unknown:
        yield (
            f"the formulas read {sorted(unknown)}; add them to fields"
            " (a formula names each field: no defaults, no * or **)"
        )
    operations = sum(len(formula.steps) for formula in formulas if is_graph(formula))
    if operations > (most := most_operations(len(claim.fields))):
        yield f"the formulas have {operations:,} operations, of at most {most:,}; make a part of them a field"
    idle = [premise.name for premise in claim.premises if not reads(premise.holds)]
    if idle or not reads(claim.value):
        yield f"the value and every premise must read a field; {idle or 'the value'} does not"


def wrong_shapes(claim: "Claim") -> Iterator[str]:
    """Find the mistakes of a claim about vectors: indices that are none, and vectors that do not fit together.

    Args:
        claim: The claim, whose formulas are graphs.

    Yields:
        The description of a mistake and its remedy.

    Examples:
        >>> from bounds import CLAIMS
        >>> list(wrong_shapes(CLAIMS["lemma2.printed"]))
        []
    """
    for name, text in claim.shapes.items():
        if name not in claim.fields:
            yield f"shapes has {name!r:.60}, which is no field of the claim; add it to fields"
        names = text.split() if type(text) is str else []
        if not 1 <= len(names) <= 2 or not all(map(str.isidentifier, names)):
            yield f"the shape of {name!r:.60} is {text!r:.60}; name one index, as 'd', or two of a matrix, as 'k d'"
            return
    if claim.shapes and claim.induction:
        yield "an induction is about numbers; leave out shapes, or the induction"
    formulas = [("the value", claim.value), ("the interval", claim.interval), ("the trivial interval", claim.trivial)]
    for premise in claim.premises:
        formulas.append((f"the premise {premise.name!r}", premise.holds))
        if premise.defines in claim.shapes:
            yield f"the premise {premise.name!r} defines {premise.defines!r}, which has an index; define numbers only"
    for name, graph in formulas:
        try:
            check_shapes(graph, claim.indices)  # type: ignore[arg-type]
        except Misuse as misuse:
            yield f"{name} {misuse}"


def wrong_meaning(claim: "Claim") -> Iterator[str]:
    """Find the mistakes in what fields mean: a field that is a vector has no meaning in numbers.

    What is said of names that are no fields of the claim is about numbers that it does not read.

    Args:
        claim: The claim, whose meaning is one.

    Yields:
        The description of a mistake and its remedy.

    Examples:
        >>> from bounds import CLAIMS
        >>> list(wrong_meaning(CLAIMS["lemma2.printed"]))
        []
    """
    for name in claim.meaning:
        if name in claim.shapes:
            yield f"meaning has {name!r}, which has an index; only numbers have a meaning of vectors"


def _wrong_fields(fields: Any) -> Iterator[str]:
    if not isinstance(fields, tuple) or not all(type(name) is str for name in fields):
        yield f'fields must be a tuple of names, such as ("lam", "delta"), not {fields!r:.60}'
        return
    for name in fields:
        if not name.isidentifier():
            yield f"a field cannot be called {name!r:.60}; name it as Python names parameters"
        if name in RESERVED:
            yield f"a field cannot be called {name!r}, which has a meaning of its own; name it otherwise"


def _wrong_induction(induction: Any, fields: tuple[str, ...]) -> Iterator[str]:
    if induction is None:
        return
    if not is_sealed(induction, Induction):
        yield f"induction must be a bounds.Induction as it was made, not {induction!r:.60}"
        return
    for name in induction.start:
        if name not in fields:
            yield f"the induction starts with {name!r:.60}, which is no field of the claim; add it to fields"


def _wrong_definitions(claim: "Claim") -> Iterator[str]:
    """Yield the mistakes in definitions: a proof computes each defined field once, from fields that are known then."""
    definitions = [premise for premise in claim.premises if premise.formula]
    if definitions and claim.induction:
        yield f"the premise {definitions[0].name!r} is a definition, which no induction takes; write the formula itself"
    for place, premise in enumerate(definitions):
        for wrong in _wrong_definition(premise, definitions[:place], definitions[place + 1 :], claim.fields):
            yield f"the premise {premise.name!r} {wrong}"


def _wrong_definition(
    premise: Premise, before: list[Premise], after: list[Premise], fields: tuple[str, ...]
) -> Iterator[str]:
    field, formula = premise.defines, premise.formula
    if field is None or formula is None:
        return
    if field not in fields:
        yield f"defines {field!r}, which is no field of the claim; add it to fields"
    for name in sorted(set(reads(formula)) - set(fields)):
        yield f"reads {name!r}, which is no field of the claim; add it to fields"
    if field in reads(formula):
        yield f"defines {field!r} by a formula that reads {field!r}; compute it from other fields"
    if field in {other.defines for other in before}:
        yield f"defines {field!r}, which another premise defines already; state it as a hypothesis"
    for early in sorted(set(reads(formula)) & {str(other.defines) for other in after}):
        yield f"reads {early!r}, which is defined further down; state that definition first"
