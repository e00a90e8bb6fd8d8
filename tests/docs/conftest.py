"""What the documents speak of: a default report with its output, and a table of loans."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

LOANS = "age,sex,income,hours,approved\n" + "".join(
    f"{20 + row % 45},{'fm'[row % 2]},{10 + row * 7 % 90},{row * 3 % 40},{'yes' if row * 7 % 90 > 40 else 'no'}\n"
    for row in range(120)
)


class Place(NamedTuple):
    """A folder in which snippets run, and the terminal's output of the report in it."""

    folder: Path
    output: str


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    """A folder with the default report, as a terminal of 120 columns without colours shows it, and a table."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "loans.csv").write_text(LOANS, encoding="utf-8")
    environment = {**os.environ, "COLUMNS": "120", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    done = subprocess.run(
        [sys.executable, "-m", "recourse_bounds", "report"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Place(folder, done.stdout)
