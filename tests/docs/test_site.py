"""The site has every page of the documents, under a name that its menu shows."""

import re
from pathlib import Path

import pytest

from recourse_bounds.reference.site import site_pages

ROOT = Path(__file__).parents[2]
MENU = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
LISTED = re.findall(r"([\w./-]+\.md)$", MENU, re.MULTILINE)
ELSEWHERE = {"index.md", "contents.md", "contributing.md", "changelog.md"}
"""Pages of the menu that the site makes of documents outside its folder, or under another name."""


def test_the_menu_has_every_page_once():
    docs = ROOT / "docs"
    pages = {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")} - {"README.md"}
    pages |= {f"reference/{page}" for page in site_pages()} | ELSEWHERE
    assert sorted(LISTED) == sorted(pages), "add the page to `nav` in mkdocs.yml"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_pages_link_to_nothing_that_the_site_lacks(page):
    """Documents outside the folder that are pages of the site, and notebooks, are on it; source files are not."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    places = [(page.parent / target).resolve().relative_to(ROOT).as_posix() for target in targets]
    on_site = re.compile(r"docs/|notebooks/\d_\w+\.py$|(CONTRIBUTING|CHANGELOG|README)\.md$")
    assert [place for place in places if not on_site.match(place)] == []


def test_nothing_is_loaded_from_a_network():
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in settings
    assert not re.search(r"https?://", settings)
