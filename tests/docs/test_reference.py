"""The reference pages are the ones that the code makes, and they are complete."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bounds import CLAIMS, FIELDS
from bounds.misreadings import MISREADINGS
from recourse_bounds.reference import PAGES
from recourse_bounds.reference.glossary import TERMS
from recourse_bounds.reference.symbols import COLUMNS, SYMBOLS

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def rows(page: str) -> list[list[str]]:
    """The cells of every row of every table of a page, as a browser shows them."""
    found: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(PAGES[page]()):
        if token.type == "tr_open":
            found.append([])
        elif token.type == "inline" and found and token.level > 3:
            found[-1].append("".join(child.content for child in token.children or ()))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_the_committed_page_is_the_one_that_the_code_makes(page):
    same = (FOLDER / page).read_text(encoding="utf-8") == PAGES[page]()
    assert same, f"docs/reference/{page} differs from what the code says: run `make reference`"


def test_every_claim_stands_in_the_table_with_its_verdict():
    verdicts = {row[0]: row[2] for row in rows("claims.md") if len(row) == 6}
    del verdicts["claim"]  # the heading
    assert verdicts == {name: "proved" if claim.theory == "true" else "refuted" for name, claim in CLAIMS.items()}


def test_every_misreading_stands_in_the_table():
    assert set(MISREADINGS) < {row[0] for row in rows("claims.md")}


def test_every_field_stands_in_the_table_as_it_is():
    shown = {row[0]: row[1] for row in rows("symbols.md") if len(row) == 3}
    del shown["field"]  # the heading
    assert shown == FIELDS


def test_every_symbol_is_shown_as_it_is():
    shown = [tuple(row) for row in rows("symbols.md") if len(row) == 2]
    assert {tuple(symbol) for symbols in SYMBOLS.values() for symbol in symbols} < set(shown)


def test_norms_are_of_fields_that_there_are():
    assert {name for _, names in COLUMNS for name in names} <= set(FIELDS)


def test_every_term_stands_once_with_at_most_two_sentences():
    terms = [term for terms in TERMS.values() for term in terms]
    assert len({term.name for term in terms}) == len(terms)
    for term in terms:
        assert term.meaning.endswith(".")
        assert term.meaning.count(". ") <= 1 + term.meaning.count("et al. "), term.name
