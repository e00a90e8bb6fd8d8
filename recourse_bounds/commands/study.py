"""The command ``recourse-bounds study``."""

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from empirical.errors import InputError
from recourse_bounds.exit_status import DEFECT
from recourse_bounds.interrupts import raise_if_interrupted
from recourse_bounds.terminal import Progress, emit, printable, say, show

if TYPE_CHECKING:
    from empirical.studies.description import Study
    from empirical.studies.status import Status
    from empirical.studies.working import Voice

EXAMPLE = "recourse-bounds study miniature"

STATUS, PRINT = "status", "print"
"""Words that ask about a study instead of running it."""

_ASKING = {STATUS: f"{STATUS} study/NAME", PRINT: f"{PRINT} miniature"}
"""What stands behind the command where one of these words is the first."""


def study(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|NAME|FOLDER",
            help="TOML file of a study, a built-in study, or the folder of a study to go on with; or status FOLDER for "
            "what is done of it; or print NAME for the description of a built-in study, to copy and edit.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder of the study; by default study/NAME.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Take the options under [quick] instead.")] = False,  # noqa: FBT002
    everyone: Annotated[bool, typer.Option("--all", help="Take everyone, not people who are drawn.")] = False,  # noqa: FBT002
    workers: Annotated[int, typer.Option(metavar="NUMBER", help="Processes of this machine that work on it.")] = 1,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Scheduler of a Dask cluster that works on it.")
    ] = None,
    share: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Do the I-th of N shares, for batch systems.")
    ] = None,
) -> int:
    """Run a study, many reports that a file describes, or go on with it where it was interrupted."""  # noqa: DOC501
    first, *more = what
    if first in _ASKING:
        if len(more) != 1:
            raise InputError(f"{first} needs one name behind it: recourse-bounds study {_ASKING[first]}")
        return (_status if first == STATUS else _print)(more[0])
    if more:
        raise InputError(f"one study at a time: {first}, not {', '.join(what)}")
    described, root = _described(first, out, quick=quick, everyone=everyone)
    ways = {"--workers": workers != 1, "--dask": dask is not None, "--shard": share is not None}
    if sum(ways.values()) > 1:
        raise InputError(f"{' and '.join(name for name, given in ways.items() if given)} are two ways to run; take one")
    with Progress() as progress:
        status = _run(described, root, _voice(progress), _Way(workers, dask, share))
        findings = _write_findings(described, root, status, _voice(progress))
    _tell(status)
    say(f"Findings in {printable(str(path))}" for path in findings)
    say([f"Study in {printable(str(root))}"])
    return _exit_status(root, status, share)


def _exit_status(root: Path, status: "Status", share: str | None) -> int:
    """Tell whether all cells are done, or those of the share that this process had to do."""
    from empirical.studies.share import shard
    from empirical.studies.status import status_of

    mine = status if share is None else status_of(root, share=shard(share))
    return DEFECT if mine.failed or mine.lacking or mine.waiting else 0


class _Way(NamedTuple):
    """Where a study runs: in this process unless something else is said."""

    workers: int
    dask: str | None
    share: str | None


def _described(what: str, out: Path | None, *, quick: bool, everyone: bool) -> "tuple[Study, Path]":
    """Find the description of a study, and the folder where it goes."""  # noqa: DOC501
    from empirical.studies.reading import built_in, find_study
    from empirical.studies.study import described

    if Path(what).is_dir() and what not in built_in():
        if quick or everyone or out is not None:
            raise InputError(f"{what} has its plan already; leave out --quick, --all and --out")
        return described(Path(what)), Path(what)
    found = find_study(what)
    found = found.quickly() if quick else found
    found = found.of_everyone() if everyone else found
    name = found.name + ("-quick" if quick else "") + ("-all" if everyone else "")
    return found, Path("study") / name if out is None else out


def _run(described: "Study", root: Path, voice: "Voice", way: _Way) -> "Status":
    from empirical.studies.dask_cluster import run_on_dask
    from empirical.studies.processes import run_on_processes
    from empirical.studies.share import WHOLE, shard
    from empirical.studies.study import run_study
    from recourse_bounds.jax_settings import configure_jax
    from recourse_bounds.study_worker import COMMAND

    if way.dask is not None:
        return run_on_dask(described, root, way.dask, prepare=configure_jax, voice=voice)
    if way.workers != 1:
        return run_on_processes(described, root, way.workers, command=COMMAND, voice=voice)
    return run_study(described, root, share=WHOLE if way.share is None else shard(way.share), voice=voice)


def _write_findings(described: "Study", root: Path, status: "Status", voice: "Voice") -> list[Path]:
    """Write the findings and figures of a study that has some, once no cell is left to do."""
    from empirical.studies.findings import FINDINGS, findings_writer

    if not status.done or status.waiting or status.running:
        return []
    write = findings_writer(described.name)
    return [] if write is None else [write(root, root / FINDINGS, stage=voice.stage)]


def _voice(progress: Progress) -> "Voice":
    """Say every stage on a terminal; elsewhere one line for every cell is enough."""
    from empirical.studies.working import Voice

    if sys.stderr.isatty():
        return Voice(progress, progress.tell)
    return Voice(lambda _: raise_if_interrupted(), progress.tell)


def _print(name: str) -> int:
    """Print the description of a built-in study."""  # noqa: DOC501
    from empirical.studies.reading import built_in

    if name not in built_in():
        raise InputError(f"print shows a built-in study, one of {', '.join(built_in())}, not {name}")
    emit(built_in()[name].encode())
    return 0


def _status(folder: str) -> int:
    """Print what is done of a study."""
    from empirical.studies.status import status_of

    status = status_of(Path(folder))
    _tell(status)
    return DEFECT if status.failed or status.lacking else 0


def _tell(status: "Status") -> None:
    """Print what is done of a study."""
    rows = []
    for kind, times in status.seconds.items():
        trained = sum(one.get("training", 0.0) for one in times)
        rest = sum(one.get("report", 0.0) for one in times)
        rows.append((*kind, str(len(times)), f"{trained:.1f}", f"{rest / len(times):.1f}"))
    header = ("data", "models", "method", "cells", "training, s", "s per cell")
    show("Wall time per kind of cell", header, rows, numeric=header[3:])
    counts = {"done": len(status.done), "running": len(status.running), "failed": len(status.failed)}
    counts["waiting"] = len(status.waiting)
    say([", ".join(f"{count} {name}" for name, count in counts.items())])
    if status.waiting or status.running or status.failed:
        say([f"Remaining: {_duration(status.remaining)}"])
    say(f"failed: {name}: {line}" for name, line in status.failed.items())
    say(f"left out: {name}: {line}" for name, line in status.lacking.items())


def _duration(seconds: float) -> str:
    """Write a time as hours and minutes, or as seconds if it is short."""
    if math.isnan(seconds):
        return "not known yet"
    minutes = round(seconds / 60.0)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
