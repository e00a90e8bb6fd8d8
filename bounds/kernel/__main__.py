"""Check everything: ``python -m bounds.kernel FOLDER PAGE``."""

import argparse
import sys
from pathlib import Path

from bounds.kernel.coqc import ABSENT, compiler
from bounds.kernel.everything import write_everything

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bounds.kernel", description=__doc__)
    parser.add_argument("folder", type=Path, help="Folder of the files of Coq; earlier ones are replaced.")
    parser.add_argument("page", type=Path, help="Page of what came out.")
    given = parser.parse_args()
    if compiler() is None:
        sys.exit(ABSENT)
    wrong = write_everything(given.folder, given.page)
    sys.exit("\n".join(wrong) or None)
