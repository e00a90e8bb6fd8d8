"""The findings of a study as a page of the documents: its text with date and commit, and its pictures beside it.

``python -m empirical.studies.publishing build/study/linear docs/measured/linear.md`` does it, as the Makefile does.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from bounds.atomic_write import write_text
from empirical.errors import InputError, writing
from empirical.studies.findings import FINDINGS, PAGE
from empirical.studies.finished import read_finished
from empirical.studies.makers import maker
from empirical.studies.page import commit
from empirical.studies.pages.blocks import write_figure
from empirical.studies.study_folder import read_plan

PICTURE = re.compile(r"\]\(([\w.-]+\.png)\)")
"""A link to a picture beside the findings."""

VECTOR = re.compile(r"\s*\[[^\]\n]*\]\([\w.-]+\.svg\)\.?")
"""A link to the same picture as a vector file, which stays with the study."""


def publish(root: Path, page: Path) -> None:
    """Copy the findings of a study into the documents; pictures go into a folder beside the page, of its name.

    Args:
        root: The folder of the study.
        page: The file of the page; an earlier one is replaced.

    Raises:
        InputError: If the folder is no study's, the study has no findings, or the page cannot be written.

    Examples:
        >>> publish(Path("nowhere"), Path("nowhere.md"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """
    stamp = _stamp(root)
    findings = root / FINDINGS
    try:
        text = (findings / PAGE).read_text(encoding="utf-8")
        pictures = {name: (findings / name).read_bytes() for name in dict.fromkeys(PICTURE.findall(text))}
    except OSError as error:
        raise InputError(f"{findings} has no findings that can be read ({error}); let the study run first") from None
    for name, content in pictures.items():
        write_figure(page.parent / page.stem, name, content)
    with writing(page.parent):
        page.parent.mkdir(parents=True, exist_ok=True)
        write_text(page, f"{as_document(text, page.stem)}\n{stamp}\n")


def as_document(text: str, folder: str) -> str:
    """Turn the links of findings into those of a page whose pictures lie in a folder.

    Args:
        text: The findings in Markdown.
        folder: The name of the folder, beside the page.

    Returns:
        The text with links to pictures in the folder, and none to vector files.

    Examples:
        >>> as_document("![Costs](costs.png) Costs. [As a vector file](costs.svg)", "linear")
        '![Costs](linear/costs.png) Costs.'
    """
    return PICTURE.sub(rf"]({folder}/\1)", VECTOR.sub("", text))


def _stamp(root: Path) -> str:
    """Say how a page came about: by which command, when, and which cells this code did not make."""
    study = read_plan(root)["study"]["name"]
    cells = read_finished(root).cells
    others = sum(cell.record.get("maker") != maker() for cell in cells)
    made = f"Made by `recourse-bounds study {study}`, {datetime.now(UTC):%Y-%m-%d}, commit {commit()}."
    return made if not others else f"{made} Other code or another machine made {others} of its {len(cells)} cells."


def main(root: str, page: str) -> None:
    """Copy the findings of a study into the documents, or say in one line why not.

    Args:
        root: The folder of the study.
        page: The file of the page.

    Raises:
        SystemExit: If it is not possible.

    Examples:
        >>> main("nowhere", "nowhere.md")
        Traceback (most recent call last):
        SystemExit: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """
    try:
        publish(Path(root), Path(page))
    except InputError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main(*sys.argv[1:])
