"""What several pages of findings say alike, and how a page is written."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bounds.atomic_write import write_text
from empirical.errors import writing
from empirical.report.writer import write_file
from empirical.studies.findings import PAGE, Writer
from empirical.studies.finished import Finished, FinishedCell, Missing, read_finished


def option_values(cells: Iterable[FinishedCell], name: str) -> str:
    """List the values that an option has in some cells.

    Args:
        cells: The cells.
        name: The name of the option.

    Returns:
        The values, each once, with commas between them; those of lists one by one.

    Examples:
        >>> cell = FinishedCell(Path(), (), {"options": {"epsilon": [0.0, 0.1], "init": "zero"}}, {})
        >>> option_values([cell, cell], "epsilon"), option_values([cell], "init")
        ('0, 0.1', 'zero')
    """
    found: dict[str, None] = {}
    for cell in cells:
        value = cell.options[name]
        found |= dict.fromkeys(map(_shown, value if isinstance(value, list) else [value]))
    return ", ".join(found)


def _shown(value: object) -> str:
    """Write a value of an option as a description has it; a dash where the report chooses."""
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def verdict_count(cells: Iterable[FinishedCell]) -> int:
    """Count the verdicts of some cells.

    Args:
        cells: The cells.

    Returns:
        The number of all rows of their tables of verdicts.

    Examples:
        >>> verdict_count([FinishedCell(Path(), (), {}, {"claims": [{"rows": 2}, {"rows": 3}]})])
        5
    """
    return sum(count["rows"] for cell in cells for count in cell.summary["claims"])


def defects_line(cells: Iterable[FinishedCell]) -> str:
    """Say how often true claims are violated, which would be defects of this project.

    Args:
        cells: The cells.

    Returns:
        A sentence in Markdown.

    Examples:
        >>> defects_line([FinishedCell(Path(), (), {}, {"defects": []})])
        '**Violations of true claims with every premise holding: 0.**'
    """
    defects = sum(len(cell.summary["defects"]) for cell in cells)
    return f"**Violations of true claims with every premise holding: {defects}.**"


def missing_lines(missing: Sequence[Missing]) -> list[str]:
    """Say what a page lacks of its study.

    Args:
        missing: What is missing.

    Returns:
        The heading and the list of it in Markdown; nothing if nothing is missing.

    Examples:
        >>> print(*missing_lines([Missing("bail", "its data cannot be read")]), sep=" / ")
        ## What this page lacks / - `bail`: its data cannot be read
    """
    if not missing:
        return []
    return ["## What this page lacks", "\n".join(f"- `{one.what}`: {one.why}" for one in missing)]


def write_page(folder: Path, blocks: Iterable[str]) -> Path:
    r"""Write a page of findings into its folder, which is made.

    Args:
        folder: The folder.
        blocks: The paragraphs, headings and tables of the page in Markdown.

    Returns:
        The path of the page.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_page(Path(place) / "findings", ["# A title", "A paragraph."]).read_text()
        '# A title\n\nA paragraph.\n'
    """  # noqa: DOC502
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / PAGE, "\n\n".join(blocks) + "\n")
    return folder / PAGE


def page_writer(page: Callable[[Finished], Iterable[str]]) -> Writer:
    """Make the writer of a page without figures.

    Args:
        page: A function from what is done of a study to the blocks of its page.

    Returns:
        The function that writes the page from the study's folder.

    Examples:
        >>> page_writer(lambda finished: ["# A title"])(Path("nowhere"), Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """

    def write_findings(root: Path, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
        stage("writing the findings")
        return write_page(folder, page(read_finished(root)))

    return write_findings


def write_figure(folder: Path, name: str, content: bytes) -> None:
    """Write a figure into a folder, which is made, in the place of an earlier one.

    Args:
        folder: The folder.
        name: The name of the file.
        content: The file.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_figure(Path(place) / "findings", "bounds.png", b"picture")
        ...     (Path(place) / "findings" / "bounds.png").read_bytes()
        b'picture'
    """  # noqa: DOC502
    aside = folder / f".{name}"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        write_file(aside, content)
        aside.replace(folder / name)
