"""The command ``recourse-bounds claims``."""

from typing import Annotated

import typer

from recourse_bounds.commands.catalogue import ClaimsFile, catalogue, find, meaning, statement_rows
from recourse_bounds.terminal import show

EXAMPLE = "recourse-bounds claims theorem1.sound"


def claims(
    claim: Annotated[
        str | None, typer.Argument(help="Id of a claim, to see its premises and fields; without it, all claims.")
    ] = None,
    file: ClaimsFile = None,
) -> None:
    """List the statements that can be checked, and which of them are true; or show one with its premises and fields.

    Examples:
        >>> claims("lemma1.norms")  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
        what    name    meaning, or source
        statement       a − Δ ≤ b ≤ a + Δ       Krishna et al. 2024, Lemma 1, second part
        ...
    """
    known = catalogue(file)
    if claim is None:
        from bounds.records import trust

        header = ("id", "statement", "source", "in theory", "trust", "remark")
        cells = [(one.id, one.statement, one.source, one.theory, str(trust(one)), one.remark) for one in known.values()]
        show("Claims", header, cells, wrapped=("statement", "source", "remark"))
        return
    chosen = find(claim, known)
    premises = [(premise.kind.value, premise.name, premise.source) for premise in chosen.premises]
    fields = [("needed" if name in chosen.needed else "field", name, meaning(name)) for name in chosen.read]
    header = ("what", "name", "meaning, or source")
    show(chosen.id, header, [*statement_rows(chosen), *premises, *fields], wrapped=header[1:])
