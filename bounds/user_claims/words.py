"""Checks of a claim apart from its formulas: texts, names, kinds, the start of an induction, definitions in order."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

from bounds.claim import Claim, Induction, Kind, Premise, definition, reads
from bounds.ops import OPERATIONS
from bounds.readings.text import written
from bounds.user_claims.strict import wrong_constant

RESERVED = frozenset({"xp", "self", "claim", "errors", "field_error", "worst", *OPERATIONS})
"""Names that no field may have: the operations, and the parameters of functions that take fields by name."""


def wrong_words(claim: Claim) -> Iterator[str]:
    """Find the mistakes of a claim apart from its formulas.

    Args:
        claim: The claim of a user.

    Yields:
        The description of a mistake and its remedy.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma2.printed"]
        >>> list(wrong_words(claim))
        []
        >>> list(wrong_words(dataclasses.replace(claim, theory="maybe")))
        ["theory must be one of true, false, open, not 'maybe'"]
    """
    yield from _wrong_texts(claim)
    yield from _wrong_fields(claim.fields)
    yield from _wrong_induction(claim.induction, claim.fields)
    hints = get_type_hints(Claim)
    for name in ("theory", "tightness"):
        allowed = get_args(hints[name])
        if getattr(claim, name) not in allowed:
            yield f"{name} must be one of {', '.join(allowed)}, not {getattr(claim, name)!r:.60}"
    names = [premise.name for premise in claim.premises]
    for name in names:
        if names.count(name) > 1:
            yield f"two premises are named {name!r}, and verdicts name premises; name them apart"
    for premise in (*claim.premises, *(claim.induction.premises if claim.induction else ())):
        yield from _wrong_premise(premise)
    yield from _wrong_definitions(claim)


def _wrong_texts(claim: Claim) -> Iterator[str]:
    for name in ("source", "statement", "remark"):
        if wrong := _wrong_text(getattr(claim, name)):
            yield f"{name} {wrong}"


def _wrong_text(text: Any) -> str:
    if not isinstance(text, str):
        return f"must be text, not {text!r:.60}"
    try:
        text.encode()
    except UnicodeEncodeError:
        return f"cannot be written as UTF-8: {text!r:.60}; leave surrogates out"
    return ""


def _wrong_fields(fields: Any) -> Iterator[str]:
    if not isinstance(fields, tuple) or not all(isinstance(name, str) for name in fields):
        yield f'fields must be a tuple of names, such as ("lam", "delta"), not {fields!r:.60}'
        return
    for name in fields:
        if name in RESERVED:
            yield f"a field cannot be called {name!r}, which has a meaning of its own; name it otherwise"


def _wrong_induction(induction: Any, fields: tuple[str, ...]) -> Iterator[str]:
    if induction is None:
        return
    if not isinstance(induction, Induction):
        yield f"induction must be a bounds.Induction, not {induction!r:.60}"
        return
    if not isinstance(induction.start, Mapping) or not induction.start:
        yield f"the induction's start must map fields to whole numbers, not be {induction.start!r:.60}"
        return
    for name, number in induction.start.items():
        if name not in fields:
            yield f"the induction starts with {name!r:.60}, which is no field of the claim; add it to fields"
        if type(number) is not int or wrong_constant(number):
            yield f"the induction starts with {name!r} at {number!r:.60}; give a whole number, such as 0"
    if not callable(induction.advance):
        yield f"the induction's step must be a function (xp, fields by name), not {induction.advance!r:.60}"
    if not isinstance(induction.premises, tuple) or not all(
        isinstance(premise, Premise) for premise in induction.premises
    ):
        yield f"the induction's premises must be a tuple of bounds.Premise, not {induction.premises!r:.60}"


def _wrong_premise(premise: Premise) -> Iterator[str]:
    if wrong := _wrong_text(premise.name):
        yield f"the name of a premise {wrong}"
    if wrong := _wrong_text(premise.source):
        yield f"the source of the premise {premise.name!r} {wrong}"
    if not isinstance(premise.kind, Kind):
        yield f"the premise {premise.name!r} has the kind {premise.kind!r:.60}; take a member of bounds.Kind"
    if not callable(premise.holds):
        yield f"the premise {premise.name!r} must be a function (xp, fields by name), not {premise.holds!r:.60}"


def _wrong_definitions(claim: Claim) -> Iterator[str]:
    """Yield the mistakes in definitions: a proof computes each defined field once, from fields that are known then."""
    definitions = [premise for premise in claim.premises if premise.defines or premise.formula]
    if definitions and claim.induction:
        yield f"the premise {definitions[0].name!r} is a definition, which no induction takes; write the formula itself"
    for place, premise in enumerate(definitions):
        for wrong in _wrong_definition(premise, definitions[:place], definitions[place + 1 :], claim.fields):
            yield f"the premise {premise.name!r} {wrong}"


def _wrong_definition(
    premise: Premise, before: list[Premise], after: list[Premise], fields: tuple[str, ...]
) -> Iterator[str]:
    field, formula = premise.defines, premise.formula
    if field is None or not callable(formula):
        yield "has only one of defines and formula; make it with bounds.definition"
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
    if premise.kind is not Kind.DEFINITION or not _is_definition(premise, field):
        yield f"defines {field!r} otherwise than it says; make it with bounds.definition"


def _is_definition(premise: Premise, field: str) -> bool:
    """Decide whether a premise that defines a field holds exactly where the field equals its formula."""
    made = definition(premise.name, field, premise.formula, premise.source)  # type: ignore[arg-type]
    return written(made.holds) == written(premise.holds)
