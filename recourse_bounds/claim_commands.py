"""The commands about claims: ``recourse-bounds claims | check | prove | falsify | errata``."""

import contextlib
import json
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import jax
import numpy as np
import typer
from platformdirs import user_cache_path

import bounds
from bounds import CLAIMS, FIELDS, Claim, Proof, Status
from bounds.user_claims import ClaimError, load
from empirical.errors import InputError
from recourse_bounds.terminal import Progress, printable, show

DEFECT = 1
"""Exit status where something is not as its theory says."""

PATIENCE = 10.0
"""Seconds for a proof."""

CONTRADICTS = {"true": ("refuted", "vacuous"), "false": ("proved", "vacuous"), "open": ()}
"""Results of a proof that are not what a claim's theory says of it."""

ClaimsFile = Annotated[
    Path | None, typer.Option("--claims", help="Python file with claims of your own, beside those here. It is run.")
]


def claims(
    claim: Annotated[str | None, typer.Argument(help="Id of a claim, to see its premises and fields.")] = None,
    file: ClaimsFile = None,
) -> None:
    """List every claim: id, statement, source, and whether it is true. Or show one: its premises and fields."""
    known = _catalogue(file)
    if claim is None:
        header = ("id", "statement", "source", "in theory", "remark")
        cells = [(one.id, one.statement, one.source, one.theory, one.remark) for one in known.values()]
        show("Claims", header, cells, wrapped=("statement", "source", "remark"))
        return
    one = _find(claim, known)
    premises = [(premise.kind.value, premise.name, premise.source) for premise in one.premises]
    fields = [("needed" if name in one.needed else "field", name, _meaning(name)) for name in one.read]
    header = ("what", "name", "meaning, or source")
    show(one.id, header, [*_said(one), *premises, *fields], wrapped=header[1:])


def check(
    claim: Annotated[str, typer.Argument(help="Id of a claim.")],
    json_file: Annotated[
        Path, typer.Option("--json", help="File with the fields: numbers or lists; - reads standard input.")
    ],
    file: ClaimsFile = None,
) -> int:
    """Check a claim on fields of your own."""
    chosen = _find(claim, _catalogue(file))
    fields = _read_fields(json_file)
    try:
        verdict = bounds.check(chosen, **fields)
    except (TypeError, ValueError) as error:
        raise InputError(str(error)) from None
    flat = [np.asarray(part).reshape(-1) for part in verdict]
    lines = []
    for instance, (lower, value, upper, rounding, status, failed, unchecked) in enumerate(zip(*flat, strict=True)):
        numbers = (f"{number:.17g}" for number in (lower, value, upper))
        premises = ("; ".join(chosen.names(failed)), "; ".join(chosen.names(unchecked)))
        lines.append((str(instance), *numbers, f"{rounding:.2g}", Status(status).name.lower(), *premises))
    header = ("instance", "lower", "value", "upper", "rounding", "status", "failed premises", "unchecked premises")
    show(chosen.id, header, lines, numeric=header[:5], wrapped=header[6:])
    violated = np.flatnonzero(flat[4] == Status.VIOLATED)
    return DEFECT if chosen.theory == "true" and _refuted(chosen, fields, verdict.status.shape, violated) else 0


def prove(
    claim: Annotated[str | None, typer.Argument(help="Id of a claim; all of them by default.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds per claim.")] = PATIENCE,
    fresh: Annotated[bool, typer.Option("--fresh", help="Prove anew what is stored of the same definition.")] = False,  # noqa: FBT002
    file: ClaimsFile = None,
) -> int:
    """Prove each claim from its premises, or refute it with a counterexample that is replayed exactly.

    Proofs are stored in the user's cache folder by the hash of the definition, and used again for that alone.
    """
    known = _catalogue(file)
    chosen = known.values() if claim is None else [_find(claim, known)]
    lines, wrong = [], False
    with Progress() as progress:
        for one in chosen:
            progress(f"proving {one.id}")
            proof, stored = _proof(one, timeout, fresh=fresh)
            seconds = f"{proof.seconds:.3f}" + " (stored)" * stored
            lines.append((one.id, proof.result, seconds, _how(one, proof)))
            wrong |= proof.result in CONTRADICTS[one.theory]
    header = ("id", "result", "seconds", "how far it goes, or counterexample")
    show("Proofs", header, lines, numeric=header[2:3], wrapped=header[3:])
    return DEFECT if wrong else 0


def falsify(
    claim: Annotated[str, typer.Argument(help="Id of a claim, or of a misreading on the errata page.")],
    starts: Annotated[int, typer.Option(help="Instances from which the search climbs.")] = 2**17,
    seconds: Annotated[float, typer.Option(help="After which no further call is begun.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Of the starts.", min=0, max=2**31 - 1)] = 0,
    file: ClaimsFile = None,
) -> int:
    """Search for models and an instance that break a claim; say the simplest, or how nearly it was broken.

    What is found is certified in exact arithmetic. First the scalar core is proved, or refuted, if it can be.
    """
    from bounds.constructions import constructions_for
    from bounds.falsification.falsifier import falsify as search
    from bounds.misreadings import MISREADINGS
    from bounds.records import read_as

    known = _catalogue(file)
    misreading = None if claim in known else MISREADINGS.get(claim)
    chosen = read_as(misreading) if misreading else _find(claim, {**known, **MISREADINGS})
    places = misreading.constructions if misreading else None
    fed = misreading is not None and misreading.feeds
    with Progress() as progress:
        progress(f"proving {chosen.id}")
        proof, _ = _proof(chosen, timeout=PATIENCE, fresh=False)
        try:
            found = search(
                chosen,
                key=jax.random.key(seed),
                starts=starts,
                seconds=seconds,
                constructions=places,
                misread=fed,
                tell=progress,
            )
        except (ValueError, OverflowError) as error:
            raise InputError(str(error)) from None
    searched = {one.name: one for one in places or constructions_for(chosen)}
    core = "scalar core, read rightly" if fed else "scalar core"
    rows = [(core, proof.result, _how(chosen, proof)), *_findings(chosen, found, searched)]
    header = ("what", "name", "value")
    show(chosen.id, header, [*_said(chosen), *rows], wrapped=header[1:])
    contradicted = chosen.theory == "true" and found.witness is not None
    contradicted |= not fed and proof.result in CONTRADICTS[chosen.theory]
    return DEFECT if contradicted else 0


