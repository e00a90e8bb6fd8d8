"""What a claim says beside its formulas: names, kinds, the order of its definitions."""

from collections.abc import Iterator
from typing import get_args, get_type_hints

from bounds.claim import Claim, Kind, Premise, reads


def wrong_words(claim: Claim) -> Iterator[str]:
    """What is wrong with a claim, formulas aside.

    Args:
        claim: A claim.

    Yields:
        What is wrong, and the remedy.
    """
    hints = get_type_hints(Claim)
    for name in ("theory", "tightness"):
        allowed = get_args(hints[name])
        if getattr(claim, name) not in allowed:
            yield f"{name} must be one of {', '.join(allowed)}, not {getattr(claim, name)!r:.60}"
    names = [premise.name for premise in claim.premises]
    for premise in claim.premises:
        if names.count(premise.name) > 1:
            yield f"two premises are named {premise.name!r}, and verdicts name premises; name them apart"
        if not isinstance(premise.kind, Kind):
            yield f"the premise {premise.name!r} has the kind {premise.kind!r:.60}; take a member of bounds.Kind"
    yield from _wrong_definitions(claim)


def _wrong_definitions(claim: Claim) -> Iterator[str]:
    """A proof computes the defined fields one after the other: each once, from what is known by then."""  # noqa: DOC402
    definitions = [premise for premise in claim.premises if premise.defines or premise.formula]
    for place, premise in enumerate(definitions):
        for wrong in _wrong_definition(premise, definitions[:place], definitions[place + 1 :], claim.fields):
            yield f"the premise {premise.name!r} {wrong}"


def _wrong_definition(
    premise: Premise, before: list[Premise], after: list[Premise], fields: tuple[str, ...]
) -> Iterator[str]:
    field, formula = premise.defines, premise.formula
    if field is None or formula is None:
        yield "has only one of defines and formula; make it with bounds.definition"
        return
    if field not in fields:
        yield f"defines {field!r}, which is no field of the claim; add it to fields"
    if field in reads(formula):
        yield f"defines {field!r} by a formula that reads {field!r}; compute it from other fields"
    if field in {one.defines for one in before}:
        yield f"defines {field!r}, which another premise defines already; state it as a hypothesis"
    for early in sorted(set(reads(formula)) & {str(one.defines) for one in after}):
        yield f"reads {early!r}, which is defined further down; state that definition first"
