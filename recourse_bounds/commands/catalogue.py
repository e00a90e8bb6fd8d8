"""Claims by id for the commands: those of this project, and those of a user's file."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from empirical.errors import InputError

if TYPE_CHECKING:
    from bounds import Claim

ClaimsFile = Annotated[
    Path | None,
    typer.Option("--claims", metavar="FILE", help="Python file with claims of your own, beside those here. It is run."),
]


TRUST = {
    "KERNEL": "Coq's kernel checked a proof from the axioms of the real numbers",
    "TWO_SOLVERS": "z3 and cvc5 decided it alike",
    "SOLVER": "z3 decided it",
    "SEARCHED": "nobody proved it, but a long search found nothing against it",
    "OPEN": "nothing is on record of this definition",
}
"""What the levels of trust mean, by name."""


def catalogue(file: Path | None) -> "Mapping[str, Claim]":
    """Give the claims by id, those of a user's file last.

    Args:
        file: The user's Python file, which is run; ``None`` for the claims of this project alone.

    Returns:
        The claims by id.

    Raises:
        InputError: If the file cannot be read or used.

    Examples:
        >>> catalogue(None)["lemma1.norms"].statement
        'a − Δ ≤ b ≤ a + Δ'
    """
    from bounds import CLAIMS
    from bounds.user_claims import ClaimError, load

    try:
        return CLAIMS if file is None else {**CLAIMS, **load(file)}
    except ClaimError as error:
        raise InputError(str(error)) from None


def find(claim: str, known: Mapping[str, Any]) -> Any:
    """Look a claim up by its id.

    Args:
        claim: The id.
        known: The claims by id.

    Returns:
        The claim.

    Raises:
        InputError: If there is no such claim; the message names those with similar ids.

    Examples:
        >>> find("lemma1.sound", {"lemma1.sound": "a claim"})
        'a claim'
        >>> find("lemma.sound", {"lemma1.sound": "a claim"})  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: no claim 'lemma.sound'; did you mean lemma1.sound? ...
    """
    if claim not in known:
        near = get_close_matches(claim, known, n=3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise InputError(f"no claim {claim!r}; {hint}`recourse-bounds claims` lists all")
    return known[claim]


def statement_rows(claim: "Claim") -> list[tuple[str, str, str]]:
    """Give the first rows of a table about a claim: what it says, whether it is true, and who found that out.

    Args:
        claim: The claim.

    Returns:
        Three rows of three cells.

    Examples:
        >>> statement_rows(catalogue(None)["lemma1.norms"])[0]
        ('statement', 'a − Δ ≤ b ≤ a + Δ', 'Krishna et al. 2024, Lemma 1, second part')
    """
    from bounds.records import trust

    level = trust(claim)
    return [
        ("statement", claim.statement, claim.source),
        ("in theory", claim.theory, claim.remark),
        ("trust", str(level), TRUST[level.name]),
    ]


def meaning(field: str) -> str:
    """Say what a field of a claim means.

    Args:
        field: The name of the field.

    Returns:
        The meaning, in a few words.

    Examples:
        >>> meaning("lam")
        'λ, weight of the squared distance in SCFE'
        >>> meaning("income")
        'a field of your own'
    """
    from bounds import FIELDS

    return FIELDS.get(field, "a field of your own")
