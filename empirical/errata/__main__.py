"""Write the errata page: ``python -m empirical.errata docs``."""

import sys
from pathlib import Path

from empirical.errata.page import write

if __name__ == "__main__":
    for note in write(Path(sys.argv[1])).notes:
        sys.stderr.write(note + "\n")
