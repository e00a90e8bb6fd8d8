"""Notebooks read well as plain files; `make notebooks` runs them, with every warning as an error."""

import re
from itertools import pairwise
from pathlib import Path

import jupytext
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]_*.py"))

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path):
    """The cells of a notebook, as pairs of their kind and their text."""
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def test_the_notebooks_are_numbered_in_the_order_of_reading():
    assert [path.stem for path in NOTEBOOKS] == [
        "1_five_minutes",
        "2_tour_of_the_claims",
        "3_wide_networks",
        "4_the_trade_off",
        "5_your_own_bound",
    ]


@each_notebook
def test_a_notebook_begins_with_its_title_and_says_how_long_it_takes(path):
    kind, text = cells(path)[0]
    assert kind == "markdown"
    assert re.match(r"# \S.*\n\n\*Reading time: \w+ minutes\..*\*\n", text)


@each_notebook
def test_every_picture_is_followed_by_its_caption_in_italics(path):
    pictures = [below for (_, text), below in pairwise(cells(path)) if "plt.show()" in text]
    assert len(pictures) >= 3
    for kind, text in pictures:
        assert kind == "markdown"
        assert re.match(r"\*[^*]+\*(\n\n|$)", text)


@each_notebook
def test_a_notebook_is_short_and_more_than_code(path):
    texts = [text for kind, text in cells(path) if kind == "markdown"]
    words = sum(len(text.split()) for text in texts)
    assert 250 < words < 2000, words
    assert len(path.read_text().splitlines()) <= 450


@each_notebook
def test_links_of_notebooks_lead_somewhere(path):
    for place in re.findall(r"\]\(([^)#]+)", path.read_text()):
        assert (path.parent / place).exists(), place


def test_no_output_is_kept_beside_the_sources():
    assert {path.suffix for path in (ROOT / "notebooks").iterdir() if path.is_file()} == {".py"}
