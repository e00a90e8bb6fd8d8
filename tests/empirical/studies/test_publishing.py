"""Findings become a page of the documents: the same text, pictures beside it, and no link that leads nowhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.studies import MINIATURE

from empirical.errors import InputError
from empirical.studies import publishing
from empirical.studies.findings import FINDINGS, PAGE
from empirical.studies.publishing import as_document, main, publish
from empirical.studies.study import run_study

LINK = re.compile(r"\]\(([^)\s]+)\)")
"""Links as the tests of documents find them."""

NAMES = st.text("abc_0.-", min_size=1, max_size=6)
CAPTIONS = st.text("Accuracy, of ε ≤ .3", min_size=1, max_size=20).filter(str.strip)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A finished study with findings."""
    place = tmp_path_factory.mktemp("study") / "miniature"
    run_study(MINIATURE, place)
    findings = place / FINDINGS
    findings.mkdir()
    shown = "![Costs](costs.png)\n\nCosts. [costs.svg](costs.svg)\n\n![Costs](costs.png)"
    (findings / PAGE).write_text(f"# Findings\n\n{shown}\n\n[elsewhere](https://example.org)\n", encoding="utf-8")
    for name in ("costs.png", "costs.svg", "unused.png"):
        (findings / name).write_bytes(name.encode())
    return place


def test_every_link_of_a_published_page_leads_somewhere(root, tmp_path):
    page = tmp_path / "docs" / "miniature.md"
    for _ in range(2):  # the second replaces the first
        publish(root, page)
        text = page.read_text(encoding="utf-8")
        links = [link for link in LINK.findall(text) if not link.startswith("https:")]
        assert links == ["miniature/costs.png"] * 2
        assert [path.name for path in (tmp_path / "docs" / "miniature").iterdir()] == ["costs.png"]
        assert (tmp_path / "docs" / links[0]).read_bytes() == b"costs.png"


def test_a_published_page_says_when_and_of_which_code_it_is(root, tmp_path, monkeypatch):
    monkeypatch.setattr(publishing, "commit", lambda: "abc1234")
    publish(root, tmp_path / "page.md")
    ending = (tmp_path / "page.md").read_text(encoding="utf-8").splitlines()[-1]
    assert re.fullmatch(r"Made by `recourse-bounds study miniature`, \d{4}-\d\d-\d\d, commit abc1234\.", ending)
    monkeypatch.setattr(publishing, "maker", lambda: "somebody else")
    publish(root, tmp_path / "page.md")
    ending = (tmp_path / "page.md").read_text(encoding="utf-8").splitlines()[-1]
    assert ending.endswith("Other code or another machine made 2 of its 2 cells.")


@given(st.lists(st.tuples(CAPTIONS, NAMES), max_size=4))
def test_links_to_pictures_go_into_the_folder_and_the_rest_stays(pictures):
    shown = [(f"![{caption}]({name}.png)", f"{caption} [{name}.svg]({name}.svg)") for caption, name in pictures]
    text = as_document("\n\n".join(part for both in shown for part in both), "study")
    assert LINK.findall(text) == [f"study/{name}.png" for _, name in pictures]
    assert text.replace("](study/", "](") == "\n\n".join(
        part for (picture, _), (caption, _) in zip(shown, pictures, strict=True) for part in (picture, caption.rstrip())
    )


def test_what_cannot_be_published_is_told_in_one_line(root, tmp_path):
    (root / FINDINGS / "costs.png").rename(root / FINDINGS / "gone.png")
    with pytest.raises(InputError, match=r"has no findings that can be read .*costs\.png"):
        publish(root, tmp_path / "page.md")
    assert not (tmp_path / "page.md").exists()
    (root / FINDINGS / "gone.png").rename(root / FINDINGS / "costs.png")
    with pytest.raises(SystemExit, match="nowhere is not the folder of a study"):
        main("nowhere", str(tmp_path / "page.md"))
