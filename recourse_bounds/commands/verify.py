"""The command ``recourse-bounds verify``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from recourse_bounds.commands.catalogue import ClaimsFile, catalogue, find
from recourse_bounds.commands.proofs import PATIENCE
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.terminal import Progress, show

if TYPE_CHECKING:
    from bounds import Claim
    from recourse_bounds.verifying import Case

EXAMPLE = "recourse-bounds verify --junit verify.xml"

FILES_PATIENCE = 12.0
"""How much longer than z3 a file of Coq may take: Coq loads its library of real numbers first."""


def verify(
    claim: Annotated[str | None, typer.Argument(help="Id of a claim; without it, all claims.")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Time that a proof may take.")] = PATIENCE,
    fresh: Annotated[  # noqa: FBT002
        bool, typer.Option("--fresh", help="Find out anew, by z3, cvc5 and, where it is installed, Coq.")
    ] = False,
    junit: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File for the results in JUnit's XML, for continuous integration."),
    ] = None,
    file: ClaimsFile = None,
) -> int:
    """Verify that what is on record of claims is about their present definitions, and says what theory says.

    Counterexamples are replayed in exact arithmetic. What is not on record, such as claims of your own, is proved now.

    Examples:
        >>> verify("lemma1.norms")  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        id      trust   definition      proof   second solver   kernel
        lemma1.norms    kernel  passed  passed  passed  passed
        0
    """
    from recourse_bounds.junit import write_junit
    from recourse_bounds.verifying import verified

    known = catalogue(file)
    chosen = list(known.values()) if claim is None else [find(claim, known)]
    cases: list[Case] = []
    with Progress() as progress:
        for one in chosen:
            progress(f"verifying {one.id}")
            cases += verified(one, timeout, fresh=fresh)
    cases = _with_kernel(chosen, cases, FILES_PATIENCE * timeout) if fresh else cases
    if junit is not None:
        write_junit(cases, junit)
    _show(chosen, cases)
    return DEFECT if any(case.result == "failed" for case in cases) else 0


def _with_kernel(claims: "Sequence[Claim]", cases: "list[Case]", timeout: float) -> "list[Case]":
    """Put what Coq says now in the place of what is on record of it."""
    from bounds.kernel import ABSENT, check, compiler, files
    from recourse_bounds.verifying import by_kernel

    if compiler() is None:
        typer.echo(ABSENT)
        return cases
    numbers = {claim.id: claim for claim in claims if not claim.shapes}
    found = {}
    with Progress() as progress:
        progress("Coq compiles its lemmas")
        for one, (name, checked) in zip(numbers.values(), check(files(numbers), timeout=timeout), strict=True):
            progress(f"Coq checked {name}")
            found[one.id] = by_kernel(one, checked)
    return [found.get(case.claim, case) if case.name == "kernel" else case for case in cases]


def _show(claims: "Sequence[Claim]", cases: "list[Case]") -> None:
    from bounds.records import trust

    names = tuple(dict.fromkeys(case.name for case in cases))
    results = {(case.claim, case.name): case.result for case in cases}
    rows = [(one.id, str(trust(one)), *(results[one.id, name] for name in names)) for one in claims]
    show("Verified", ("id", "trust", *names), rows)
    for case in cases:
        if case.result == "failed":
            typer.echo(f"FAILED: {case.claim}, {case.name}: {case.message}")
