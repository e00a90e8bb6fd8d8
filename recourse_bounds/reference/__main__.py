"""Write the reference pages into a folder: ``python -m recourse_bounds.reference FOLDER``."""

import argparse
from pathlib import Path

from recourse_bounds.reference.pages import write

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m recourse_bounds.reference", description=__doc__)
    parser.add_argument("folder", type=Path, help="Folder of the pages; earlier pages are replaced.")
    write(parser.parse_args().folder)
