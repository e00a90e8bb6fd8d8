"""Claims that others decide beside z3, for the commands: the kernel of Coq, and cvc5."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from empirical.errors import InputError
from recourse_bounds.commands.proofs import CONTRADICTS
from recourse_bounds.terminal import Progress, show

if TYPE_CHECKING:
    from bounds import Claim

KERNEL_PATIENCE = 12.0
"""How much longer than z3 a file of Coq may take: Coq loads its library of real numbers first."""

WORDS = {"checked": "checked", "failed": "no proof", "late": "no answer in time"}
"""What Coq says of a file, in words."""


def write_proofs(claims: "list[Claim]", folder: Path) -> None:
    """Write a file of Coq for each claim about numbers, and the files of lemmas.

    Args:
        claims: The claims.
        folder: The folder of the files, which is made if it is not there.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> from bounds import CLAIMS
        >>> with tempfile.TemporaryDirectory() as name:
        ...     write_proofs([CLAIMS["lemma1.norms"]], Path(name))
        ...     sorted(path.name for path in Path(name).iterdir())
        ['Recourse.v', 'Vectors.v', 'lemma1_norms.v']
    """
    from bounds.kernel.everything import write_files

    try:
        write_files({claim.id: claim for claim in claims if not claim.shapes}, folder)
    except OSError as error:
        raise InputError(f"cannot write {folder}: {error.strerror}; give another folder by --out") from None


def by_kernel(claims: "list[Claim]", folder: Path, timeout: float) -> bool:
    """Have Coq check the file of each claim, and show what it says; where Coq is not installed, one line says so.

    Args:
        claims: The claims.
        folder: The folder in which :func:`write_proofs` wrote the files.
        timeout: The seconds that z3 may take; Coq may take longer by :data:`KERNEL_PATIENCE`.

    Returns:
        Whether Coq proves a claim that is false in theory.

    Examples:
        >>> import contextlib, io
        >>> from bounds import CLAIMS
        >>> with contextlib.redirect_stdout(io.StringIO()):
        ...     wrong = by_kernel([CLAIMS["lemma1.norms"]], Path("proofs"), 10.0)
        >>> wrong
        False
    """
    from bounds.kernel import ABSENT, check, compiler, files

    numbers = {claim.id: claim for claim in claims if not claim.shapes}
    for claim in claims:
        if claim.shapes:
            typer.echo(f"{claim.id} is about vectors of any size, for which no file of Coq is written")
    if compiler() is None:
        typer.echo(f"{ABSENT}. The files are in {folder}")
        return False
    rows, wrong = [], False
    with Progress() as progress:
        progress("Coq compiles its lemmas")
        for claim, (file, checked) in zip(
            numbers.values(), check(files(numbers), timeout=KERNEL_PATIENCE * timeout), strict=True
        ):
            progress(f"Coq checked {file}")
            told = checked.message or ", ".join(name.rpartition(".")[2] for name in checked.axioms) or "no axiom"
            rows.append((claim.id, WORDS[checked.result], f"{checked.seconds:.1f}", told))
            wrong |= checked.result == "checked" and "proved" in CONTRADICTS[claim.theory]
    header = ("id", "Coq", "seconds", "axioms of the real numbers that it rests on, or what is missing")
    show(f"Checked by Coq; files in {folder}", header, rows, numeric=header[2:3], wrapped=header[3:])
    return wrong


def by_cvc5(claims: "list[Claim]", timeout: float) -> bool:
    """Have cvc5 decide claims, and show what it says.

    Args:
        claims: The claims.
        timeout: The seconds that a question may take.

    Returns:
        Whether cvc5 says otherwise than theory.

    Examples:
        >>> from bounds import CLAIMS
        >>> by_cvc5([CLAIMS["lemma1.norms"]], 10.0)  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        id      cvc5    seconds
        lemma1.norms    proved  ...
        False
    """
    from bounds.proving.second_opinion import second_opinion

    rows, wrong = [], False
    with Progress() as progress:
        for claim in claims:
            progress(f"cvc5 decides {claim.id}")
            opinion = second_opinion(claim, timeout=timeout)
            rows.append((claim.id, opinion.result, f"{opinion.seconds:.3f}"))
            wrong |= opinion.result in CONTRADICTS[claim.theory]
    show("Decided by cvc5", ("id", "cvc5", "seconds"), rows, numeric=("seconds",))
    return wrong
