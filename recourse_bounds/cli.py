"""The command line: ``recourse-bounds report | reproduce | datasets``, and the commands about claims.

Exit status: 0 done; 1 a claim that is called true was violated although all its premises hold, or a proof did not come
out as its theory says (defects of this project, or of a claim of the user's own); 2 bad input.
"""

import contextlib
import importlib.metadata
import io
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import jax
import typer
from platformdirs import user_cache_path

from empirical.errors import InputError
from recourse_bounds import claim_commands
from recourse_bounds.claim_commands import DEFECT
from recourse_bounds.report_options import Options, with_options
from recourse_bounds.terminal import Progress, printable, remember_interrupts, show

if TYPE_CHECKING:
    from empirical.checkpoints import Checkpoint
    from empirical.data import Card, Dataset, Feature
    from empirical.report import Settings

BAD_INPUT, INTERRUPTED = 2, 130

app = typer.Typer(
    help="Check theorems about recourse and adversarial robustness against data, instance by instance.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


for _command in (
    claim_commands.claims,
    claim_commands.check,
    claim_commands.prove,
    claim_commands.falsify,
    claim_commands.errata,
):
    app.command()(_command)


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
    from empirical.data.table.load import DESCRIBED, describe
    from empirical.report import Named, report_on, write
    from empirical.report.settings import load_claims, load_data
    from empirical.report.writer import check_target
    from recourse_bounds.tables.autoencoders import autoencoder_table
    from recourse_bounds.tables.networks import network_table
    from recourse_bounds.tables.report import claim_table, condition_table, group_table, notes, sweep_table

    if out is not None:
        check_target(out)
    user = load_claims(settings)
    with Progress() as progress:
        progress("loading data")
        dataset = load_data(settings)
        folder = Path("report") / dataset.name if out is None else out
        check_target(folder)
        with _checkpoints(dataset, settings, folder, progress) as checkpoint:
            made = report_on(dataset, settings, user=user, stage=progress, checkpoint=checkpoint)
            progress("writing the report")
            write(made, folder)
    if not isinstance(settings.data, Named):
        show("What every column was taken for", DESCRIBED, describe(dataset), wrapped=DESCRIBED[2:3])
    if made.family.distances(made.summary["runs"][0]):
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


def _checkpoints(
    dataset: "Dataset", settings: "Settings", folder: Path, progress: Progress
) -> contextlib.AbstractContextManager["Checkpoint"]:
    """What keeps finished work: nothing where all of it takes no time."""
    from empirical.checkpoints import checkpoints_in, without_checkpoints
    from empirical.families import family_with
    from empirical.report.provenance import binding
    from empirical.report.writer import checkpoints_folder

    if not family_with(settings.grid).keeps_checkpoints:
        return contextlib.nullcontext(without_checkpoints)
    return checkpoints_in(checkpoints_folder(folder), binding(dataset, settings), tell=progress.tell)


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
