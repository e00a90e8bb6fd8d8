"""Execute the notebooks, and write them with their pictures: ``python notebooks/build.py docs/notebooks``.

Each ``N_name.py`` beside this file becomes ``N_name.ipynb``. A warning is an error, and so is a file that a notebook
leaves behind. The caption below a picture becomes its text for screen readers.
"""

import os
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from platformdirs import user_cache_path

SETUP = """\
import warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", message=".*persistent compilation cache.*")
warnings.filterwarnings("ignore", message=".*do_shutdown.*")  # how the kernel ends is not the notebook's business
%matplotlib inline
%config InlineBackend.print_figure_kwargs = {"bbox_inches": None, "dpi": 110}
"""
"""The first cell of every run, which the written notebook does not keep."""

AT_ONCE = 2
"""Number of notebooks that run at the same time."""

LIMIT = 300
"""Seconds after which a cell is given up."""


def sources() -> list[Path]:
    """List the notebooks, in the order in which they are read."""
    return sorted(Path(__file__).parent.glob("[0-9]_*.py"))


def caption_after(notebook: NotebookNode, place: int) -> str | None:
    """Give the caption of a cell's picture: the first paragraph of the next cell, if it stands in italics."""
    following = notebook.cells[place + 1] if place + 1 < len(notebook.cells) else None
    if following is None or following.cell_type != "markdown":
        return None
    paragraph = " ".join(following.source.split("\n\n")[0].split())
    return paragraph.strip("*") if re.fullmatch(r"\*[^*].*[^*]\*", paragraph) else None


def linked_to_pages(text: str) -> str:
    """Let links to documents lead to the pages that are made of them."""
    return re.sub(r"\]\(\.\./docs/([\w/-]+)\.md", r"](../\1.html", text)


def executed(source: Path, folder: str) -> NotebookNode:
    """Run a notebook in a folder, and give it with its output."""
    notebook = jupytext.read(source)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    written = notebook.cells
    notebook.cells = [nbformat.v4.new_code_cell(SETUP), *written]
    place: Any = {"metadata": {"path": folder}}
    NotebookClient(
        notebook, timeout=LIMIT, resources=place, record_timing=False, extra_arguments=["--log-level=ERROR"]
    ).execute()
    notebook.cells = written
    return notebook


def picture(png: str, caption: str) -> str:
    """Write a picture as HTML: pages made of notebooks have no other place for its description."""
    return f'<img src="data:image/png;base64,{png.strip()}" alt="{escape(caption)}" style="max-width: 100%">'


def described(notebook: NotebookNode) -> NotebookNode:
    """Give pictures their captions as descriptions, links their pages, and cells numbers from 1."""  # noqa: DOC501
    number = 0
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            cell.source = linked_to_pages(cell.source)
            continue
        number += 1
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
            if "image/png" in output.get("data", {}):
                caption = caption_after(notebook, place)
                if caption is None:
                    raise ValueError(f"the picture of cell {number} has no caption: a paragraph in italics after it")
                output.data = {"text/html": picture(output.data["image/png"], caption)}
    return notebook


def build(source: Path, out: Path) -> str:
    """Execute one notebook and write it, and say how long that took."""  # noqa: DOC501
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        notebook = described(executed(source, folder))
        left = [path.name for path in Path(folder).iterdir()]
    if left:
        raise ValueError(f"{source.name} leaves files behind: {', '.join(left)}")
    nbformat.write(notebook, out / f"{source.stem}.ipynb")
    return f"{source.stem}: {time.perf_counter() - begin:.0f} s"


def main(out: Path) -> None:
    """Execute all notebooks, with the compilations that the command line keeps."""
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(user_cache_path("recourse-bounds") / "jax"))
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
    out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for line in pool.map(lambda source: build(source, out), sources()):
            print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
