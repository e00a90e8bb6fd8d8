"""The command line as a user meets it: a process, its output and its exit status."""

import os
import subprocess
import sys
from pathlib import Path

from empirical.data.catalog.files import FOLDER_VARIABLE

OFFLINE = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
"""A proxy that nobody runs: no test downloads anything."""

COMMAND = [sys.executable, "-m", "recourse_bounds.cli"]


def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    surroundings = {name: value for name, value in os.environ.items() if name != FOLDER_VARIABLE}
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        input=stdin,
        env={**surroundings, **OFFLINE, **environment},
        check=False,
    )


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
