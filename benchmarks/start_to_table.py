"""Seconds from the start of the process to the table of the default report: first with an empty compilation cache.

python benchmarks/start_to_table.py
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3


def main() -> None:
    """Time a cold run and a few warm ones, and the time that the imports alone take."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(folder) / "cache")}

        def seconds(*command: str) -> float:
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)
            return time.perf_counter() - start

        report = ("-m", "recourse_bounds.cli", "report", "--out", str(Path(folder) / "report"))
        print(f"first run  {seconds(*report):6.2f} s, compilation cache empty")
        print(f"later runs {min(seconds(*report) for _ in range(RUNS)):6.2f} s")
        imports = "import recourse_bounds.cli, empirical.report, sklearn.datasets, sklearn.model_selection"
        print(f"imports    {min(seconds('-c', imports) for _ in range(RUNS)):6.2f} s of them")


if __name__ == "__main__":
    main()
