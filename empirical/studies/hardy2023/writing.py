"""The findings and figures of the study as files."""

from collections.abc import Callable
from pathlib import Path

from empirical.studies.drawing import files_of
from empirical.studies.hardy2023.figures import FIGURES
from empirical.studies.hardy2023.page import findings_page
from empirical.studies.hardy2023.results import Results, read_results
from empirical.studies.pages.blocks import write_figure, write_page


def write_findings(root: Path, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
    """Write the page of findings and all figures of a study.

    Args:
        root: The folder of the study.
        folder: The folder of the page and the figures; it is made. Files of these names are replaced.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the study has no finished cell, or the folder cannot be written.

    Examples:
        >>> write_findings(Path("nowhere"), Path("nowhere"))
        Traceback (most recent call last):
        empirical.errors.InputError: nowhere is not the folder of a study: nowhere/plan.json cannot be read
    """  # noqa: DOC502
    stage("reading the tables")
    return write_all(read_results(root), folder, stage=stage)


def write_all(results: Results, folder: Path, *, stage: Callable[[str], object] = lambda _: None) -> Path:
    """Write the page and the figures of some tables.

    Args:
        results: The tables.
        folder: The folder; it is made.
        stage: A function that is called with a few words on what comes next.

    Returns:
        The path of the page.

    Raises:
        InputError: If the folder cannot be written.

    Examples:
        >>> import tempfile
        >>> from empirical.studies.hardy2023.made import made_results
        >>> with tempfile.TemporaryDirectory() as place:
        ...     write_all(made_results(), Path(place)).name
        'findings.md'
    """  # noqa: DOC502
    for name, one in FIGURES.items():
        stage(f"drawing {name}")
        for suffix, content in files_of(lambda: one.draw(results)).items():  # noqa: B023
            write_figure(folder, f"{name}.{suffix}", content)
    stage("writing the findings")
    shown = [
        f"![{one.caption}]({name}.png)\n\n{one.caption} [As a vector file]({name}.svg)."
        for name, one in FIGURES.items()
    ]
    return write_page(folder, [*findings_page(results), "## Figures", *shown])
