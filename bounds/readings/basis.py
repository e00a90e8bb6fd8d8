"""The hash of what a whole proof rests on beside the definition: the meaning of the fields, and the facts."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from bounds.claim import Claim, Premise
from bounds.readings.text import definition_hash


def basis_hash(claim: Claim) -> str:
    """Compute the hash of a claim's definition with the meaning of its fields and the facts that its premises name.

    It differs from :func:`bounds.readings.text.definition_hash`, by which verdicts and reports recognise a definition:
    a premise that follows from another fact, or a fact with another proof, changes nothing of what the claim says.

    Args:
        claim: The claim.

    Returns:
        The SHA-256 in hexadecimal digits.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["lemma1.norms"]
        >>> without = dataclasses.replace(claim, meaning={})
        >>> basis_hash(without) == basis_hash(claim), definition_hash(without) == definition_hash(claim)
        (False, True)
    """
    return sha256("\n".join([definition_hash(claim), *_lines(claim)]).encode()).hexdigest()


def _lines(claim: Claim) -> Iterator[str]:
    yield from _terms("meaning", claim.meaning)
    yield from _because(claim.premises)
    if claim.induction:
        yield from _terms("meaning of a step", claim.induction.meaning)
        yield from _terms("first", claim.induction.first)
        yield from _terms("next", claim.induction.next)
        yield from _because(claim.induction.premises)


def _terms(name: str, terms: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} {field} {term!r}" for field, term in sorted(terms.items()))


def _because(premises: tuple[Premise, ...]) -> Iterator[str]:
    yield from (f"because {application!r}" for premise in premises for application in premise.because)
