"""The command line: ``recourse-bounds report | reproduce | datasets | claims | prove | check``.

Exit status: 0 done; 1 a claim that is called true was violated although all its premises hold, or a proof did not come
out as its theory says (defects of this project, or of a claim of the user's own); 2 bad input.
"""

import contextlib
import importlib.metadata
import io
import json
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import jax
import numpy as np
import typer
from platformdirs import user_cache_path

import bounds
from bounds import CLAIMS, FIELDS, Claim, Status
from bounds.own import ClaimError, load
from empirical.errors import InputError
from empirical.options import Options, with_options
from empirical.terminal import Progress, printable, remember_interrupts, show

if TYPE_CHECKING:
    from empirical.data import Card, Dataset, Feature
    from empirical.parts import Part
    from empirical.report import Settings

DEFECT, BAD_INPUT, INTERRUPTED = 1, 2, 130

CONTRADICTS = {"true": ("refuted", "vacuous"), "false": ("proved", "vacuous"), "open": ()}
"""Results of a proof that are not what a claim's theory says of it."""

ClaimsFile = Annotated[
    Path | None, typer.Option("--claims", help="Python file with claims of your own, beside those here. It is run.")
]

app = typer.Typer(
    help="Check theorems about recourse and adversarial robustness against data, instance by instance.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Entry point of ``recourse-bounds``."""
    remember_interrupts()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Δ and ‖ still gets the table
    _configure_jax()
    try:
        status = typer.main.get_command(app)(standalone_mode=False)
    except (InputError, typer.TyperException) as error:
        message = error.format_message() if isinstance(error, typer.TyperException) else str(error)
        if message:  # there is none where help was shown instead
            sys.stderr.write(f"recourse-bounds: {printable(message)}\n")
        status = BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    sys.exit(status or 0)


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,  # noqa: FBT002
) -> None:
    if version:
        typer.echo(importlib.metadata.version("recourse-bounds"))
        raise typer.Exit


@app.command()
@with_options
def report(options: Options) -> int:
    """Train pairs of models, make recourses, and check every claim about them for every rejected person."""
    return _report(options.settings(), options.out)


def _report(settings: "Settings", out: Path | None) -> int:
    from empirical.data.own import DESCRIBED, describe
    from empirical.report import Named, report_on, write
    from empirical.report.autoencoder_table import autoencoder_table
    from empirical.report.network_table import network_table
    from empirical.report.settings import load_claims, load_data
    from empirical.report.table import claim_table, condition_table, group_table, notes, sweep_table
    from empirical.report.writer import check_target

    if out is not None:
        check_target(out)
    own = load_claims(settings)
    with Progress() as progress:
        progress("loading data")
        dataset = load_data(settings)
        folder = Path("report") / dataset.name if out is None else out
        check_target(folder)
        with _parts(dataset, settings, folder, progress) as part:
            made = report_on(dataset, settings, own=own, stage=progress, part=part)
            progress("writing the report")
            write(made, folder)
    if not isinstance(settings.data, Named):
        show("What every column was taken for", DESCRIBED, describe(dataset), wrapped=DESCRIBED[2:3])
    if made.kind != "linear":
        network_table(made)
    if made.summary["autoencoders"]:
        autoencoder_table(made)
    claim_table(made)
    if len(made.summary["sweep"]) > 1:
        sweep_table(made)
    if len({(entry["steps"], entry["ridge"]) for entry in made.summary["sweep"]}) > 1:
        condition_table(made)
    if made.summary["groups"]["rows"]:
        group_table(made)
    for note in (*notes(made), f"report: {folder}"):
        sys.stderr.write(printable(note) + "\n")
    return DEFECT if made.defects else 0


def _parts(
    dataset: "Dataset", settings: "Settings", folder: Path, progress: Progress
) -> contextlib.AbstractContextManager["Part"]:
    """What keeps finished parts: nothing where all of it takes no time."""
    from empirical.models.kernel import KernelGrid
    from empirical.parts import afresh, kept
    from empirical.report.provenance import binding
    from empirical.report.writer import parts_folder

    if not isinstance(settings.grid, KernelGrid):
        return contextlib.nullcontext(afresh)
    return kept(parts_folder(folder), binding(dataset, settings), tell=progress.tell)


@app.command()
def reproduce(
    folder: Annotated[Path, typer.Argument(help="Folder of a report.")],
    data: Annotated[str | None, typer.Option(help="Where the table of the report lies now, if it has moved.")] = None,
    file: Annotated[
        Path | None, typer.Option("--claims", help="Where its claims of your own lie now, likewise.")
    ] = None,
) -> int:
    """Make a report again from its summary.json, and say whether the tables are equal and what differs."""
    from empirical.report import build
    from empirical.report.reproduction import compare, recorded, settings_of

    known = settings_of(folder, data=data, claims=None if file is None else str(file))
    before = recorded(folder)
    with Progress() as progress:
        differences = compare(before, build(known, stage=progress))
    for line in differences:
        sys.stdout.write(printable(line) + "\n")
    if not differences:
        sys.stdout.write(f"equal: {folder}\n")
    return DEFECT if differences else 0


