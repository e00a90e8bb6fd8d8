"""The errata pages as Markdown and as HTML: made of code and records alone, the same bytes every time."""

import math
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bounds.atomic_write import write_text
from empirical.errors import InputError, writing
from recourse_bounds.errata.entries import Entry, entries, groups, notes
from recourse_bounds.errata.meanings import bounded, called, fields_read, parameters
from recourse_bounds.errata.papers import PAPERS, Paper
from recourse_bounds.errata.typesetting import markdown, typeset

MARKDOWN, HTML = "errata.md", "errata.html"
"""The names of the two templates."""

MARK = b"<!-- Made by `recourse-bounds errata`; do not edit. -->"
"""The mark in all files, by which an earlier page is known."""

_EMPTY = re.compile(r"\n\s*\n(?=\S)")


class Errata(NamedTuple):
    """The page.

    Attributes:
        markdown: The page as Markdown.
        html: The page as HTML.
        notes: What whoever makes the page should know, one line each.
    """

    markdown: str
    html: str
    notes: tuple[str, ...]


def errata(paper: Paper) -> Errata:
    """Make the errata page of a paper; every claim is proved, or its counterexample replayed, which takes some seconds.

    Args:
        paper: The paper.

    Returns:
        The page in both forms, with notes.

    Examples:
        >>> errata(PAPERS[0]).notes  # doctest: +SKIP
        ()
    """
    shown = entries(paper)
    table = tuple(one for entry in shown for one in (entry.facts, *(form.facts for form in entry.forms)))
    chosen = {name for one in table for vector in one.vectors for name in vector.parameters}
    content = {"sections": _sections(shown), "table": table, "parameters": parameters(chosen)}
    content |= {"fields": fields_read(tuple(one.claim for one in table))}
    content |= {"heading": paper.heading, "introduction": paper.introduction, "symbols": paper.symbols}
    return Errata(_render(MARKDOWN, content), _render(HTML, content), notes(table))


class _Section(NamedTuple):
    title: str
    anchor: str
    entries: tuple[Entry, ...]


def _sections(shown: tuple[Entry, ...]) -> tuple[_Section, ...]:
    """The entries in sections, by what became of them; a section without entries is left out."""
    false = tuple(one for one in shown if one.printed and one.facts.result == "refuted")
    true = tuple(one for one in shown if one.printed and one.facts.result != "refuted")
    misread = tuple(one for one in shown if not one.printed)
    sections = (
        _Section("False as printed", "false", false),
        _Section("False beside the theorems: said in the text, or easily read into it", "misread", misread),
        _Section("True", "true", true),
    )
    return tuple(section for section in sections if section.entries)


def files(paper: Paper) -> tuple[str, str]:
    """Name the files of the page of a paper.

    Args:
        paper: The paper.

    Returns:
        The names of the Markdown and of the HTML file.

    Examples:
        >>> files(PAPERS[0])
        ('errata.md', 'errata.html')
    """
    return f"{paper.page}.md", f"{paper.page}.html"


def write(folder: Path) -> tuple[Errata, ...]:
    """Make the errata pages of all papers and write their files, each aside, then into its place.

    Args:
        folder: The folder of the files, which is made if need be.

    Returns:
        The pages that were written, with notes.

    Raises:
        InputError: If the folder cannot be written, or holds something else under one of the two names.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = (Path(folder) / MARKDOWN).write_text("# My notes")
        ...     write(Path(folder))  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        empirical.errors.InputError: ... exists and is no errata page: choose another folder or remove it
    """  # noqa: DOC502
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for paper in PAPERS:
            for name in files(paper):
                _refuse(folder / name)
    made = tuple(errata(paper) for paper in PAPERS)
    with writing(folder):
        for paper, page in zip(PAPERS, made, strict=True):
            for name, text in zip(files(paper), (page.markdown, page.html), strict=True):
                write_text(folder / name, text)
    return made


def _refuse(file: Path) -> None:
    if file.exists() and MARK not in file.read_bytes():
        raise InputError(f"{file} exists and is no errata page: choose another folder or remove it")


def _render(name: str, content: dict[str, Any]) -> str:
    """A template filled in, without the empty lines that its blocks leave behind."""
    return _EMPTY.sub("\n\n", _environment().get_template(name).render(content))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("recourse_bounds.errata"),
        autoescape=select_autoescape(("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"md": markdown, "math": typeset, "groups": groups, "floor4": _floor4}
    environment.filters |= {"bounded": bounded, "called": called}
    return environment


def _floor4(number: float) -> str:
    """Four digits, rounded down: what nearly attains a bound does not look as if it did."""
    return f"{math.floor(number * 1e4) / 1e4:.4f}"