def errata(
    out: Annotated[
        Path, typer.Option(help="Folder for errata.md and errata.html; an earlier page is replaced.")
    ] = Path("errata"),
) -> None:
    """Write the errata page: what the paper prints, what of it is false, and what is true in its place."""
    from recourse_bounds.errata import HTML, MARKDOWN, write

    with Progress() as progress:
        progress("proving and replaying every claim")
        made = write(out)
    for note in made.notes:
        sys.stderr.write(printable(note) + "\n")
    sys.stdout.write(f"{printable(str(out / MARKDOWN))}\n{printable(str(out / HTML))}\n")


# Claims by id


def _catalogue(file: Path | None) -> Mapping[str, Claim]:
    """The claims by id, those of a user's file last."""
    try:
        return CLAIMS if file is None else {**CLAIMS, **load(file)}
    except ClaimError as error:
        raise InputError(str(error)) from None


def _find(claim: str, known: Mapping[str, Any]) -> Any:
    if claim not in known:
        near = get_close_matches(claim, known, n=3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise InputError(f"no claim {claim!r}; {hint}`recourse-bounds claims` lists all")
    return known[claim]


def _said(claim: Claim) -> list[tuple[str, str, str]]:
    """What a claim says, and what is known of it."""
    return [("statement", claim.statement, claim.source), ("in theory", claim.theory, claim.remark)]


def _meaning(field: str) -> str:
    return FIELDS.get(field, "a field of your own")


# What the commands read and say


def _read_fields(file: Path) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        fields = json.loads(text)
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not JSON: {error}") from None
    if not isinstance(fields, dict):
        raise InputError(f'{file} must hold an object of fields, like {{"lam": 0.01, "norm_nr": [1, 2]}}')
    return fields


def _refuted(claim: Claim, fields: dict[str, Any], shape: tuple[int, ...], instances: np.ndarray) -> bool:
    """Whether exact arithmetic confirms one of the instances, every premise included."""
    columns = {name: np.broadcast_to(np.asarray(value, float), shape).reshape(-1) for name, value in fields.items()}
    return any(
        bounds.certify(claim, **{name: float(column[instance]) for name, column in columns.items()}).refutes
        for instance in instances
    )


def _proof(claim: Claim, timeout: float, *, fresh: bool) -> tuple[Proof, bool]:
    """A proof, and whether it was stored."""
    from bounds.prover import require_timeout
    from bounds.records import Store

    store = Store(user_cache_path("recourse-bounds") / "proofs")
    try:
        require_timeout(timeout)
        stored = None if fresh else store.get(claim)
        proof = stored or bounds.prove(claim, timeout=timeout)
    except ValueError as error:
        raise InputError(str(error)) from None
    if stored is None:
        with contextlib.suppress(OSError):  # no place to keep it: it is proved every time
            store.put(claim, proof)
    return proof, stored is not None


def _how(claim: Claim, proof: Proof) -> str:
    if proof.counterexample is None:
        return proof.limit
    fields = ((name, proof.counterexample.get(name)) for name in claim.fields)
    return ", ".join(f"{name} = {value}" for name, value in fields if value is not None)


def _findings(claim: Claim, found: Any, searched: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a search found, line by line."""
    from bounds.constructions.compatible import relevant

    effort = ("search", found.result, f"{found.starts:,} starts in {found.seconds:.1f} s")
    if found.witness is None:
        return [effort, *_doubts(found), *_tightest(claim, found, searched)]
    one, place = found.witness, searched[found.witness.construction]
    interval = f"{one.certificate.value}, outside [{one.certificate.lower}, {one.certificate.upper}]"
    return [
        effort,
        ("models", place.name, place.statement),
        *(("chosen", name, str(one.parameters[name])) for name in relevant(place, claim)),
        *(("follows", name, f"{value}: {_meaning(name)}") for name, value in one.fields.items()),
        ("value", claim.id, interval),
        *(("fails", "premise", name) for name in one.certificate.failed),
    ]


def _doubts(found: Any) -> list[tuple[str, str, str]]:
    """What a search could not do."""
    untried = ("search", "premises", "no start came to where they hold: nothing was tried")
    unsure = ("search", "unconfirmed", f"{found.unconfirmed:,} that seem to break it, not so in exact arithmetic")
    return [line for line, told in ((untried, not found.met), (unsure, found.unconfirmed)) if told]


def _tightest(claim: Claim, found: Any, searched: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    from bounds.constructions.compatible import relevant

    if found.construction is None:
        return []
    place = searched[found.construction]
    shown = relevant(place, claim)
    where = ", ".join(f"{name} = {found.at[name]:.6g}" for name in shown)
    at_the_edge = [
        one.name for one in place.parameters if one.name in shown and found.at[one.name] in (one.low, one.high)
    ]
    edge = [("chosen", "at the edge of the range", ", ".join(at_the_edge))] if at_the_edge else []
    return [
        ("tightest", "share of the bound", f"{found.tightness:.6f}"),
        ("models", place.name, place.statement),
        ("chosen", "all", where),
        *edge,
    ]