@app.command()
def datasets(
    name: Annotated[str | None, typer.Argument(help="Name of a data set, to see its features.")] = None,
) -> None:
    """List the data sets: size, favourable label, what no recourse may change, source. Or show one: its features."""
    from empirical.data import CARDS

    if name is None:
        header = ("name", "rows", "features", "favourable", "share", "immutable", "groups", "source")
        show("Data sets", header, map(_card, CARDS.values()), numeric=("rows", "features", "share"), wrapped=header[3:])
        return
    if name not in CARDS:
        raise InputError(f"unknown data set {name!r}; choose one of {', '.join(CARDS)}")
    header = ("feature", "type", "values", "unit", "immutable", "direction")
    show(f"{name}: {CARDS[name].source}", header, map(_feature, CARDS[name].features), wrapped=("values",))
    for note in CARDS[name].notes:
        sys.stderr.write(note + "\n")


def _card(card: "Card") -> tuple[str, ...]:
    share = f"{card.favoured / card.rows:.3f}"
    lists = (", ".join(card.immutable), ", ".join(card.protected))
    return (card.name, str(card.rows), str(len(card.features)), card.favourable, share, *lists, card.source)


def _feature(feature: "Feature") -> tuple[str, ...]:
    low, high = ("" if end is None else f"{end:g}" for end in (feature.low, feature.high))
    values = ", ".join(feature.levels) if feature.levels else f"{low} to {high}" if low or high else "as observed"
    direction = {1: "up", -1: "down", 0: ""}[feature.direction]
    kind = "category" if feature.levels else "number"
    return feature.name, kind, values, feature.unit, "yes" if feature.immutable else "no", direction


@app.command()
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
    fields = [
        ("needed" if name in one.needed else "field", name, FIELDS.get(name, "a field of your own"))
        for name in one.read
    ]
    header = ("what", "name", "meaning, or source")
    show(f"{one.id} ({one.theory}): {one.statement}", header, [*premises, *fields], wrapped=header[2:])


@app.command()
def prove(
    claim: Annotated[str | None, typer.Argument(help="Id of a claim; all of them by default.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds per claim.")] = 10.0,
    file: ClaimsFile = None,
) -> int:
    """Prove each claim from its premises, or refute it with a counterexample that is replayed exactly."""
    known = _catalogue(file)
    chosen = known.values() if claim is None else [_find(claim, known)]
    lines, wrong = [], False
    with Progress() as progress:
        for one in chosen:
            progress(f"proving {one.id}")
            try:
                proof = bounds.prove(one, timeout=timeout)
            except ValueError as error:
                raise InputError(str(error)) from None
            how = proof.limit
            if proof.counterexample:
                how = ", ".join(f"{name} = {value}" for name, value in proof.counterexample.items())
            lines.append((one.id, proof.result, f"{proof.seconds:.3f}", how))
            wrong |= proof.result in CONTRADICTS[one.theory]
    header = ("id", "result", "seconds", "how far it goes, or counterexample")
    show("Proofs", header, lines, numeric=header[2:3], wrapped=header[3:])
    return DEFECT if wrong else 0


@app.command()
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


def _refuted(claim: Claim, fields: dict[str, Any], shape: tuple[int, ...], instances: np.ndarray) -> bool:
    """Whether exact arithmetic confirms one of the instances, every premise included."""
    columns = {name: np.broadcast_to(np.asarray(value, float), shape).reshape(-1) for name, value in fields.items()}
    return any(
        bounds.certify(claim, **{name: float(column[instance]) for name, column in columns.items()}).refutes
        for instance in instances
    )


def _catalogue(file: Path | None) -> Mapping[str, Claim]:
    """The claims by id, those of a user's file last."""
    try:
        return CLAIMS if file is None else {**CLAIMS, **load(file)}
    except ClaimError as error:
        raise InputError(str(error)) from None


def _find(claim: str, known: Mapping[str, Claim]) -> Claim:
    if claim not in known:
        raise InputError(f"no claim {claim!r}; the claims are {', '.join(known)}")
    return known[claim]


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


def _configure_jax() -> None:
    """float64, and compilations kept between runs. Only the command line changes JAX's configuration."""
    jax.config.update("jax_enable_x64", True)  # noqa: FBT003
    try:
        cache = user_cache_path("recourse-bounds", ensure_exists=True) / "jax"
    except OSError:
        return  # no place to keep them: compile every time
    # A cache that cannot be read or written, as on a full disk, costs time and nothing else.
    warnings.filterwarnings("ignore", message=".*persistent compilation cache.*")
    jax.config.update("jax_compilation_cache_dir", str(cache))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)


if __name__ == "__main__":
    main()
