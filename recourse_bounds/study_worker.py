"""A process that works on a study for ``recourse-bounds study --workers``; it is told the folder and since when."""

import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "recourse_bounds.study_worker")
"""The command that starts such a process."""


def main() -> None:
    """Work on a study until all of it is done, or the process that started this one is gone.

    Examples:
        >>> import subprocess
        >>> done = subprocess.run([*COMMAND, "nowhere"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
        >>> done.returncode > 0
        True
    """
    from empirical.studies.processes import end_with_parent, work_for
    from recourse_bounds.jax_settings import configure_jax

    end_with_parent()
    configure_jax()
    sys.exit(work_for(Path(sys.argv[1]), *map(float, sys.argv[2:])))


if __name__ == "__main__":
    main()
