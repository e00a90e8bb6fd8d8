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
