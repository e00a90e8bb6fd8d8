"""The command line as a user meets it: a process, its output and its exit status."""

import contextlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from empirical.data.catalog.files import FOLDER_VARIABLE
from support.forked import become
from support.patience import NEVER

OFFLINE = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
"""A proxy that nobody runs: no test downloads anything."""

COMMAND = [sys.executable, "-m", "recourse_bounds.cli"]

INTERRUPTIBLE = ["env", "--default-signal=INT"] if sys.platform == "linux" else []
"""Before a command that Ctrl-C shall reach: a process in the background, as a run of tests may be, ignores it else."""

FORKS = multiprocessing.get_context("forkserver")
"""Where processes come from that have loaded everything: forks of one process, which starts with the first of them."""

LATE = {"COLUMNS", "RECOURSE_BOUNDS_DATA", "XDG_CACHE_HOME"}
"""Variables that are read where they are used; all others say how Python and its libraries start."""


def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end. In other surroundings Python starts anew; else a process forks that has loaded all."""
    surroundings = {name: value for name, value in os.environ.items() if name != FOLDER_VARIABLE}
    texts, everything = [str(one) for one in arguments], {**surroundings, **OFFLINE, **environment}
    if not environment.keys() <= LATE:
        command = [*COMMAND, *texts]
        return subprocess.run(command, capture_output=True, text=True, input=stdin, env=everything, check=False)
    with tempfile.TemporaryDirectory() as folder:
        streams = {name: Path(folder) / name for name in ("stdin", "stdout", "stderr")}
        for name, path in streams.items():
            path.write_text(stdin or "" if name == "stdin" else "", encoding="utf-8")
        process = FORKS.Process(target=become, args=(texts, everything, os.getcwd(), folder))
        with _path_for_forks():
            process.start()
        process.join(NEVER)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"{texts} did not end within {NEVER:g} seconds")
        said = [streams[name].read_text(encoding="utf-8") for name in ("stdout", "stderr")]
    return subprocess.CompletedProcess([*COMMAND, *texts], process.exitcode or 0, *said)


@contextlib.contextmanager
def _path_for_forks() -> Iterator[None]:
    """Let the process that forks find the tests' helpers: Python 3.11 does not tell it where modules are."""
    FORKS.set_forkserver_preload(["support.forked"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        yield


def assert_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    *stages, last = done.stderr.splitlines()  # on a busy machine, progress may have been told first
    assert all(line.endswith(" ...") for line in stages)
    assert last.startswith("recourse-bounds: ")
    assert message in last


def statements(answer: str) -> list[str]:
    """The lines of a report's answer that say what became of statements; how many others there are depends on where the
    report lies, for a long name is broken into lines."""
    whole = answer[answer.index("Krishna et al. 2024 as printed") :]
    return [line for line in whole.partition("Report in ")[0].splitlines() if line]
