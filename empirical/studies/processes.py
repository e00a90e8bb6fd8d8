"""A study on several processes of one machine, which share its folder and nothing else."""

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from empirical.errors import InputError
from empirical.studies.description import Study
from empirical.studies.status import Status, status_of
from empirical.studies.study import begun, join
from empirical.studies.working import SILENT, Voice, Worker

STOPPED = 2
"""The exit status of a process that could not go on, after a line that says why."""

WHY = "cannot go on: "
"""Beginning of that line."""


def run_on_processes(study: Study, root: Path, count: int, *, command: Sequence[str], voice: Voice = SILENT) -> Status:
    """Run a study on processes of this machine. If some of them die, the others do their cells.

    Args:
        study: The description.
        root: The folder of the study; what it has already is not done again.
        count: The number of processes.
        command: The command of a process that calls :func:`work_for`; its arguments are put behind it.
        voice: How it says what is going on.

    Returns:
        What is done of it then.

    Raises:
        InputError: If there are no processes, the folder is something else, or it cannot be written.

    Examples:
        >>> run_on_processes(Study.__new__(Study), Path("mine"), 0, command=())
        Traceback (most recent call last):
        empirical.errors.InputError: workers must be at least 1, not 0
    """
    if count < 1:
        raise InputError(f"workers must be at least 1, not {count}")
    with begun(study, root, voice) as (folder, made):
        worker = Worker(folder, made, voice)
        codes, last = _run([*command, str(folder.root), repr(worker.begun)], count, voice)
        for code, line in zip(codes, last, strict=True):
            if code == STOPPED and line.startswith(WHY):
                raise InputError(line.removeprefix(WHY))
            if code:
                voice.tell(f"a process died ({code}); what it worked on was left to the others: {line}")
        worker.give_up(made.cells)
    status = status_of(root)
    if all(codes) and status.waiting:
        voice.tell(f"{len(status.waiting)} cells are left: every process died; start the study again")
    return status


def _run(command: Sequence[str], count: int, voice: Voice) -> tuple[list[int], list[str]]:
    """Run a command several times at once; with the exit status and the last line of each."""
    how: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    how |= {"encoding": "utf-8", "errors": "replace"}
    last = [""] * count
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(subprocess.Popen(command, **how)) for _ in range(count)]  # noqa: S603
        try:
            listeners = [
                threading.Thread(target=_relay, args=(process, voice.tell, last, place), daemon=True)
                for place, process in enumerate(processes)
            ]
            for listener in listeners:
                listener.start()
            voice.stage(f"working on {count} processes")
            for listener in listeners:
                listener.join()
            return [process.wait() for process in processes], last
        finally:
            for process in processes:
                process.kill()


def _relay(process: "subprocess.Popen[str]", tell: Callable[[str], object], last: list[str], place: int) -> None:
    """Pass on the lines of a process, and remember the last one, which says why it ended if it failed."""
    for line in process.stdout or ():
        last[place] = line.rstrip()
        if not last[place].startswith(WHY):
            tell(last[place])


def work_for(root: Path, begun: float | None = None) -> int:
    """Work on a study for a process that waits, which is told every line; end when that one is gone. Needs float64.

    Args:
        root: The folder of the study.
        begun: The time by the folder's clock when that process began; now if none is given.

    Returns:
        The exit status.

    Examples:
        >>> work_for(Path("nowhere"))
        cannot go on: nowhere is not the folder of a study: nowhere/plan.json cannot be read
        2
    """
    try:
        join(root, Voice(tell=lambda line: print(line, flush=True)), begun)
    except InputError as error:
        print(f"{WHY}{error}", flush=True)
        return STOPPED
    return 0


def end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, and with it the other end of standard input.

    Examples:
        >>> end_with_parent.__name__
        'end_with_parent'
    """
    import os

    def wait() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
