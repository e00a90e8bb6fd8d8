"""The command ``recourse-bounds prove``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from recourse_bounds.checking import by_cvc5, by_kernel, write_proofs
from recourse_bounds.commands.catalogue import ClaimsFile, catalogue, find
from recourse_bounds.commands.proofs import CONTRADICTS, PATIENCE, extent, grounds, refutation, stored_proof
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.terminal import Progress, show

EXAMPLE = "recourse-bounds prove theorem1.printed\nrecourse-bounds prove theorem1.sound --check coq --out proofs"


class Checker(StrEnum):
    """Who else decides a claim."""

    COQ = "coq"
    CVC5 = "cvc5"


def prove(
    claim: Annotated[str | None, typer.Argument(help="Id of a claim; without it, all claims.")] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Time that a proof may take.")] = PATIENCE,
    fresh: Annotated[bool, typer.Option("--fresh", help="Prove anew what is stored.")] = False,  # noqa: FBT002
    check: Annotated[
        list[Checker] | None,
        typer.Option(help="Who else shall decide: Coq's kernel, or cvc5, a second solver. Twice for both."),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the files that Coq checks.")] = Path("proofs"),
    file: ClaimsFile = None,
) -> int:
    """Prove a claim from its premises, or show numbers that refute it.

    A proof is whole if no premise is taken on trust: then those about vectors follow from proved facts, which are
    named for a single claim. Counterexamples are replayed in exact arithmetic. Proofs are stored in the user's cache
    folder, and used again for the same definition, meaning and facts. With --check, Coq's kernel checks a proof that is
    written as a file for each claim, or a second solver, cvc5, decides as well.

    Examples:
        >>> prove("lemma1.norms")  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        id      result  seconds how far it goes, or counterexample
        lemma1.norms    proved  ...
        |a − b| ≤ ‖w_NR − w_R‖: reverse_triangle(Sw_NR, Sw_R), stretched(w_NR − w_R)
        axioms: real numbers, inner products
        0
    """
    known = catalogue(file)
    chosen = list(known.values()) if claim is None else [find(claim, known)]
    if Checker.COQ in (check or ()):
        write_proofs(chosen, out)
    rows, proofs, wrong = [], [], False
    with Progress() as progress:
        for one in chosen:
            progress(f"proving {one.id}")
            proof, stored = stored_proof(one, timeout, fresh=fresh)
            proofs.append(proof)
            seconds = f"{proof.seconds:.3f}" + " (stored)" * stored
            rows.append((one.id, proof.result, seconds, extent(one, proof)))
            wrong |= proof.result in CONTRADICTS[one.theory]
    header = ("id", "result", "seconds", "how far it goes, or counterexample")
    show("Proofs", header, rows, numeric=header[2:3], wrapped=header[3:])
    if claim is not None:
        for line in (*refutation(chosen[0], proofs[0]), *grounds(chosen[0], proofs[0])):
            typer.echo(line)
    else:
        proved = [proof for proof in proofs if proof.result == "proved"]
        whole = sum(proof.is_whole for proof in proved)
        typer.echo(f"{len(proved)} claims are proved, {whole} of them whole; the others name what they take on trust")
    for checker in dict.fromkeys(check or ()):
        wrong |= by_kernel(chosen, out, timeout) if checker is Checker.COQ else by_cvc5(chosen, timeout)
    return DEFECT if wrong else 0
