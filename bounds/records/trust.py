"""How far what is said of a claim can be trusted: who found out that it is true, or false."""

from enum import StrEnum
from pathlib import Path

from bounds.claim import Claim
from bounds.records.package import FOLDER, known_check, known_hunt, known_proof, known_witnesses


class Trust(StrEnum):
    """Who found out that a claim is true or false; the first one of these that applies."""

    KERNEL = "kernel"
    """Coq's kernel checked a proof from the axioms of the real numbers."""
    TWO_SOLVERS = "two solvers"
    """z3 and cvc5 decided it alike, each from a text of its own; a counterexample was also replayed exactly."""
    SOLVER = "solver"
    """z3 decided it; a counterexample was also replayed exactly."""
    SEARCHED = "searched"
    """Nobody proved it, but a long search found nothing against it."""
    OPEN = "open"
    """Nothing is on record of this definition."""


def trust(claim: Claim, *, folder: Path = FOLDER) -> Trust:
    """Look up how far what is said of a claim can be trusted, by the records of its present definition.

    Args:
        claim: The claim.
        folder: The folder of the records.

    Returns:
        The level.

    Examples:
        >>> import dataclasses
        >>> from bounds import CLAIMS
        >>> claim = CLAIMS["theorem1.sound"]
        >>> str(trust(claim)), str(trust(CLAIMS["theorem1.printed"]))
        ('kernel', 'two solvers')
        >>> str(trust(dataclasses.replace(claim, premises=claim.premises[1:])))
        'open'
    """
    check, proof = known_check(claim, folder=folder), known_proof(claim, folder=folder)
    if check and check.kernel == "checked":
        return Trust.KERNEL
    if proof:
        return Trust.TWO_SOLVERS if check and check.second == proof.result else Trust.SOLVER
    if known_witnesses(claim, folder=folder):
        return Trust.SOLVER
    return Trust.SEARCHED if known_hunt(claim, folder=folder) else Trust.OPEN
