"""The command ``recourse-bounds falsify``."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from empirical.errors import InputError
from recourse_bounds.commands.catalogue import ClaimsFile, catalogue, find, meaning, statement_rows
from recourse_bounds.commands.proofs import CONTRADICTS, extent, stored_proof
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.terminal import Progress, show

if TYPE_CHECKING:
    from bounds import Claim, Finding

EXAMPLE = "recourse-bounds falsify theorem4.printed --seconds 10"


def falsify(
    claim: Annotated[str, typer.Argument(help="Id of a claim, or of a misreading on the errata page.")],
    seconds: Annotated[float, typer.Option(metavar="SECONDS", help="Time after which nothing new is tried.")] = 60.0,
    starts: Annotated[int, typer.Option(metavar="NUMBER", help="Instances from which the search climbs.")] = 2**17,
    seed: Annotated[int, typer.Option(metavar="NUMBER", help="Seed of these instances.", min=0, max=2**31 - 1)] = 0,
    file: ClaimsFile = None,
) -> int:
    """Look for models and a person that break a claim, and show the simplest, or how nearly the claim was broken.

    What is found is certified in exact arithmetic. First the claim is proved, or refuted, as a statement about numbers.
    """
    chosen = _chosen(claim, file)
    with Progress() as progress:
        progress(f"proving {chosen.claim.id}")
        proof, _ = stored_proof(chosen.claim)
        found = _search(chosen, starts=starts, seconds=seconds, seed=seed, progress=progress)
    core = "scalar core, read rightly" if chosen.misread else "scalar core"
    rows = [(core, proof.result, extent(chosen.claim, proof)), *_finding_rows(chosen, found)]
    header = ("what", "name", "value")
    show(chosen.claim.id, header, [*statement_rows(chosen.claim), *rows], wrapped=header[1:])
    contradicted = chosen.claim.theory == "true" and found.witness is not None
    contradicted |= not chosen.misread and proof.result in CONTRADICTS[chosen.claim.theory]
    return DEFECT if contradicted else 0


class _Chosen(NamedTuple):
    """A claim, or a misreading read as one, and the constructions that are searched for a counterexample.

    Attributes:
        claim: The claim.
        constructions: The constructions of a misreading; ``None`` for all that make the claim's fields.
        misread: Whether the claim is fed with other quantities than those it speaks of.
    """

    claim: "Claim"
    constructions: Any
    misread: bool


class _Searched(NamedTuple):
    """A construction that was searched, and the claim about numbers that it makes instances of."""

    construction: Any
    claim: "Claim"


def _chosen(claim: str, file: Path | None) -> _Chosen:
    from bounds.misreadings import MISREADINGS
    from bounds.records import read_as

    known = catalogue(file)
    misreading = None if claim in known else MISREADINGS.get(claim)
    if misreading is None:
        return _Chosen(find(claim, {**known, **MISREADINGS}), None, misread=False)
    return _Chosen(read_as(misreading), misreading.constructions, misread=bool(misreading.feeds))


def _search(chosen: _Chosen, *, starts: int, seconds: float, seed: int, progress: Progress) -> "Finding":
    """What was found."""  # noqa: DOC501
    import jax

    from bounds.falsification.falsifier import falsify as search

    how: dict[str, Any] = {"constructions": chosen.constructions, "misread": chosen.misread, "tell": progress}
    try:
        return search(chosen.claim, key=jax.random.key(seed), starts=starts, seconds=seconds, **how)
    except (ValueError, OverflowError) as error:
        raise InputError(str(error)) from None


def _finding_rows(chosen: _Chosen, found: "Finding") -> list[tuple[str, str, str]]:
    """The rows of the table that say what was found."""
    from bounds.constructions import constructions_for
    from bounds.constructions.compatible import relevant
    from bounds.vectors import about_numbers

    claims = about_numbers(chosen.claim)
    searched = {
        one.name: _Searched(one, claim) for claim in claims for one in chosen.constructions or constructions_for(claim)
    }
    effort = ("search", found.result, f"{found.starts:,} starts in {found.seconds:.1f} s")
    if found.witness is None:
        return [effort, *_doubts(found), *_tightest(found, searched)]
    witness, (construction, claim) = found.witness, searched[found.witness.construction]
    interval = f"{witness.certificate.value}, outside [{witness.certificate.lower}, {witness.certificate.upper}]"
    return [
        effort,
        ("models", construction.name, construction.statement),
        *(("chosen", name, str(witness.parameters[name])) for name in relevant(construction, claim)),
        *(("follows", name, f"{value}: {meaning(name)}") for name, value in witness.fields.items()),
        ("value", chosen.claim.id, interval),
        *(("fails", "premise", name) for name in witness.certificate.failed),
    ]


def _doubts(found: "Finding") -> list[tuple[str, str, str]]:
    """What a search could not do."""
    untried = ("search", "premises", "no start came to where they hold: nothing was tried")
    unsure = ("search", "unconfirmed", f"{found.unconfirmed:,} that seem to break it, not so in exact arithmetic")
    return [line for line, applies in ((untried, not found.met), (unsure, found.unconfirmed)) if applies]


def _tightest(found: "Finding", searched: Mapping[str, _Searched]) -> list[tuple[str, str, str]]:
    """How nearly the claim was broken, and by which models."""
    from bounds.constructions.compatible import relevant

    if found.construction is None:
        return []
    construction, claim = searched[found.construction]
    names = relevant(construction, claim)
    where = ", ".join(f"{name} = {found.at[name]:.6g}" for name in names)
    at_the_edge = [
        one.name for one in construction.parameters if one.name in names and found.at[one.name] in (one.low, one.high)
    ]
    edge = [("chosen", "at the edge of the range", ", ".join(at_the_edge))] if at_the_edge else []
    return [
        ("tightest", "share of the bound", f"{found.tightness:.6f}"),
        ("models", construction.name, construction.statement),
        ("chosen", "all", where),
        *edge,
    ]
